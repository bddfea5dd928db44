import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addStaff, PASSWORD, type StaffVisitor, signIn } from '../support/staff.ts';
import { openWorld, unescaped, type World } from '../support/world.ts';

let world: World;
let admin: StaffVisitor;
beforeEach(async () => {
  world = await openWorld();
  admin = await signIn(world, 'admin', 'ada@campaign.example');
});
afterEach(() => world.close());

const setUpPath = (text: string) => /\/staff\/set-up\/[\w-]{32}/.exec(text)?.[0] ?? 'no link';

describe('an admin’s invitation', () => {
  it('is mailed, shown once, and opens the area with its role', async () => {
    await admin
      .post('/staff/people', { email: ' Ed@Campaign.Example', role: 'editor' })
      .expect(303)
      .expect('Location', '/staff/people');
    const shown = await admin.get('/staff/people').expect(200);
    expect(shown.text).toContain('It works once, for 7 days:');
    const path = setUpPath(unescaped(shown.text));
    expect(setUpPath(unescaped((await admin.get('/staff/people')).text))).toBe('no link');

    await world.deliver();
    const [mail, ...more] = world.mail.to('ed@campaign.example');
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('Set up your account for the staff area of Dear MP');
    const said = mail?.text?.replace(/\s+/g, ' ');
    expect(said).toContain(`${admin.email} has made you an account for the staff area at localhost:`);
    expect(said).toContain(`do nothing, and tell ${admin.email}.`);
    expect(mail?.text).toContain('once, until 1 December 2026');
    expect(setUpPath(mail?.text ?? '')).toBe(path);

    const visitor = world.visitor();
    await visitor.post(path, { password: PASSWORD, again: PASSWORD }).expect(303);
    expect((await visitor.get('/staff').expect(200)).text).toContain('editor');
  });

  it.each([
    ['', 'viewer', 'email', 'Enter an email address'],
    ['not an address', 'viewer', 'email', 'Enter an email address'],
    ['ed@campaign.example', '', 'role', 'Choose what this person may do'],
    ['ed@campaign.example', 'owner', 'role', 'Choose what this person may do'],
    ['ADA@campaign.example', 'viewer', 'email', 'has an account already'],
  ])('to %j as %j asks again', async (email, role, field, message) => {
    const { text } = await admin.post('/staff/people', { email, role }).expect(422);
    expect(text).toMatch(new RegExp(`<a href="#${field}">[^<]*${message}`));
    expect(await world.deps.db.read.staffAccount.count()).toBe(1);
    expect(await world.deps.db.read.outboxMail.count()).toBe(0);
  });
});

describe('an admin', () => {
  it('sees everybody with role and state', async () => {
    await admin.post('/staff/people', { email: 'new@campaign.example', role: 'viewer' }).expect(303);
    await addStaff(world, 'editor', { email: 'ed@campaign.example' });
    await addStaff(world, 'admin', { email: 'al@campaign.example', factor: false });
    const { text } = await admin.get('/staff/people');
    for (const words of [
      'viewer, invited, not set up yet',
      'editor, open',
      'admin, has yet to add a second',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('gives another role, which signs its owner out', async () => {
    const editor = await signIn(world, 'editor');
    await admin.post(`/staff/people/${editor.accountId}/role`, { role: 'viewer' }).expect(303);
    await editor.get('/staff').expect(303);
    const { role } = await world.deps.db.read.staffAccount.findUniqueOrThrow({ where: { id: editor.id } });
    expect(role).toBe('viewer');
    await admin.post(`/staff/people/${editor.accountId}/role`, { role: 'owner' }).expect(400);
  });

  it('closes an account at once, and opens it again', async () => {
    const editor = await signIn(world, 'editor');
    await admin.post(`/staff/people/${editor.id}/close`, {}).expect(303);
    await editor.get('/staff').expect(303);
    const signInAgain = () =>
      world.visitor().post('/staff/sign-in', { email: editor.email, password: PASSWORD });
    await signInAgain().expect(422);
    await admin.post(`/staff/people/${editor.id}/open`, {}).expect(303);
    await editor.get('/staff').expect(303);
    await signInAgain().expect(303);
  });

  it('sends a new set-up link', async () => {
    const editor = await addStaff(world, 'editor');
    await admin.post(`/staff/people/${editor.id}/set-up-link`, {}).expect(303);
    const path = setUpPath(unescaped((await admin.get('/staff/people')).text));
    await world.deliver();
    const text = world.mail.to(editor.email)[0]?.text ?? '';
    expect(text).toContain(`${admin.email} sends you a new link`);
    expect(setUpPath(text)).toBe(path);
    await world.visitor().get(path).expect(200);
  });

  it('sends nobody a set-up link that would open nothing', async () => {
    const { id } = await addStaff(world, 'editor');
    const page = `/staff/people/${id}`;
    await admin.post(`${page}/close`, {}).expect(303);
    expect((await admin.get(page).expect(200)).text).not.toContain('Send a new set-up link');
    await admin.post(`${page}/set-up-link`, {}).expect(303).expect('Location', page);
    expect(await world.deps.db.read.outboxMail.count()).toBe(0);
    expect(await world.deps.db.read.staffSetUpLink.count()).toBe(0);
    await admin.post(`${page}/open`, {}).expect(303);
    expect((await admin.get(page).expect(200)).text).toContain('Send a new set-up link');
  });

  it('signs somebody out everywhere, and says so in the log', async () => {
    const editor = await signIn(world, 'editor');
    const { text } = await admin.get(`/staff/people/${editor.id}`).expect(200);
    expect(text).toContain(`action="/staff/people/${editor.id}/sign-out"`);
    await admin.post(`/staff/people/${editor.id}/sign-out`, {}).expect(303);
    await editor.get('/staff').expect(303);
    await world
      .visitor()
      .post('/staff/sign-in', { email: editor.email, password: PASSWORD })
      .expect(303)
      .expect('Location', '/staff');
    const [entry] = await world.deps.db.read.auditEntry.findMany({ where: { what: 'session.revoke' } });
    expect(entry).toMatchObject({ who: admin.email, target: editor.email, details: { sessions: 1 } });
  });

  it('takes a lost second factor away, which leaves the password and opens nothing', async () => {
    const other = await signIn(world, 'admin');
    const url = `/staff/people/${other.id}/remove-second-factor`;
    for (const [proof, message] of [
      ['', 'Say how you made sure'],
      ['x'.repeat(201), 'Use at most 200'],
    ] as const) {
      const { text } = await admin.post(url, { proof }).expect(422);
      expect(text).toContain(`<a href="#proof">${message}`);
      expect(text).toContain(`value="${proof}"`);
    }
    await other.get('/staff').expect(200);
    await admin.post(url, { proof: 'Called her desk' }).expect(303);
    expect(
      await world.deps.db.read.auditEntry.findFirst({ where: { what: 'second-factor.remove' } }),
    ).toMatchObject({ who: admin.email, target: other.email, details: { proof: 'Called her desk' } });
    await other.get('/staff').expect(303);
    const visitor = world.visitor();
    const form = { email: other.email, password: PASSWORD };
    await visitor.post('/staff/sign-in', form).expect(303).expect('Location', '/staff');
    await visitor.get('/staff').expect(303).expect('Location', '/staff/account/second-factor');
    const { text } = await admin.get(`/staff/people/${other.id}`).expect(200);
    expect(text).not.toContain('remove-second-factor');
  });

  it('cannot change the own account, so that one admin remains', async () => {
    for (const what of ['role', 'close', 'open', 'set-up-link', 'sign-out', 'remove-second-factor']) {
      const { text } = await admin.post(`/staff/people/${admin.id}/${what}`, { role: 'viewer' }).expect(403);
      expect(text).toContain('You cannot change your own account here');
    }
    const { text } = await admin.get(`/staff/people/${admin.id}`).expect(200);
    expect(text).toContain('This is you');
    await admin.get('/staff/people').expect(200);
  });

  it('remains also when two take each other’s role away at the same moment', async () => {
    const other = await signIn(world, 'admin');
    const role = 'viewer';
    await Promise.all([
      admin.post(`/staff/people/${other.id}/role`, { role }),
      other.post(`/staff/people/${admin.id}/role`, { role }),
    ]);
    expect(await world.deps.db.read.staffAccount.count({ where: { role: 'admin' } })).toBe(1);
  });

  it('finds no page of somebody who is not there', async () => {
    await admin.get('/staff/people/nobody').expect(404);
    await admin.post('/staff/people/nobody/close', {}).expect(404);
  });
});
