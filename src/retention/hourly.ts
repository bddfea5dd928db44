import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { removeOldCopies } from '../backups/before-migrations.ts';
import { type Clock, HOUR, MINUTE } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { codeOf } from '../db/error-code.ts';
import type { MailParts } from '../letters/letter-mails.ts';
import { readPeriods } from '../letters/period-store.ts';
import { remindToConfirm } from '../letters/remind.ts';
import { askForReplies } from '../replies/survey.ts';
import { keepLooking } from '../runs/keep-looking.ts';
import { claimRun, type RecurringWork, recordRun } from '../runs/recurring-run.ts';
import { purge } from './purge.ts';

type HourlyParts = MailParts & {
  db: Database;
  clock: Clock;
  log: Logger;
  config: { backupDir: string };
};

/** This work among the work that repeats. */
const HOURLY: RecurringWork = { name: 'hourly', every: HOUR, spread: 0 };

/** How often a process looks whether it is due. */
const LOOK_EVERY = MINUTE;

/** For how long a process that stops waits for the work under way, milliseconds; a large purge takes minutes. */
const GRACE = 8_000;

/**
 * What time brings: reminders, questions whether the MP replied, and the end of what is kept. Each is done whatever became of
 * the others: nothing is kept for longer because a mail could not be queued.
 *
 * @returns whether all of it went well
 */
export async function hourlyWork(parts: HourlyParts): Promise<boolean> {
  const { clock, log, config } = parts;
  let whole = true;
  const tried = <T>(work: string, done: Promise<T>): Promise<T | undefined> =>
    done.catch(error => {
      whole = false;
      log.error({ work, err: codeOf(error) }, 'hourly');
      return undefined;
    });
  const reminded = await tried('remind', remind(parts));
  const asked = await tried('ask', askForReplies(parts, clock()));
  const purged = await tried('purge', purge(parts, clock()));
  const copies = await tried('copies', oldCopies(config.backupDir, clock()));
  log.info({ reminded, asked, purged: purged?.filter(({ count }) => count > 0), copies }, 'hourly');
  return whole;
}

const remind = async (parts: HourlyParts) =>
  remindToConfirm(parts, await readPeriods(parts.db.read), parts.clock());

/** An erased supporter stands in them still. */
const oldCopies = async (dir: string, now: Date) => removeOldCopies(dir, now) || undefined;

/** Does the hourly work where it is due. @returns false: it is not, or it failed and is due again */
export async function hourlyIfDue(parts: HourlyParts): Promise<boolean> {
  const { db, clock } = parts;
  if (!(await claimRun(db, HOURLY, clock()))) return false;
  const whole = await hourlyWork(parts);
  await recordRun(db, HOURLY, whole ? 'done' : 'failed', clock());
  return whole;
}

/** Does the hourly work from hour to hour, until stopped. */
export function startHourly(parts: HourlyParts, grace = GRACE) {
  const looking = keepLooking(parts.log, HOURLY.name, LOOK_EVERY, () => hourlyIfDue(parts));
  return {
    /** Waits a little for the work under way. Each of its batches is whole, and the next run goes on from there. */
    async stop(): Promise<void> {
      await Promise.race([looking.stop(), wait(grace, undefined, { ref: false })]);
    },
  };
}
