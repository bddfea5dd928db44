import { describe, expect, it } from 'vitest';
import { NAVIGATION } from '../../src/staff/navigation.ts';
import { type Action, LEAST_ROLE, may, ROLES, SECOND_FACTOR } from '../../src/staff/role.ts';
import { signIn } from '../support/staff.ts';
import { openWorld } from '../support/world.ts';

/** Who may do what: viewer, editor, admin. */
const ACTIONS: [Action, boolean, boolean, boolean][] = [
  ['own-account', true, true, true],
  ['see-counts', true, true, true],
  ['export-counts', true, true, true],
  ['edit-templates', false, true, true],
  ['edit-campaigns', false, true, true],
  ['see-letters', false, false, true],
  ['export-personal-data', false, false, true],
  ['edit-mps', false, false, true],
  ['change-settings', false, false, true],
  ['manage-people', false, false, true],
  ['read-audit', false, false, true],
];

describe('a role', () => {
  it.each(ACTIONS)('%s: viewer %s, editor %s, admin %s', (action, ...allowed) => {
    expect(ROLES.map(role => may(role, action))).toEqual(allowed);
  });

  it('needs a second factor where it reaches personal data, or wherever the site asks everyone for one', () => {
    for (const role of ROLES) {
      const reaches = may(role, 'see-letters') || may(role, 'export-personal-data');
      expect([role, SECOND_FACTOR.admins(role), SECOND_FACTOR.everyone(role)]).toEqual([role, reaches, true]);
    }
  });

  it('is asked for each action by name', () => {
    expect(Object.keys(LEAST_ROLE).sort()).toEqual(ACTIONS.map(([action]) => action).sort());
  });
});

describe('the menu', () => {
  it.each(ROLES)('shows to the role %s the pages that open to it, and marks the one shown', async role => {
    const world = await openWorld();
    const visitor = await signIn(world, role);
    for (const { path, label, action } of NAVIGATION) {
      const home = await visitor.get('/staff').expect(200);
      expect(home.text.includes(`href="${path}"`)).toBe(may(role, action) || path === '/staff');
      if (!may(role, action)) continue;
      const { text } = await visitor.get(path).expect(200);
      expect(text).toContain(`<a href="${path}" aria-current="page">${label}</a>`);
      // Folded and in a line, of which a window shows one.
      expect(text.match(/aria-current="page"/g)).toHaveLength(2);
    }
    await world.close();
  });
});
