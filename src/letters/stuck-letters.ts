import type { Logger } from 'pino';
import { type Clock, DAY, HOUR, MINUTE } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { keepLooking } from '../runs/keep-looking.ts';
import { claimRun } from '../runs/recurring-run.ts';
import { readPeriods } from './period-store.ts';

/** How a letter can be stuck: neither on its way nor at an end. */
export const STUCK = {
  'no-mail': 'Confirmed, and no email to the MP is queued',
  'past-patience': 'Queued, and still tried days after it should have ended',
  'held-long': 'Held for more than 30 days',
  'unconfirmed-long': 'Waits for its writer, and should have expired',
  'leased-long': 'Taken by a worker that has not given it back',
} as const;
type StuckKind = keyof typeof STUCK;

/** A letter that is stuck. Its id, reference and times name nobody. */
export type StuckLetter = { kind: StuckKind; id: string; reference: string | null; since: Date };

/** Longer than any try, any wait and any restart. */
const LONG = { patience: 6 * DAY, held: 30 * DAY, lease: HOUR };

/** Most that one sweep lists of a kind. */
const MOST = 500;

const LISTED = { id: true, reference: true, updatedAt: true } as const;
const IN_ORDER = { orderBy: { updatedAt: 'asc' }, take: MOST, select: LISTED } as const;

/** Every letter that is stuck now, the oldest of each kind first. A pause holds letters up, and none is stuck by it. */
export async function findStuckLetters({ read }: Pick<Database, 'read'>, now: Date): Promise<StuckLetter[]> {
  const ago = (time: number) => new Date(now.getTime() - time);
  const withoutMail = await read.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Letter"
    WHERE "state" = 'confirmed' AND "way" = 'email' AND NOT EXISTS (
      SELECT 1 FROM "OutboxMail"
      WHERE "aboutId" = "Letter"."id" AND "kind" = 'letter' AND "OutboxMail"."state" = 'queued')
    LIMIT ${MOST}`;
  const confirmed = await read.letter.findMany({
    where: { id: { in: withoutMail.map(({ id }) => id) } },
    ...IN_ORDER,
  });
  const held = await read.letter.findMany({
    where: { state: 'held', updatedAt: { lt: ago(LONG.held) } },
    ...IN_ORDER,
  });
  // A day longer than it is kept: the purge comes every hour.
  const kept = (await readPeriods(read)).unconfirmed + 1;
  const unconfirmed = await read.letter.findMany({
    where: { state: 'awaiting_confirmation', updatedAt: { lt: ago(kept * DAY) } },
    ...IN_ORDER,
  });
  const queued = { kind: 'letter', state: 'queued' };
  const tried = await read.outboxMail.findMany({
    where: { ...queued, firstTriedAt: { lt: ago(LONG.patience) }, dueAt: { lt: ago(LONG.lease) } },
    take: MOST,
  });
  const leased = await read.outboxMail.findMany({
    where: { ...queued, leasedUntil: { lt: ago(LONG.lease) } },
    take: MOST,
  });
  const paused = await read.pause.count({ where: { endedAt: null } });
  return [
    ...as('no-mail', confirmed),
    ...(paused > 0 ? [] : await asMails('past-patience', tried)),
    ...as('held-long', held),
    ...as('unconfirmed-long', unconfirmed),
    ...(await asMails('leased-long', leased)),
  ];

  function as(kind: StuckKind, letters: { id: string; reference: string | null; updatedAt: Date }[]) {
    return letters.map(({ id, reference, updatedAt }) => ({ kind, id, reference, since: updatedAt }));
  }

  async function asMails(kind: StuckKind, mails: { aboutId: string }[]) {
    const where = { id: { in: mails.map(({ aboutId }) => aboutId) } };
    return as(kind, await read.letter.findMany({ where, ...IN_ORDER }));
  }
}

/** How many there are of each kind: what the log may say. */
function countStuck(letters: StuckLetter[]): Partial<Record<StuckKind, number>> {
  const counts: Partial<Record<StuckKind, number>> = {};
  for (const { kind } of letters) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

type Parts = { db: Database; clock: Clock; log: Logger };

const SWEEP = { name: 'stuck letters' };

/** How often a process looks whether the sweep is due. */
const LOOK_EVERY = 5 * MINUTE;

/** Looks for stuck letters where the last look is an hour ago. @returns what it found, or null: not due */
export async function sweepIfDue({ db, clock, log }: Parts): Promise<StuckLetter[] | null> {
  if (!(await claimRun(db, SWEEP, clock()))) return null;
  const stuck = await findStuckLetters(db, clock());
  // Claiming it made it due again in an hour, which is when it is due after success too.
  if (stuck.length > 0) log.warn({ stuck: countStuck(stuck) }, 'letters are stuck');
  else log.info('no letter is stuck');
  return stuck;
}

/** Looks every hour, until stopped. */
export const startStuckSweep = (parts: Parts) =>
  keepLooking(parts.log, SWEEP.name, LOOK_EVERY, () => sweepIfDue(parts));
