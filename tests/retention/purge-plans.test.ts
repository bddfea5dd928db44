import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { purge } from '../../src/retention/purge.ts';
import { onPostgresql } from '../support/databases.ts';
import { plansOf } from '../support/query-plans.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

// EXPLAIN QUERY PLAN is SQLite's own.
describe.skipIf(onPostgresql)('what is looked for each hour', () => {
  it.each([
    ['OutboxMail', 'settledAt'],
    ['BounceReport', 'at'],
  ])('among all of %s is found by its time alone', async (table, time) => {
    const plans = await plansOf(world, table, () => purge(world.deps, world.deps.clock()));
    expect(plans).toEqual([expect.stringMatching(new RegExp(`^SEARCH .*\\(${time}[<>]\\?.*\\)$`))]);
  });
});
