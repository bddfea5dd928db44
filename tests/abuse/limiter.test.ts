import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LIMITS, type Scope, type Use } from '../../src/abuse/limits.ts';
import { HOUR } from '../../src/clock.ts';
import { onPostgresql } from '../support/databases.ts';
import { LETTER, openWorld, previewed, submitLetter, type World, writeLetter } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ TRUST_PROXY: 'loopback' });
});
afterEach(() => world.close());

const usesOf = (use: Use, by: Scope) => LIMITS.find(limit => limit.use === use && limit.by === by)?.uses ?? 0;

/** The status of a look-up from that address. */
async function lookUpFrom(ip: string): Promise<number> {
  const answer = await world
    .visitor()
    .post('/school-attendance/postcode', { postcode: '' })
    .set('X-Forwarded-For', ip);
  return answer.status;
}
async function useUp(address: (i: number) => string, times: number) {
  const statuses = new Set<number>();
  for (let i = 0; i < times; i += 1) statuses.add(await lookUpFrom(address(i)));
  return [...statuses];
}
const USES = usesOf('look-up', 'home');

describe('limits', () => {
  it('survive a restart, and end by themselves', async () => {
    expect(await useUp(() => '192.0.2.1', USES)).toEqual([422]);
    await world.restart();
    expect(await lookUpFrom('192.0.2.1')).toBe(429);
    expect(await lookUpFrom('192.0.2.2'), 'a neighbour is not meant').toBe(422);
    world.pass(HOUR);
    expect(await lookUpFrom('192.0.2.1')).toBe(422);
    await world.restart();
    expect(await lookUpFrom('192.0.2.1')).toBe(422);
  });

  it('take an IPv6 household as one', async () => {
    expect(await useUp(i => `2001:db8:1:2::${i}`, USES)).toEqual([422]);
    expect(await lookUpFrom('2001:db8:1:2:ffff::1')).toBe(429);
    expect(await lookUpFrom('2001:db8:1:3::1')).toBe(422);
  });

  it('take no port for a part of the address, as some proxies write it', async () => {
    expect(await useUp(i => `192.0.2.1:${i + 1_024}`, USES)).toEqual([422]);
    expect(await lookUpFrom('192.0.2.1')).toBe(429);
    expect(await useUp(i => `[2001:db8:1:2::${i}]:443`, USES)).toEqual([422]);
    expect(await lookUpFrom('2001:db8:1:2::1')).toBe(429);
  });

  it('stop one owner of many households together, and nobody beside them', async () => {
    const network = usesOf('look-up', 'network');
    expect(await useUp(i => `2001:db8:9:${(i % 200).toString(16)}::1`, network)).toEqual([422]);
    expect(await lookUpFrom('2001:db8:9:fff::1')).toBe(429);
    expect(await lookUpFrom('2001:db8:a:fff::1')).toBe(422);
  });

  it('let nobody’s letter box be flooded, from however many places', async () => {
    const statuses: number[] = [];
    for (let i = 0; i <= usesOf('mail', 'email'); i += 1) {
      const visitor = world.visitor();
      const email = i % 2 ? 'ADA@supporter.example' : 'ada@supporter.example';
      const preview = await writeLetter(visitor, 'BS37 5AA', {
        ...LETTER,
        email,
        name: `Ada ${'I'.repeat(i + 1)}`,
      });
      const answer = await visitor
        .post('/school-attendance/preview', { ...previewed(preview.text), action: 'send' })
        .set('X-Forwarded-For', `198.51.100.${i}`);
      statuses.push(answer.status);
      if (i === 3) await world.restart();
    }
    expect(statuses).toEqual([303, 303, 303, 303, 303, 303, 429]);
  });

  it('count whom a mail is sent for, and not whoever goes back to change their letter', async () => {
    const SENT = '/school-attendance/sent';
    const visitor = world.visitor();
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
    const uses = usesOf('hand-over', 'home');
    for (let i = 0; i < uses; i += 1) await visitor.post(SENT, { action: 'change' }).expect(303);
    await submitLetter(visitor, await visitor.get('/school-attendance/preview').expect(200));
    await visitor.post(SENT, { action: 'again' }).expect(303);
    for (let i = 4; i < uses; i += 1) await world.deps.limiter.countAddress('hand-over', { ip: '127.0.0.1' });
    await visitor.post(SENT, { action: 'again' }).expect(303);
    await visitor.post(SENT, { action: 'again' }).expect(429);
  });

  it('count who begins letters, and not whoever goes on with one', async () => {
    const visitor = world.visitor();
    const begin = (browser: typeof visitor) =>
      browser.post('/school-attendance/postcode', { postcode: 'BS37 5AA' });
    await begin(visitor).expect(303);
    for (let i = 1; i < usesOf('begin', 'home'); i += 1) {
      await world.deps.limiter.countAddress('begin', { ip: '127.0.0.1' });
    }
    await begin(visitor).expect(303);
    await begin(world.visitor()).expect(429);
    expect(await world.deps.db.read.letter.count()).toBe(1);
    world.pass(HOUR);
    await begin(world.visitor()).expect(303);
  });

  it('count one letter box however it is written, and two people apart', async () => {
    const uses = (email: string) => world.deps.limiter.byEmail('mail', email);
    for (let i = 0; i < usesOf('mail', 'email'); i += 1) await uses(`ada+${i}@supporter.example`);
    await expect(uses('ADA+more+still@supporter.example')).rejects.toMatchObject({ status: 429 });
    await expect(uses('ada@supporter.example')).rejects.toMatchObject({ status: 429 });
    await uses('ada7@supporter.example');
    await uses('ada+7@another.example');
  });

  it('keep no address: neither a network’s nor a person’s stands in the table', async () => {
    await lookUpFrom('192.0.2.77');
    await world.deps.limiter.byEmail('mail', 'ada@supporter.example');
    expect(await world.deps.limiter.write()).toBe(true);
    const rows = await world.deps.db.read.tally.findMany();
    expect(rows).toHaveLength(3);
    for (const { key, count } of rows) {
      expect(key).toMatch(/^limit:[\w-]{43}$/);
      expect(count).toBe(1);
    }
    expect(JSON.stringify(rows)).not.toMatch(/192\.0|supporter/);
  });

  // On PostgreSQL nothing stands in memory alone.
  it.skipIf(onPostgresql)('go on counting, and lose nothing, when they cannot be written down', async () => {
    const { write } = world.deps.db;
    await lookUpFrom('192.0.2.1');
    world.deps.db.write = () => Promise.reject(new Error('disk full'));
    expect(await world.deps.limiter.write()).toBe(false);
    expect(await lookUpFrom('192.0.2.1')).toBe(422);
    world.deps.db.write = write;
    expect(await world.deps.limiter.write()).toBe(true);
    expect((await world.deps.db.read.tally.findMany()).map(({ count }) => count)).toEqual([2, 2]);
  });

  it('sweep away what has ended', async () => {
    await lookUpFrom('192.0.2.1');
    await world.deps.limiter.write();
    world.pass(HOUR);
    await lookUpFrom('198.51.100.1');
    await world.deps.limiter.write();
    expect(await world.deps.db.read.tally.count()).toBe(2);
  });
});

it('every limit by address of mail is waited for, or nobody would hear of it', () => {
  const src = path.join(import.meta.dirname, '..', '..', 'src');
  const calls = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.includes('generated'))
    .flatMap(file => readFileSync(path.join(src, file), 'utf8').match(/.*limiter\.byEmail\(.*/g) ?? []);
  expect(calls.length).toBeGreaterThan(2);
  expect(calls.filter(call => !call.includes('await '))).toEqual([]);
});
