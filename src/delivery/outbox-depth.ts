import { MINUTE } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { LETTER_PRIORITY } from './outbox.ts';

/** To whom a mail goes, as far as watching the outbox has to know. */
type Audience = 'mps' | 'others';

/** What stands in the outbox. `due` is a part of `queued`; `oldestDue` in seconds, 0 where none is due. */
type Depth = { to: Audience; queued: number; due: number; oldestDue: number };

/** @returns the queue by audience, and how many mails ended without arriving or without an answer */
export async function outboxDepth({ read }: Pick<Database, 'read'>, now: Date) {
  const queue = await read.$queryRaw<
    { priority: number; n: bigint; due: bigint | null; oldest: string | Date | null }[]
  >`
    SELECT priority, COUNT(*) AS n, SUM(CASE WHEN "dueAt" <= ${now} THEN 1 ELSE 0 END) AS due,
      MIN("dueAt") AS oldest
    FROM "OutboxMail" WHERE state = 'queued' GROUP BY priority`;
  const depth = (to: Audience): Depth => {
    const rows = queue.filter(row => (Number(row.priority) === LETTER_PRIORITY) === (to === 'mps'));
    const waits = rows.map(({ oldest }) => (oldest ? now.getTime() - new Date(oldest).getTime() : 0));
    return {
      to,
      queued: rows.reduce((sum, { n }) => sum + Number(n), 0),
      due: rows.reduce((sum, { due }) => sum + Number(due), 0),
      oldestDue: Math.max(0, ...waits) / 1_000,
    };
  };
  const ended = await read.$queryRaw<{ state: string; n: bigint }[]>`
    SELECT state, COUNT(*) AS n FROM "OutboxMail" WHERE state IN ('failed', 'presumed') GROUP BY state`;
  const endedAs = (state: string) => Number(ended.find(row => row.state === state)?.n ?? 0);
  return {
    queue: [depth('mps'), depth('others')],
    failed: endedAs('failed'),
    presumed: endedAs('presumed'),
  };
}

/** For how long back tries are looked at, milliseconds, and how many of the newest at most. */
const LATELY = 5 * MINUTE;
const MOST_TRIES = 5_000;

/** How tries end, for whoever watches: see SendOutcome. */
export const TRIED = ['accepted', 'deferred', 'refused', 'unknown'] as const;
type Tried = (typeof TRIED)[number];

/** What `lastError` begins with; see recordOutcome. */
const KINDS: Record<string, Tried> = { 'try-later': 'deferred', refused: 'refused', unknown: 'unknown' };

type Tries = { outcome: Tried; reason: string; count: number };

/**
 * How the newest tries to send ended, whichever process made them. A mail counts once, with its newest try; one
 * that is under way for the first time does not count.
 */
export async function newestTries({ read }: Pick<Database, 'read'>, now: Date): Promise<Tries[]> {
  const since = new Date(now.getTime() - LATELY);
  const rows = await read.$queryRaw<{ state: string; lastError: string | null; n: bigint }[]>`
    SELECT t.state, t."lastError", COUNT(*) AS n FROM (
      SELECT state, "lastError" FROM "OutboxMail" WHERE "startedAt" > ${since}
      ORDER BY "startedAt" DESC LIMIT ${MOST_TRIES}
    ) t GROUP BY 1, 2`;
  const sums = new Map<string, Tries>();
  for (const { state, lastError, n } of rows) {
    const ended = state === 'sent' ? ({ outcome: 'accepted', reason: '' } as const) : endOf(lastError);
    if (!ended) continue;
    const key = `${ended.outcome} ${ended.reason}`;
    const sum = sums.get(key) ?? { ...ended, count: 0 };
    sums.set(key, { ...sum, count: sum.count + Number(n) });
  }
  return [...sums.values()];
}

/** "refused: recipient refused 550 5.1.1" without the server's numbers. */
function endOf(lastError: string | null): { outcome: Tried; reason: string } | null {
  const [, kind = '', reason = ''] =
    /^([a-z-]+): (other [45]xx|[a-z -]+?)(?: \d.*)?$/.exec(lastError ?? '') ?? [];
  const outcome = KINDS[kind];
  return outcome ? { outcome, reason } : null;
}
