import { HOUR, MINUTE } from '../clock.ts';
import type { Database } from '../db/database.ts';

/** Work that repeats: its name in the database, and what is added to the time at which it has succeeded. */
export type RecurringWork = {
  name: string;
  /** Milliseconds. */
  every: number;
  /** At most so much more, milliseconds, so that not every copy of the application asks at the same minute. */
  spread: number;
};

type Outcome = 'done' | 'failed';

/** Where it failed it is due again after an hour, or a little more. */
const AFTER_FAILURE = { every: HOUR, spread: 30 * MINUTE };

/** When work that has ended is due again. @param random 0 to 1 */
export function nextRun(work: RecurringWork, outcome: Outcome, now: Date, random: number): Date {
  const { every, spread } = outcome === 'done' ? work : AFTER_FAILURE;
  return new Date(now.getTime() + every + random * spread);
}

/**
 * Takes work that is due, for one process alone. A process that dies with it leaves it to be tried
 * again in an hour.
 *
 * @returns false where it is not due
 */
export function claimRun(db: Database, { name }: Pick<RecurringWork, 'name'>, now: Date): Promise<boolean> {
  return db.write(async tx => {
    const run = await tx.recurringRun.findUnique({ where: { name } });
    if (run && run.nextAt > now) return false;
    const data = { nextAt: new Date(now.getTime() + AFTER_FAILURE.every), startedAt: now };
    await tx.recurringRun.upsert({ where: { name }, create: { name, ...data }, update: data });
    return true;
  });
}

/** Records how the work ended, and when it is due again. */
export async function recordRun(
  db: Database,
  work: RecurringWork,
  outcome: Outcome,
  now: Date,
): Promise<void> {
  const { name } = work;
  const data = { outcome, finishedAt: now, nextAt: nextRun(work, outcome, now, Math.random()) };
  await db.write(tx => tx.recurringRun.upsert({ where: { name }, create: { name, ...data }, update: data }));
}

/** How each work that repeats ended last, and how many seconds ago; one that has never ended, since it began. */
export async function lastRuns(
  db: Database,
  now: Date,
): Promise<{ name: string; failed: boolean; seconds: number }[]> {
  const runs = await db.read.recurringRun.findMany({ orderBy: { name: 'asc' } });
  return runs.map(({ name, outcome, finishedAt, startedAt }) => ({
    name,
    failed: outcome === 'failed',
    seconds: (now.getTime() - (finishedAt ?? startedAt ?? now).getTime()) / 1_000,
  }));
}
