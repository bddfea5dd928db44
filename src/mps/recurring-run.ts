import { DAY, HOUR, MINUTE } from '../clock.ts';
import type { Database } from '../db/database.ts';

/** Once it has succeeded, work is due again after a day, and after an hour where it failed. */
const AGAIN_AFTER = { done: DAY, failed: HOUR } as const;

/** Spread over this time, so that not every copy of the application asks at the same minute. */
const JITTER = 30 * MINUTE;

/** @param random 0 to 1 */
export function nextRun(outcome: keyof typeof AGAIN_AFTER, now: Date, random: number): Date {
  return new Date(now.getTime() + AGAIN_AFTER[outcome] + random * JITTER);
}

/**
 * Takes work that is due, for one process alone. A process that dies with it leaves it to be tried
 * again in an hour.
 *
 * @returns false where it is not due
 */
export function claimRun(db: Database, name: string, now: Date): Promise<boolean> {
  return db.write(async tx => {
    const run = await tx.recurringRun.findUnique({ where: { name } });
    if (run && run.nextAt > now) return false;
    const data = { nextAt: nextRun('failed', now, 0), startedAt: now };
    await tx.recurringRun.upsert({ where: { name }, create: { name, ...data }, update: data });
    return true;
  });
}

/** Records how the work ended, and when it is due again. @param every how long after it has succeeded */
export async function recordRun(
  db: Database,
  name: string,
  outcome: keyof typeof AGAIN_AFTER,
  now: Date,
  every: number = AGAIN_AFTER.done,
): Promise<void> {
  const nextAt =
    outcome === 'done' && every !== AGAIN_AFTER.done
      ? new Date(now.getTime() + every)
      : nextRun(outcome, now, Math.random());
  const data = { outcome, finishedAt: now, nextAt };
  await db.write(tx => tx.recurringRun.upsert({ where: { name }, create: { name, ...data }, update: data }));
}
