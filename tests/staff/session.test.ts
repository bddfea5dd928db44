import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/clock.ts';
import { isAlive } from '../../src/staff/session.ts';
import { formTokenIn, PASSWORD, signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 24) + minutes * MINUTE);

describe('a session', () => {
  it.each([
    ['open', 'viewer', 0, 0, 1, true],
    ['open', 'viewer', 0, 0, 239, true],
    ['open', 'viewer', 0, 0, 240, false],
    ['open', 'editor', 0, 500, 719, true],
    ['open', 'editor', 0, 500, 740, false],
    ['open', 'viewer', 0, 719, 720, false],
    ['open', 'admin', 0, 0, 29, true],
    ['open', 'admin', 0, 0, 30, false],
    ['open', 'admin', 0, 600, 629, true],
    ['open', 'admin', 0, 600, 630, false],
    ['open', 'admin', 0, 719, 720, false],
    ['code', 'viewer', 0, 0, 9, true],
    ['code', 'viewer', 0, 9, 10, false],
  ] as const)('%s of the role %s, begun at minute %i and used at %i, counts at %i: %s', (...row) => {
    const [stage, role, started, seen, now, alive] = row;
    expect(isAlive({ stage, startedAt: at(started), lastSeenAt: at(seen) }, role, at(now))).toBe(alive);
  });
});

describe('a browser that is signed in', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  const elsewhere = async (email: string) => {
    const visitor = world.visitor();
    await visitor.post('/staff/sign-in', { email, password: PASSWORD }).expect(303);
    return visitor;
  };

  it('stays so for 12 hours, however much it is used', async () => {
    const viewer = await signIn(world, 'viewer');
    for (let hour = 1; hour < 12; hour += 1) {
      world.pass(HOUR);
      await viewer.get('/staff').expect(200);
    }
    world.pass(HOUR);
    await viewer.get('/staff').expect(303);
  });

  it('stays so for an admin as long as it is used every half hour', async () => {
    const admin = await signIn(world, 'admin');
    for (let i = 0; i < 4; i += 1) {
      world.pass(29 * MINUTE);
      await admin.get('/staff').expect(200);
    }
    world.pass(30 * MINUTE);
    await admin.get('/staff').expect(303);
  });

  it('can ask how long that lasts, which does not make it last longer', async () => {
    const admin = await signIn(world, 'admin');
    const left = async () => (await admin.get('/staff/session-left').expect(200)).body;
    expect(await left()).toMatchObject({ left: 30 * 60, who: admin.accountId });
    world.pass(29 * MINUTE);
    expect(await left()).toMatchObject({ left: 60, who: admin.accountId });
    world.pass(MINUTE);
    expect(await left()).toEqual({ left: 0, who: '', token: '' });
    await admin.get('/staff').expect(303);
    expect((await world.visitor().get('/staff/session-left')).body).toEqual({
      ...{ left: 0, who: '', token: '' },
    });
  });

  it('is promised by a page no more than that', async () => {
    const admin = await signIn(world, 'admin');
    const promised = async () =>
      Number(/data-left="(\d+)"/.exec((await admin.get('/staff').expect(200)).text)?.[1]);
    expect(await promised()).toBe(30 * 60);
    world.pass(45_000);
    expect(await promised()).toBe(30 * 60 - 45);
    world.pass(15_000);
    expect(await promised()).toBe(30 * 60);
  });

  it('stays so across a restart, for only the hash of its token is kept', async () => {
    const viewer = await signIn(world, 'viewer');
    expect(JSON.stringify(await world.deps.db.read.staffSession.findMany())).not.toContain(viewer.token);
    await world.restart();
    const visitor = world.visitor();
    visitor.raw.jar.setCookie(`staff=${viewer.token}; Path=/`, '127.0.0.1', '/');
    await visitor.get('/staff').expect(200);
  });

  it('is listed with what it is, when it began and when it was seen last, in UK time', async () => {
    const viewer = await signIn(world, 'viewer');
    world.pass(90 * MINUTE);
    const { text } = await viewer.get('/staff/account').expect(200);
    expect(text).toContain('<strong>Firefox on Linux</strong> (this browser)');
    expect(text).toContain('Last seen 24 November 2026 at 11:30');
    expect(text).toContain('Signed in 24 November 2026 at 10:00');
    expect(text).toContain('You are signed in nowhere else.');
  });

  it('can be ended from another one, and all others at once', async () => {
    const viewer = await signIn(world, 'viewer');
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => elsewhere(viewer.email)));
    const { text } = await viewer.get('/staff/account').expect(200);
    const offered = [...text.matchAll(/name="session" value="([^"]+)"/g)].map(([, value]) => value);
    expect(offered).toHaveLength(4);
    expect(offered.at(-1)).toBe('others');
    const end = (session = '') =>
      viewer.post('/staff/account/sessions/end', { session, current: PASSWORD }).expect(303);
    await end(offered[0]);
    const statuses = async () =>
      Promise.all([one, two, three].map(async visitor => (await visitor?.get('/staff'))?.status));
    expect((await statuses()).filter(status => status === 303)).toHaveLength(1);
    // A second click: what it asks for is so already, and nothing is written down twice.
    await end(offered[0]);
    await end('others');
    await end('others');
    expect(await statuses()).toEqual([303, 303, 303]);
    await viewer.get('/staff').expect(200);
    const entries = await world.deps.db.read.auditEntry.findMany({
      where: { what: 'session.revoke', who: viewer.email },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ details }) => details)).toEqual([
      { device: 'An unknown browser' },
      { sessions: 2 },
    ]);
  });

  it.each([
    ['no session', {}, 'session', 'Choose where to sign out'],
    ['no password', { session: 'others' }, 'current', 'Enter the password that you have now'],
    ['a wrong one', { session: 'others', current: 'wrong password' }, 'current', 'This is not the password'],
  ])('ends none where %s is given, and keeps what was chosen', async (_what, form, field, message) => {
    const viewer = await signIn(world, 'viewer');
    const other = await elsewhere(viewer.email);
    const { text } = await viewer.post('/staff/account/sessions/end', form).expect(422);
    expect(text).toMatch(new RegExp(`<a href="#${field}">${message}`));
    expect(/value="others" checked/.test(text)).toBe('session' in form);
    await other.get('/staff').expect(200);
  });

  it('cannot end a session of somebody else', async () => {
    const [one, two] = [await signIn(world, 'viewer'), await signIn(world, 'viewer')];
    const { text } = await two.get('/staff/account');
    const session = await world.deps.db.read.staffSession.findFirstOrThrow({
      where: { accountId: two.accountId },
    });
    expect(text).toContain('this browser');
    for (const where of [session.id, 'others']) {
      await one.post('/staff/account/sessions/end', { session: where, current: PASSWORD }).expect(303);
    }
    await two.get('/staff').expect(200);
  });

  it('goes on under a new token when the password changes, and every other one ends', async () => {
    const viewer = await signIn(world, 'viewer');
    const other = await elsewhere(viewer.email);
    const next = 'another marmalade ladder';
    const form = { current: PASSWORD, password: next, again: next };
    const { headers } = await viewer.post('/staff/account/password', form).expect(303);
    expect(headers['set-cookie']?.[0]).toMatch(/^staff=[\w-]{43};/);
    expect(headers['set-cookie']?.[0]).not.toContain(viewer.token);
    const { text } = await viewer.get(headers.location ?? '').expect(200);
    expect(text).toContain('Your password is changed');
    await other.get('/staff').expect(303);
    const stale = world.visitor();
    stale.raw.jar.setCookie(`staff=${viewer.token}; Path=/`, '127.0.0.1', '/');
    await stale.get('/staff').expect(303);
    await viewer.post('/staff/sign-out', {}).expect(403);
    await viewer.post('/staff/sign-out', { _csrf: formTokenIn(text) }).expect(303);
    await world.visitor().post('/staff/sign-in', { email: viewer.email, password: PASSWORD }).expect(422);
    await world.visitor().post('/staff/sign-in', { email: viewer.email, password: next }).expect(303);
  });

  it.each([
    ['', 'another marmalade ladder', 'another marmalade ladder', 'current', 'Enter the password'],
    ['wrong password', 'another marmalade ladder', 'another marmalade ladder', 'current', 'not the password'],
    [PASSWORD, 'short', 'short', 'password', 'at least 12'],
    [PASSWORD, 'another marmalade ladder', 'another', 'again', 'The two passwords differ'],
  ])('keeps the password when %j, %j and %j are typed', async (current, password, again, field, message) => {
    const viewer = await signIn(world, 'viewer');
    const page = await viewer.post('/staff/account/password', { current, password, again }).expect(422);
    expect(page.text).toMatch(new RegExp(`<a href="#${field}">[^<]*${message}`));
    await world.visitor().post('/staff/sign-in', { email: viewer.email, password: PASSWORD }).expect(303);
  });

  it('does not serve to guess the password', async () => {
    const viewer = await signIn(world, 'viewer');
    const form = { current: 'wrong password', password: 'another marmalade ladder' };
    const change = () => viewer.post('/staff/account/password', { ...form, again: form.password });
    for (let i = 0; i < 5; i += 1) await change().expect(422);
    expect((await change().expect(429)).text).toContain('Wait 15 seconds');
    const end = { session: 'others', current: 'wrong password' };
    await viewer.post('/staff/account/sessions/end', end).expect(429);
  });
});
