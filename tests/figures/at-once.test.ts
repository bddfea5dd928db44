import { agent } from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { buildDeps, type Deps } from '../../src/deps.ts';
import { recount } from '../../src/figures/recount.ts';
import { ask, onPostgresql } from '../support/databases.ts';
import { submitted } from '../support/lifecycle.ts';
import { confirmPath, LETTER, openWorld, type World } from '../support/world.ts';

const LETTERS = 40;

// SQLite has one process that writes, and one unit of work at a time.
describe.skipIf(!onPostgresql)(
  'letters of one campaign that are confirmed at once, on two processes,',
  () => {
    let world: World;
    let second: Deps;
    beforeEach(async () => {
      world = await openWorld();
      second = await buildDeps(world.deps.config, world.deps);
    });
    afterEach(() => world.close());

    it('are counted once each, and none waits crosswise for another', { timeout: 120_000 }, async () => {
      const addresses = Array.from({ length: LETTERS }, (_, i) => `ada.${i}@supporter.example`);
      for (const [i, email] of addresses.entries())
        await submitted(world, { ...LETTER, email, name: `Ada Example ${i}`, story: `Story ${i}` });
      const apps = [world.app, createApp(second)];
      await Promise.all(
        addresses.map((email, i) =>
          agent(apps[i % 2])
            .post(confirmPath(world, email))
            .set('Sec-Fetch-Site', 'same-origin')
            .expect(303),
        ),
      );
      const { db } = world.deps;
      const sums = await db.read.outcomeFigure.aggregate({ where: { day: '' }, _sum: { signups: true } });
      expect(sums._sum.signups).toBe(LETTERS);
      expect(await db.read.token.count({ where: { kind: 'confirm', usedAt: null } })).toBe(0);
      expect(await recount(db, { repair: false })).toEqual([]);
      // A session tells what it met when it ends.
      await second.close();
      await world.restart();
      const [met] = await ask(
        world.databaseUrl,
        'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
      );
      expect(Number(met?.deadlocks), 'they wait in one order, and never crosswise').toBe(0);
    });
  },
);
