import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR } from '../../src/clock.ts';
import { staffParts } from '../../src/staff/parts.ts';
import { addStaff, PASSWORD } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

const EMAIL = 'ada@campaign.example';

let world: World;
beforeEach(async () => {
  world = await openWorld({ TRUST_PROXY: 'loopback' });
});
afterEach(() => world.close());

const enterFrom = (home: string, email: string, password: string) =>
  world.visitor().post('/staff/sign-in', { email, password }).set('X-Forwarded-For', home);

describe('a flood of tries to sign in', () => {
  it('from ever other homes of one owner has to wait, and nobody beside them', async () => {
    await addStaff(world, 'viewer', { email: EMAIL });
    const { throttle } = staffParts(world.deps);
    const { db, clock } = world.deps;
    for (let n = 0; n < 250; n += 1) {
      const tried = {
        stage: 'password',
        email: `${n}@nobody.example`,
        home: `2001:db8:9:${n.toString(16)}`,
        network: '2001:db8:9',
        device: null,
      } as const;
      expect(await db.write(tx => throttle.begin(tx, tried, clock()))).toBeNull();
    }
    await enterFrom('2001:db8:9:fff::1', 'another@nobody.example', 'wrong password').expect(429);
    await enterFrom('2001:db8:a::1', EMAIL, PASSWORD).expect(303);
  });

  it('makes strangers come again while very many wait, and nobody whose browser is known', async () => {
    await addStaff(world, 'viewer', { email: EMAIL });
    const { passwords } = world.deps;
    const known = world.visitor();
    const enter = { email: EMAIL, password: PASSWORD };
    await known.post('/staff/sign-in', enter).expect(303);
    const { isBusy } = passwords;
    passwords.isBusy = () => true;
    await world.visitor().post('/staff/sign-in', enter).expect(429).expect('Retry-After', '5');
    await known.post('/staff/sign-in', enter).expect(303);
    passwords.isBusy = isBusy;
    await world.visitor().post('/staff/sign-in', enter).expect(303);
  });

  it('at nobody’s address is written down sixty times an hour, and the last time says so', async () => {
    const tries = async (from: number, to: number) => {
      for (let n = from; n < to; n += 1) {
        await enterFrom(`192.0.${n}.1`, `${n}@nobody.example`, 'wrong password').expect(422);
      }
    };
    const entries = () => world.deps.db.read.auditEntry.findMany({ orderBy: { id: 'asc' } });
    await tries(0, 65);
    expect(await entries()).toHaveLength(60);
    const more = { more: 'only in the log of requests until the hour is over' };
    expect((await entries()).map(({ details }) => details).slice(-2)).toEqual([null, more]);
    world.pass(HOUR);
    await tries(65, 66);
    expect(await entries()).toHaveLength(61);
  });

  it('at an account is written down each time', async () => {
    await addStaff(world, 'viewer', { email: EMAIL });
    const homes = Array.from({ length: 65 }, (_, n) => `192.0.${n}.1`);
    await Promise.all(homes.map(home => enterFrom(home, EMAIL, 'wrong password').expect(422)));
    expect(await world.deps.db.read.auditEntry.count()).toBe(65);
  });
});
