import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StaffVisitor, signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let admin: StaffVisitor;
beforeAll(async () => {
  world = await openWorld({ EMBED_ANCESTORS: 'https://charity.example' });
  admin = await signIn(world, 'admin');
});
afterAll(() => world.close());

// PostgreSQL has no such character in any text, and fails at being asked for one.
describe('U+0000', () => {
  it.each([
    '/%00',
    '/embed/%00',
    '/embed/school-attendance%00',
    '/school-attendance%00/letter',
    '/school-attendance/%00',
    '/confirm/%00',
    '/my-letter/%00',
    '/staff/campaigns/%00',
    '/staff/letters/%00',
    '/staff/mps/%00',
    '/staff/people/%00',
    '/staff/set-up/%00',
    '/staff/templates/%00/history/%00',
  ])('in the address %s is answered with our page that there is none', async url => {
    const page = await admin.get(url).expect(404);
    expect(page.text).toContain('Dear MP');
  });

  it.each([
    '/school-attendance?lang=%00',
    '/staff?campaign=school-attendance&from=%00',
    '/staff/audit?who=%00&what=%00&before=%00',
    '/staff/export/counts.csv?by=%00&campaign=%00',
    '/staff/letters?find=%00&state=%00&after=%00',
    '/staff/mps?find=%00',
    '/staff/rows?constituency=%00&mp=%00&ask=%00&state=%00&after=%00',
    '/staff/templates/school-attendance?variant=%00',
    '/staff/templates/school-attendance/history/1?with=%00',
  ])('in what is asked of %s is no error of ours', async url => {
    expect((await admin.get(url)).status).toBeLessThan(500);
  });

  it.each([
    ['/staff/sign-in', { email: '\0', password: '\0' }],
    ['/staff/letters', { find: 'ada\0@supporter.example' }],
    ['/staff/people', { email: 'ada\0@campaign.example', role: 'viewer\0' }],
    ['/staff/campaigns', { name: 'One\0', slug: '\0', summary: '\0', background: '\0' }],
    ['/staff/account/sessions/end', { session: '\0', current: '\0' }],
    ['/staff/audit/export', { who: '\0', what: '\0' }],
    ['/staff/export/supporters.csv', { organisation: '\0', campaign: '\0' }],
    ['/school-attendance/postcode', { postcode: '\0' }],
  ])('in the form of %s is no error of ours', async (url, form) => {
    expect((await admin.post(url.replace('\0', '%00'), form)).status).toBeLessThan(500);
  });
});
