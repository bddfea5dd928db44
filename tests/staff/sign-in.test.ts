import { hash } from '@node-rs/argon2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../src/clock.ts';
import { safeNext } from '../../src/staff/guard.ts';
import { isOutdated } from '../../src/staff/password.ts';
import { addStaff, PASSWORD, signIn } from '../support/staff.ts';
import { openWorld, type Visitor, type World } from '../support/world.ts';

const NOT_RIGHT = 'The email address or the password is not right';
const EMAIL = 'ed@campaign.example';

let world: World;
beforeEach(async () => {
  world = await openWorld({ TRUST_PROXY: 'loopback' });
});
afterEach(() => world.close());

/** Signs in from a network of one's own choice. */
const enter = (visitor: Visitor, email: string, password: string, network = '192.0.2.1') =>
  visitor.post('/staff/sign-in', { email, password }).set('X-Forwarded-For', network);

describe('signing in', () => {
  it('with address and password leads to the page that was asked for', async () => {
    await addStaff(world, 'editor', { email: EMAIL });
    const visitor = world.visitor();
    const { headers } = await visitor.get('/staff/account?done=password').expect(303);
    const page = await visitor.get(headers.location ?? '').expect(200);
    const next = /name="next" value="([^"]*)"/.exec(page.text)?.[1]?.replace('&#x3D;', '=') ?? '';
    await visitor
      .post('/staff/sign-in', { email: ' Ed@Campaign.Example ', password: PASSWORD, next })
      .expect(303)
      .expect('Location', '/staff/account?done=password');
    expect((await visitor.get('/staff').expect(200)).text).toContain(EMAIL);
  });

  it('is asked of nobody who is in: the door leads on, from the code too', async () => {
    const visitor = await signIn(world, 'viewer');
    const next = '/staff/account';
    await visitor.get(`/staff/sign-in?next=${next}`).expect(303).expect('Location', next);
    const again = await visitor.post('/staff/sign-in/code', { code: '123456', next }).expect(303);
    await visitor.get(String(again.headers.location)).expect(303).expect('Location', next);
  });

  it('ends with signing out', async () => {
    const visitor = await signIn(world, 'viewer');
    await visitor
      .post('/staff/sign-out', {})
      .expect(303)
      .expect('Location', '/staff/sign-in')
      .expect('Clear-Site-Data', '"cache", "storage"');
    await visitor.get('/staff').expect(303);
    visitor.raw.jar.setCookie(`staff=${visitor.token}; Path=/`, '127.0.0.1', '/');
    await visitor.get('/staff').expect(303);
  });

  it.each([
    ['', '', 'Enter your email address', 'Enter your password'],
    [EMAIL, '', 'Enter your password', 'Enter your password'],
    ['', 'something', 'Enter your email address', 'Enter your email address'],
  ])('with address %j and password %j says what is missing', async (email, password, ...messages) => {
    const { text } = await enter(world.visitor(), email, password).expect(422);
    for (const message of messages) expect(text).toContain(message);
    expect(text).toContain('<title>Error: ');
    expect(text).toContain(`value="${email}"`);
    expect(text).not.toContain('something');
  });

  it('gives a stranger the same answer, whether there is an account, none, or one that is closed or not set up', async () => {
    await addStaff(world, 'viewer', { email: 'open@campaign.example' });
    const closed = await addStaff(world, 'viewer', { email: 'closed@campaign.example' });
    const fresh = await addStaff(world, 'viewer', { email: 'fresh@campaign.example' });
    await world.deps.db.write(async tx => {
      await tx.staffAccount.update({ where: { id: closed.id }, data: { disabledAt: new Date() } });
      await tx.staffAccount.update({ where: { id: fresh.id }, data: { passwordHash: null } });
    });
    const tries: [string, string][] = [
      ['open@campaign.example', 'wrong password'],
      ['none@campaign.example', PASSWORD],
      ['closed@campaign.example', PASSWORD],
      ['fresh@campaign.example', PASSWORD],
      ['not an address', PASSWORD],
    ];
    const pages = new Set<string>();
    for (const [email, password] of tries) {
      const { status, text, headers } = await enter(world.visitor(), email, password);
      expect([email, status, headers['set-cookie']]).toEqual([email, 422, undefined]);
      expect(text).toContain(NOT_RIGHT);
      pages.add(text.replaceAll(email, '{email}'));
    }
    expect(pages.size).toBe(1);
  });

  it('renews a hash that was made with weaker parameters', async () => {
    const { id } = await addStaff(world, 'viewer', { email: EMAIL });
    const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await world.deps.db.write(tx => tx.staffAccount.update({ where: { id }, data: { passwordHash: weak } }));
    await enter(world.visitor(), EMAIL, PASSWORD).expect(303);
    const { passwordHash } = await world.deps.db.read.staffAccount.findUniqueOrThrow({ where: { id } });
    expect([passwordHash === weak, isOutdated(passwordHash ?? '')]).toEqual([false, false]);
    await enter(world.visitor(), EMAIL, PASSWORD).expect(303);
  });

  it('begins under a new token, and ends what the browser had before', async () => {
    await addStaff(world, 'viewer', { email: EMAIL });
    const visitor = await signIn(world, 'viewer');
    const { headers } = await enter(visitor, EMAIL, PASSWORD).expect(303);
    expect(headers['set-cookie']?.[0]).toMatch(/^staff=[\w-]{43}; .*HttpOnly; SameSite=Lax/);
    expect(headers['set-cookie']?.[0]).not.toContain(visitor.token);
    const stale = world.visitor();
    stale.raw.jar.setCookie(`staff=${visitor.token}; Path=/`, '127.0.0.1', '/');
    await stale.get('/staff').expect(303);
  });

  it('leaves nothing of what was typed in the log', async () => {
    await enter(world.visitor(), 'who@is-this.example', 'a secret of mine').expect(422);
    const log = JSON.stringify(world.log);
    expect(log).toContain('/staff/sign-in');
    for (const typed of ['is-this', 'secret of mine', '192.0.2.1']) expect(log).not.toContain(typed);
  });
});

describe('a field for a password', () => {
  it('is masked, and open to password managers and to whoever pastes', async () => {
    const editor = await signIn(world, 'editor');
    const pages = [
      await world.visitor().get('/staff/sign-in'),
      await editor.get('/staff/account/password'),
      await editor.get('/staff/account/second-factor'),
    ];
    const named = / name="(?:password|again|current)"/;
    const fields = pages
      .flatMap(({ text }) => text.match(/<input\b[^>]*>/g) ?? [])
      .filter(tag => named.test(tag));
    expect(fields).toHaveLength(5);
    for (const field of fields) {
      expect(field).toContain(' type="password"');
      expect(field).toMatch(/ autocomplete="(?:current|new)-password"/);
      expect(field).not.toMatch(/ (?:maxlength|readonly|onpaste)/);
    }
  });
});

describe('on https', () => {
  it('the cookie is for this host alone', async () => {
    const secure = await openWorld({ BASE_URL: 'https://letters.example' });
    await addStaff(secure, 'viewer', { email: EMAIL });
    const { headers } = await secure.visitor().post('/staff/sign-in', { email: EMAIL, password: PASSWORD });
    expect(headers['set-cookie']).toHaveLength(2);
    for (const [i, name] of ['__Host-staff=', '__Host-staff-device='].entries()) {
      expect(headers['set-cookie']?.[i]).toMatch(new RegExp(`^${name}`));
      expect(headers['set-cookie']?.[i]).toMatch(/; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/);
    }
    await secure.close();
  });
});

describe('the page to go on to', () => {
  it.each([
    ['/staff', '/staff'],
    ['/staff/people', '/staff/people'],
    ['/staff/audit?what=a%40b', '/staff/audit?what=a%40b'],
    ['/staff?x=1', '/staff?x=1'],
    [undefined, '/staff'],
    [['/staff/people', '/staff'], '/staff'],
    ['', '/staff'],
    ['https://evil.example/staff', '/staff'],
    ['//evil.example/staff', '/staff'],
    ['/\\evil.example/staff', '/staff'],
    ['/staff/../../evil', '/staff'],
    ['/staff/..//evil.example', '/staff'],
    ['/staff/%2e%2e//evil.example', '/staff'],
    ['/staff\t/../x', '/staff'],
    ['/staffroom', '/staff'],
    ['javascript:alert(1)', '/staff'],
    [' /staff/people', '/staff'],
    ['/staff@evil.example', '/staff'],
  ])('%j becomes %s', (next, expected) => {
    expect(safeNext(next)).toBe(expected);
  });

  it('is never elsewhere, whatever the form says', async () => {
    await addStaff(world, 'viewer', { email: EMAIL });
    const form = { email: EMAIL, password: PASSWORD, next: '//evil.example' };
    await world.visitor().post('/staff/sign-in', form).expect(303).expect('Location', '/staff');
    const page = await world.visitor().get('/staff/sign-in?next=https://evil.example/');
    expect(page.text).not.toContain('evil');
  });
});

describe('too many tries', () => {
  it('wait, a longer time each, and then the right password opens', async () => {
    await addStaff(world, 'viewer', { email: EMAIL });
    for (let i = 0; i < 5; i += 1) await enter(world.visitor(), EMAIL, 'wrong password').expect(422);
    const { text } = await enter(world.visitor(), EMAIL, PASSWORD).expect(429).expect('Retry-After', '15');
    expect(text).toContain('Wait 15 seconds, and try again');
    expect(text).toContain(`value="${EMAIL}"`);
    world.pass(15_000);
    await enter(world.visitor(), EMAIL, 'wrong password').expect(422);
    await enter(world.visitor(), EMAIL, PASSWORD).expect(429).expect('Retry-After', '30');
    world.pass(30_000);
    await enter(world.visitor(), EMAIL, PASSWORD).expect(303);
    for (let i = 0; i < 5; i += 1) await enter(world.visitor(), EMAIL, 'wrong password').expect(422);
  });

  it('are counted for an address without an account as for one with', async () => {
    const statuses: number[][] = [];
    await addStaff(world, 'viewer', { email: EMAIL });
    for (const email of [EMAIL, 'nobody@campaign.example']) {
      const each: number[] = [];
      for (let i = 0; i < 7; i += 1) each.push((await enter(world.visitor(), email, 'wrong')).status);
      statuses.push(each);
    }
    expect(statuses[0]).toEqual([422, 422, 422, 422, 422, 429, 429]);
    expect(statuses[1]).toEqual(statuses[0]);
  });

  it('at the same moment are all counted', async () => {
    await addStaff(world, 'viewer', { email: EMAIL });
    const pages = await Promise.all(
      Array.from({ length: 20 }, () => enter(world.visitor(), EMAIL, 'wrong password')),
    );
    expect(pages.filter(({ status }) => status === 422)).toHaveLength(5);
  });

  it('are remembered across a restart, and forgotten after a day', async () => {
    await addStaff(world, 'viewer', { email: EMAIL });
    for (let i = 0; i < 5; i += 1) await enter(world.visitor(), EMAIL, 'wrong password').expect(422);
    await world.restart();
    await enter(world.visitor(), EMAIL, PASSWORD).expect(429);
    world.pass(DAY + MINUTE);
    for (let i = 0; i < 5; i += 1) await enter(world.visitor(), EMAIL, 'wrong password').expect(422);
  });

  it('by a stranger elsewhere do not keep the owner out', async () => {
    await addStaff(world, 'viewer', { email: EMAIL });
    for (let i = 0; i < 6; i += 1) await enter(world.visitor(), EMAIL, 'wrong password', '203.0.113.9');
    await enter(world.visitor(), EMAIL, PASSWORD, '203.0.113.9').expect(429);
    await enter(world.visitor(), EMAIL, PASSWORD, '192.0.2.1').expect(303);
  });

  it('from very many networks only slow the account, and a browser that it knows not at all', async () => {
    await addStaff(world, 'viewer', { email: EMAIL });
    const known = world.visitor();
    await enter(known, EMAIL, PASSWORD).expect(303);
    const stranger = (i: number) => enter(world.visitor(), EMAIL, 'wrong password', `203.0.${i}.1`);
    await Promise.all(Array.from({ length: 100 }, (_, i) => stranger(i)));
    for (let i = 100; i < 110; i += 1) {
      world.pass(5_000);
      await stranger(i).expect(422);
    }
    world.pass(5_000);
    await enter(world.visitor(), EMAIL, 'wrong password', '203.0.250.1').expect(422);
    await enter(world.visitor(), EMAIL, PASSWORD, '203.0.251.1').expect(429).expect('Retry-After', '5');
    await enter(known, EMAIL, PASSWORD).expect(303);
    world.pass(5_000);
    await enter(world.visitor(), EMAIL, PASSWORD, '203.0.251.1').expect(303);
  });

  it('from a browser that the account knows have a limit too', async () => {
    await addStaff(world, 'viewer', { email: EMAIL });
    const known = world.visitor();
    await enter(known, EMAIL, PASSWORD).expect(303);
    for (let i = 0; i < 10; i += 1) await enter(known, EMAIL, 'wrong password').expect(422);
    await enter(known, EMAIL, PASSWORD).expect(429);
  });

  it('from one network at many accounts wait', async () => {
    for (let i = 0; i < 50; i += 1) {
      await enter(world.visitor(), `person${i}@campaign.example`, 'wrong password').expect(422);
    }
    await enter(world.visitor(), 'another@campaign.example', 'wrong password').expect(429);
    await enter(world.visitor(), 'another@campaign.example', 'wrong password', '192.0.2.2').expect(422);
  });

  it('are kept by keys that name nobody', async () => {
    await enter(world.visitor(), 'who@is-this.example', 'wrong password').expect(422);
    const rows = JSON.stringify(await world.deps.db.read.signInThrottle.findMany());
    expect(rows).toContain('"failures":1');
    for (const name of ['is-this', '192.0.2.1']) expect(rows).not.toContain(name);
  });

  it('cannot be had for nothing with another account’s browser', async () => {
    await addStaff(world, 'viewer', { email: EMAIL });
    await addStaff(world, 'viewer', { email: 'other@campaign.example' });
    const known = world.visitor();
    await enter(known, 'other@campaign.example', PASSWORD).expect(303);
    for (let i = 0; i < 5; i += 1) await enter(known, EMAIL, 'wrong password').expect(422);
    await enter(known, EMAIL, PASSWORD).expect(429);
  });
});
