import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { readLetter } from '../../src/letters/letter-store.ts';
import { earlierLetter } from '../../src/letters/send-letter.ts';
import { onPostgresql } from '../support/databases.ts';
import { accepted, onlyLetter, submitted } from '../support/lifecycle.ts';
import { plansOf } from '../support/query-plans.ts';
import { confirmPath, LETTER, openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const ago = (days: number) => new Date(Date.parse('2026-11-24T10:00:00Z') - days * DAY);

describe('of two letters by one person', () => {
  it.each([
    ['was confirmed 27 days ago', { confirmedAt: ago(27), settledAt: ago(27) }, true],
    ['left 28 days ago', { settledAt: ago(28) }, false],
    ['left last week', { settledAt: ago(7) }, true],
    ['still waits to leave', { state: 'confirmed', settledAt: null }, true],
    ['is held by staff', { state: 'held', holdReason: 'Please look', settledAt: null }, true],
    ['waits for a new MP, and for its writer’s word then', { state: 'held', settledAt: null }, false],
    ['was its writer’s to post', { state: 'confirmed', way: 'own_means', settledAt: null }, false],
  ])('where the first, confirmed 29 days ago, %s', async (_how, change, counts) => {
    await accepted(world);
    const { id } = await onlyLetter(world);
    const data = { confirmedAt: ago(29), ...change };
    await world.deps.db.write(tx => tx.letter.update({ where: { id }, data }));
    const visitor = await submitted(world, LETTER, 'GL1 2EH');
    const link = confirmPath(world);
    const page = await visitor.get(link).expect(200);
    expect(page.text.includes('One letter counts')).toBe(counts);
    await visitor.post(link, {}).expect(303);
    const second = await world.deps.db.read.letter.findFirstOrThrow({ where: { id: { not: id } } });
    expect(second.state).toBe(counts ? 'awaiting_confirmation' : 'confirmed');
  });
});

// EXPLAIN QUERY PLAN is SQLite's own.
it.skipIf(onPostgresql)('an earlier letter is found by who wrote it', async () => {
  await submitted(world);
  const { db, clock } = world.deps;
  const letter = await readLetter(db.read, (await onlyLetter(world)).id);
  const plans = await plansOf(world, 'Letter', () => earlierLetter(db.read, letter, clock()));
  expect(plans).toEqual([expect.stringMatching(/^SEARCH .*\(personKey=\?\)$/)]);
});
