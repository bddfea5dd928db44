import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../src/clock.ts';
import { COMMAND_LINE } from '../../src/staff/audit.ts';
import { addAccount, disableAccount, enableAccount, resetAccount } from '../../src/staff/manage-accounts.ts';
import type { Role } from '../../src/staff/role.ts';
import {
  addStaff,
  appFormIn,
  codeOf,
  formTokenIn,
  PASSWORD,
  type StaffVisitor,
  signIn,
} from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

const EMAIL = 'ada@campaign.example';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const by = () => ({ who: COMMAND_LINE, at: world.deps.clock() });

async function invite(role: Role) {
  const added = await world.deps.db.write(tx => addAccount(tx, by(), { email: EMAIL, role }));
  if (!added) throw new Error('not added');
  return { ...added, link: `/staff/set-up/${added.token}` };
}

const chosen = { password: PASSWORD, again: PASSWORD };

describe('a set-up link', () => {
  it('lets its owner choose a password, and signs in', async () => {
    const { link } = await invite('editor');
    const visitor = world.visitor();
    const { text } = await visitor.get(link).expect(200);
    expect(text).toContain(EMAIL);
    expect(text).not.toContain('second factor');
    await visitor.post(link, chosen).expect(303).expect('Location', '/staff');
    await visitor.get('/staff').expect(200);
    await world.visitor().post('/staff/sign-in', { email: EMAIL, password: PASSWORD }).expect(303);
  });

  it('changes nothing by being opened, however often', async () => {
    const { link, accountId } = await invite('viewer');
    for (let i = 0; i < 3; i += 1) await world.visitor().get(link).expect(200);
    const account = await world.deps.db.read.staffAccount.findUniqueOrThrow({ where: { id: accountId } });
    expect(account.passwordHash).toBeNull();
    await world.visitor().post(link, chosen).expect(303);
  });

  it('works once', async () => {
    const { link } = await invite('viewer');
    const pages = await Promise.all([1, 2, 3].map(() => world.visitor().post(link, chosen)));
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 410, 410]);
    const { text } = await world.visitor().get(link).expect(410);
    expect(text).toContain('Ask one of your campaign’s admins');
  });

  it('works for 7 days', async () => {
    const { link } = await invite('viewer');
    world.pass(7 * DAY - MINUTE);
    await world.visitor().get(link).expect(200);
    world.pass(MINUTE);
    const { text } = await world.visitor().get(link).expect(410);
    expect(text).toContain('works once, for 7 days, and');
    await world.visitor().post(link, chosen).expect(410);
  });

  it('ends when a newer one is made, and while the account is closed', async () => {
    const { link, accountId } = await invite('viewer');
    const newer = await world.deps.db.write(tx => resetAccount(tx, by(), accountId));
    await world.visitor().get(link).expect(404);
    await world.visitor().get(`/staff/set-up/${newer}`).expect(200);
    await world.deps.db.write(tx => disableAccount(tx, by(), accountId));
    await world.visitor().get(`/staff/set-up/${newer}`).expect(410);
    await world.visitor().post(`/staff/set-up/${newer}`, chosen).expect(410);
  });

  it('cut short or made up, is not known', async () => {
    const { link } = await invite('viewer');
    for (const url of [
      link.slice(0, -3),
      `${link}x`,
      '/staff/set-up/x',
      `/staff/set-up/${'x'.repeat(500)}`,
    ]) {
      const { text } = await world.visitor().get(url).expect(404);
      expect(text).toContain('copy the whole link');
      await world.visitor().post(url, chosen).expect(404);
    }
  });

  it('is kept by its hash alone', async () => {
    const { token } = await invite('viewer');
    expect(JSON.stringify(await world.deps.db.read.staffSetUpLink.findMany())).not.toContain(token);
    expect(JSON.stringify(world.log)).not.toContain(token);
  });

  it.each([
    ['', '', 'password', 'Choose a password'],
    ['too short', 'too short', 'password', 'Use at least 12 characters'],
    ['Ada@campaign.example', 'Ada@campaign.example', 'password', 'not your email address'],
    ['password12345', 'password12345', 'password', 'harder to guess'],
    [PASSWORD, `${PASSWORD}s`, 'again', 'The two passwords differ'],
    [PASSWORD, '', 'again', 'The two passwords differ'],
  ])('with the passwords %j and %j asks again', async (password, again, field, message) => {
    const { link, accountId } = await invite('viewer');
    const { text } = await world.visitor().post(link, { password, again }).expect(422);
    expect(text).toContain('<title>Error: ');
    expect(text).toMatch(new RegExp(`<a href="#${field}">[^<]*${message}`));
    if (password) expect(text).not.toContain(`value="${password}"`);
    const account = await world.deps.db.read.staffAccount.findUniqueOrThrow({ where: { id: accountId } });
    expect(account.passwordHash).toBeNull();
  });

  it('leads an admin on to the second factor', async () => {
    const { link } = await invite('admin');
    const visitor = world.visitor();
    expect((await visitor.get(link)).text).toContain('Next you add a second factor');
    await visitor.post(link, chosen).expect(303);
    await visitor.get('/staff').expect(303).expect('Location', '/staff/account/second-factor');
    const { text } = await visitor.get('/staff/account/second-factor').expect(200);
    expect(text).toContain('<svg');
    await visitor.post('/staff/account/second-factor', appFormIn(world, text).form).expect(303);
    await visitor.get('/staff/people').expect(200);
  });
});

describe('a new link for an account that was set up before', () => {
  it.each([
    [
      'its owner has chosen another password meanwhile',
      ({ post }: StaffVisitor) => {
        const other = { password: 'another marmalade ladder', again: 'another marmalade ladder' };
        return post('/staff/account/password', { current: PASSWORD, ...other }).expect(303);
      },
    ],
    [
      'the account was closed meanwhile, and opened again',
      async ({ accountId }: StaffVisitor) => {
        await world.deps.db.write(tx => disableAccount(tx, by(), accountId));
        await world.deps.db.write(tx => enableAccount(tx, by(), accountId));
      },
    ],
  ])('is over where %s', async (_, happens) => {
    const editor = await signIn(world, 'editor');
    const token = await world.deps.db.write(tx => resetAccount(tx, by(), editor.accountId));
    const link = `/staff/set-up/${token}`;
    await world.visitor().get(link).expect(200);
    await happens(editor);
    await world.visitor().get(link).expect(410);
    await world.visitor().post(link, chosen).expect(410);
  });

  it('ends the old password and every session, only when it is used, and asks for the second factor', async () => {
    const admin = await signIn(world, 'admin', EMAIL);
    const token = await world.deps.db.write(tx => resetAccount(tx, by(), admin.accountId));
    await admin.get('/staff').expect(200);
    const password = 'another marmalade ladder';
    const owner = world.visitor();
    const page = await owner.get(`/staff/set-up/${token}`).expect(200);
    expect(page.text).toContain('Next you enter a code of your authenticator app');
    await owner
      .post(`/staff/set-up/${token}`, { password, again: password })
      .expect(303)
      .expect('Location', '/staff/sign-in/code');
    await owner.get('/staff').expect(303).expect('Location', '/staff/sign-in');
    const _csrf = formTokenIn((await owner.get('/staff/sign-in/code').expect(200)).text);
    await owner.post('/staff/sign-in/code', { _csrf, code: codeOf(world, admin.secret) }).expect(303);
    await owner.get('/staff').expect(200);
    await admin.get('/staff').expect(303);
    await world.visitor().post('/staff/sign-in', { email: EMAIL, password: PASSWORD }).expect(422);
    const visitor = world.visitor();
    await visitor.post('/staff/sign-in', { email: EMAIL, password }).expect(303);
    await visitor.get('/staff').expect(303).expect('Location', '/staff/sign-in');
  });

  it('opens nothing of another account', async () => {
    const other = await addStaff(world, 'viewer');
    const { link } = await invite('viewer');
    await world
      .visitor()
      .post(link, { password: 'another marmalade ladder', again: 'another marmalade ladder' });
    await world.visitor().post('/staff/sign-in', { email: other.email, password: PASSWORD }).expect(303);
  });
});
