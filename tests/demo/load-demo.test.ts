import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDemo } from '../../src/demo/load-demo.ts';
import { seededRandom, weighted } from '../../src/demo/random.ts';
import { findStuckLetters } from '../../src/letters/stuck-letters.ts';
import { openWorld, type World, writeLetter } from '../support/world.ts';

const ORDER = {
  production: false,
  now: new Date('2026-11-24T09:30:00Z'),
  add: false,
  seed: 7,
  letters: 3_000,
  days: 40,
};

let world: World;
let first: Record<string, unknown>[];
beforeAll(async () => {
  world = await openWorld();
  await loadDemo(world.deps, ORDER);
  first = await rows(world);
});
afterAll(() => world.close());

describe('a demonstration', () => {
  it('has the letters asked for, in every state that a letter can have', () => {
    expect(first).toHaveLength(3_000);
    expect([...new Set(first.map(({ state }) => state))].sort()).toEqual(
      [
        'accepted',
        'awaiting_confirmation',
        'bounced',
        'confirmed',
        'draft',
        'erased',
        'expired',
        'failed',
        'replied',
      ].sort(),
    );
    expect(first.some(({ way, confirmedAt }) => way === 'own_means' && confirmedAt)).toBe(true);
  });

  it('has no letter that staff would have to look at as stuck', async () => {
    expect(await findStuckLetters(world.deps.db, ORDER.now)).toEqual([]);
  });

  it('replaces itself with the same rows for the same seed, and with others for another', async () => {
    await loadDemo(world.deps, ORDER);
    expect(await rows(world)).toEqual(first);
    await loadDemo(world.deps, { ...ORDER, seed: 8 });
    expect(await rows(world)).not.toEqual(first);
    await loadDemo(world.deps, ORDER);
  });

  it('can reach no MP and no supporter: every address is under example', () => {
    for (const { email, mpEmail } of first) {
      expect([email, mpEmail].filter(Boolean).every(address => String(address).endsWith('.example'))).toBe(
        true,
      );
    }
    expect(first.filter(({ mpEmail }) => mpEmail).length).toBeGreaterThan(1_000);
  });

  it('keeps the rules: from other nations only across the border, and nothing ahead of its end', async () => {
    const nations = await ask(
      world,
      `SELECT l."crossBorder", l."submittedAt", l."createdAt", l."updatedAt", c.nation
      FROM "Letter" l JOIN "Constituency" c ON c.code = l."constituencyCode"`,
    );
    for (const { crossBorder, submittedAt, nation, createdAt, updatedAt } of nations) {
      expect(nation === 'England' || crossBorder === true || submittedAt === null).toBe(true);
      expect(Number(updatedAt)).toBeLessThanOrEqual(Date.parse('2026-11-24T09:00:00Z'));
      expect(Number(createdAt)).toBeLessThanOrEqual(Number(updatedAt));
    }
    expect(new Set(nations.map(({ nation }) => nation)).size).toBe(4);
  });

  it('has a consent for each story, and for each way of keeping in touch', async () => {
    const [counts] = await ask(
      world,
      `SELECT
      (SELECT COUNT(*) FROM "Letter" WHERE story <> '') AS stories,
      (SELECT COUNT(DISTINCT "letterId") FROM "Consent" WHERE kind = 'story') AS consents,
      (SELECT COUNT(*) FROM "Contact") AS contacts,
      (SELECT COUNT(DISTINCT "contactId") FROM "Consent" WHERE "contactId" IS NOT NULL) AS "contactsWithConsent"`,
    );
    expect(counts?.consents).toBe(counts?.stories);
    expect(counts?.contactsWithConsent).toBe(counts?.contacts);
    expect(counts?.contacts).toBeGreaterThan(10);
  });

  it('never goes into a production database', async () => {
    await expect(loadDemo(world.deps, { ...ORDER, production: true })).rejects.toThrow('production');
    expect(await rows(world)).toEqual(first);
  });

  it('stays away from letters of real people, unless told to stand beside them', async () => {
    const real = await openWorld();
    await writeLetter(real.visitor(), 'BS37 5AA');
    await expect(loadDemo(real.deps, ORDER)).rejects.toThrow('1 letters of its own');
    expect(await rows(real)).toHaveLength(1);
    await loadDemo(real.deps, { ...ORDER, add: true });
    expect(await rows(real)).toHaveLength(3_001);
    await real.close();
  });
});

describe('numbers drawn from a seed', () => {
  it('are the same for the same seed, and spread evenly', () => {
    const [a, b] = [seededRandom(1), seededRandom(1)];
    const drawn = Array.from({ length: 20_000 }, () => a.fraction());
    expect(drawn.slice(0, 50)).toEqual(Array.from({ length: 50 }, () => b.fraction()));
    const tenths = Array.from({ length: 10 }, (_, i) => drawn.filter(n => Math.floor(n * 10) === i).length);
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  it('follow their weights', async () => {
    const random = seededRandom(3);
    const draw = weighted([1, 0, 3]);
    const counts = [0, 0, 0];
    for (let i = 0; i < 8_000; i += 1) {
      const drawn = draw(random);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    expect(counts[1]).toBe(0);
    expect((counts[2] ?? 0) / (counts[0] ?? 1)).toBeGreaterThan(2.4);
  });
});

const ask = ({ deps }: World, sql: string) => deps.db.read.$queryRawUnsafe<Record<string, unknown>[]>(sql);

/** In clear: what is sealed looks different each time. */
const rows = async (of: World) =>
  (await ask(of, 'SELECT * FROM "Letter" ORDER BY id')).map(row => of.deps.db.openRow('Letter', row));
