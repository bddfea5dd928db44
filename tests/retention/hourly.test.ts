import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/clock.ts';
import { hourlyIfDue, hourlyWork, startHourly } from '../../src/retention/hourly.ts';
import { onlyLetter, submitted } from '../support/lifecycle.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('the hourly work', () => {
  it('is done once an hour, also where two processes look', async () => {
    const done = async () => [await hourlyIfDue(world.deps), await hourlyIfDue(world.deps)];
    expect(await done()).toEqual([true, false]);
    world.pass(HOUR - 1);
    expect(await done()).toEqual([false, false]);
    world.pass(1);
    expect(await done()).toEqual([true, false]);
  });

  it('takes away what is over though reminders fail, and counts as failed', async () => {
    const { db } = world.deps;
    await world.visitor().post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    world.pass(7 * DAY);
    await submitted(world);
    world.pass(DAY);
    const renderMail = () => {
      throw new Error('Ada Example, 1 Invented Street');
    };
    expect(await hourlyIfDue({ ...world.deps, renderMail })).toBe(false);
    const states = await db.read.letter.findMany({ orderBy: { createdAt: 'asc' } });
    expect(states.map(({ state }) => state)).toEqual(['expired', 'awaiting_confirmation']);
    expect(await db.read.recurringRun.findUnique({ where: { name: 'hourly' } })).toMatchObject({
      outcome: 'failed',
    });
    const errors = world.log.filter(({ level }) => level >= 50);
    expect(errors).toMatchObject([{ work: 'remind', msg: 'hourly' }]);
    expect(JSON.stringify(errors)).not.toContain('Ada');
    // They were expected: nothing else is to be wrong.
    world.log.length = 0;
  });

  it('deletes copies from before an update once they are 30 days old, and no other file', async () => {
    const { backupDir } = world.deps.config;
    mkdirSync(backupDir);
    const put = (name: string, days: number) => {
      writeFileSync(path.join(backupDir, name), 'a copy');
      const then = world.deps.clock().getTime() / 1_000 - days * 86_400;
      utimesSync(path.join(backupDir, name), then, then);
    };
    put('before-1_a-20261001000000000.db', 31);
    put('before-2_b-20261101000000000.db', 29);
    put('mine.db', 31);
    expect(await hourlyWork(world.deps)).toBe(true);
    expect(readdirSync(backupDir).sort()).toEqual(['before-2_b-20261101000000000.db', 'mine.db']);
    expect(world.log.at(-1)).toMatchObject({ copies: 1, msg: 'hourly' });
  });

  it('does more than one batch', async () => {
    await submitted(world);
    const { id: _, reference: __, draftKeyHash: ___, consents: ____, ...letter } = await onlyLetter(world);
    const { db } = world.deps;
    await db.write(tx =>
      tx.letter.createMany({
        data: Array.from({ length: 450 }, (_unused, i) => ({
          ...letter,
          asks: [],
          experiences: [],
          signs: [],
          updates: [],
          id: `copy-${i}`,
          draftKeyHash: `copy-${i}`,
        })),
      }),
    );
    world.pass(7 * DAY);
    // Several batches: whoever asks meanwhile is heard before the end.
    let ended = false;
    const work = hourlyWork(world.deps).finally(() => {
      ended = true;
    });
    await new Promise(resolve => setImmediate(resolve));
    await new Promise(resolve => setImmediate(resolve));
    expect(ended).toBe(false);
    await work;
    expect(await db.read.letter.groupBy({ by: ['state', 'keeps'], _count: true })).toEqual([
      { state: 'expired', keeps: 'nothing', _count: 451 },
    ]);
  });
});

describe('a process that stops', () => {
  it('does not wait to the end of work that takes long', async () => {
    const never = new Promise<never>(() => undefined);
    const hourly = startHourly({ ...world.deps, db: { ...world.deps.db, write: () => never } }, 1);
    await expect(hourly.stop()).resolves.toBeUndefined();
  });
});
