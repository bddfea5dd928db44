import type { Database } from '../db/database.ts';
import { readLane } from '../delivery/claim.ts';
import { expectedAt, type Pace, roundedCount, type When, whenInWords } from '../delivery/pace.ts';
import { pauseReason } from '../delivery/pause.ts';
import type { Letter } from './letter.ts';

/** Where a letter stands in the queue, in words for its writer. */
type QueuePlace = {
  /** Letters to the same MP that leave before it, rounded; 0: none. */
  before: number;
  /** "on Tuesday morning". */
  when: When;
  /** Why letters wait at all; null: they leave. */
  paused: string | null;
};

/** @returns null where it does not wait to be sent */
export async function readQueuePlace(
  { read }: Pick<Database, 'read'>,
  letter: Pick<Letter, 'id' | 'state' | 'campaignId'>,
  pace: Pace,
  now: Date,
): Promise<QueuePlace | null> {
  if (letter.state !== 'confirmed') return null;
  const mail = await read.outboxMail.findFirst({
    where: { aboutId: letter.id, kind: 'letter', state: 'queued' },
    select: { id: true, mpMemberId: true, priority: true, dueAt: true, createdAt: true },
  });
  if (!mail) return null;
  const { id, mpMemberId, dueAt, createdAt } = mail;
  const paused = await pauseReason(read, letter.campaignId);
  const lane = mpMemberId === null ? { last: null, end: null } : await readLane(read, mpMemberId, now);
  // One that the worker has not looked at yet goes behind all that came before it.
  const placed = dueAt > createdAt;
  const queued = { mpMemberId, state: 'queued', id: { not: id } };
  const before = await read.outboxMail.count({
    where: placed ? { ...queued, dueAt: { lt: dueAt } } : { ...queued, id: { lt: id } },
  });
  const unplaced = await read.outboxMail.count({ where: { ...queued, id: { lt: id }, dueAt: { lte: now } } });
  const beforeAll = await read.outboxMail.count({
    where: { state: 'queued', priority: mail.priority, dueAt: { lt: dueAt } },
  });
  const behind = lane.end ?? (unplaced > 0 ? now : null);
  const from = placed ? null : behind;
  const expected = expectedAt({ from, before: unplaced, beforeAll, dueAt, now }, pace);
  return { before: roundedCount(before), when: whenInWords(expected, now), paused };
}
