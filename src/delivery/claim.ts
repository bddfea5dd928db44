import { MINUTE } from '../clock.ts';
import { type Database, ONLY_ID, type Transaction } from '../db/database.ts';
import type { OutboxMailWhereInput } from '../db/generated/models.ts';
import type { Message } from '../mail/message.ts';
import { LETTER_PRIORITY, type MailKind, PRIORITIES } from './outbox.ts';
import { type Pace, turnOf } from './pace.ts';
import { lettersThatMayLeave } from './pause.ts';
import { afterUncertain } from './retry.ts';

/** A mail claimed for one try. */
export type ClaimedMail = Awaited<ReturnType<typeof claimMail>>['mails'][number];

/** A worker that dies gives its mails back after this long; one that lives renews it (docs/delivery.md). Milliseconds. */
export const LEASE = 5 * MINUTE;

/** Mails looked at for each that may be claimed: letters whose turn has not come get their place, and are no part of it. */
const LOOK_AT = 3;

/** And at least so many. */
const LOOK_AT_LEAST = 10;

type Claiming = { by: string; limit: number; pace: Pace };
type Due = Awaited<ReturnType<typeof dueMails>>[number];

/**
 * Claims up to `limit` mails that are due, the most urgent first, in one transaction that looks at the
 * pauses and the pace too; no other worker gets them while the lease lasts. A mail that came from a
 * worker which died is not claimed: a mail server may have it, so it waits first.
 *
 * @returns the mails, and how many others were given a later time
 */
export function claimMail(db: Database, { by, limit, pace }: Claiming, now: Date) {
  return db.write(async tx => {
    // Two workers would find the same room and the same turns.
    await db.takeTurn(tx, 'Pause');
    const room = await roomForLetters(tx, pace, now);
    const take = Math.max(LOOK_AT * limit, LOOK_AT_LEAST);
    const due = await freeMails(db, tx, await dueMails(tx, take, room > 0, now));
    const turns = turnsKeeper(tx, pace, now);
    const claimed: Due[] = [];
    let moved = 0;
    let letters = 0;
    for (const mail of due) {
      if (claimed.length === limit) break;
      if (mail.leasedUntil) {
        await waitInDoubt(tx, mail, now);
        moved += 1;
        continue;
      }
      if (mail.kind === 'letter' && letters === room) continue;
      const turn = await turns.of(mail);
      if (turn > now) {
        await tx.outboxMail.update({ where: { id: mail.id }, data: { dueAt: turn }, select: ONLY_ID });
        moved += 1;
        continue;
      }
      if (mail.kind === 'letter') letters += 1;
      claimed.push(mail);
    }
    await lease(tx, claimed, by, now);
    const messages = await messagesOf(tx, claimed);
    return { mails: claimed.map(mail => asClaimed(mail, messages.get(mail.id), by, now)), moved };
  });
}

/** How many letters to MPs may begin to leave in this minute. */
async function roomForLetters(tx: Transaction, { perMinute }: Pace, now: Date): Promise<number> {
  const lately = { gt: new Date(now.getTime() - MINUTE), lte: now };
  const begun = await tx.outboxMail.count({ where: { startedAt: lately, kind: 'letter' } });
  return Math.max(0, perMinute - begun);
}

/** What decides about a mail. Its message is read once it is claimed: far more are looked at. */
const DECIDING = {
  id: true,
  kind: true,
  aboutId: true,
  attempts: true,
  bounceToken: true,
  createdAt: true,
  dueAt: true,
  firstTriedAt: true,
  leasedUntil: true,
  mpMemberId: true,
} as const;

/**
 * Each urgency is asked for by itself: where tens of thousands of letters wait for the pace, one question for all
 * would walk past every one of them to the copies behind them.
 */
async function dueMails(tx: Transaction, take: number, withLetters: boolean, now: Date) {
  const letters = withLetters ? await lettersThatMayLeave(tx) : [];
  const due: Awaited<ReturnType<typeof mostUrgent>> = [];
  for (const priority of PRIORITIES) {
    const kinds = priority === LETTER_PRIORITY ? letters : [{}];
    due.push(...(await mostUrgentOf(tx, priority, kinds, take - due.length, now)));
  }
  return due;
}

async function mostUrgentOf(
  tx: Transaction,
  priority: number,
  kinds: OutboxMailWhereInput[],
  take: number,
  now: Date,
) {
  const found: Awaited<ReturnType<typeof mostUrgent>> = [];
  if (take > 0) for (const which of kinds) found.push(...(await mostUrgent(tx, priority, which, take, now)));
  return found.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || a.id - b.id).slice(0, take);
}

function mostUrgent(tx: Transaction, priority: number, which: OutboxMailWhereInput, take: number, now: Date) {
  return tx.outboxMail.findMany({
    select: DECIDING,
    where: {
      state: 'queued',
      priority,
      ...which,
      dueAt: { lte: now },
      OR: [{ leasedUntil: null }, { leasedUntil: { lt: now } }],
    },
    orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
    take,
  });
}

/** One that is just being changed, withdrawn perhaps, is looked at again next time. */
async function freeMails(db: Database, tx: Transaction, due: Due[]): Promise<Due[]> {
  const free = await db.free(
    tx,
    'OutboxMail',
    due.map(({ id }) => id),
  );
  return due.filter(({ id }) => free.has(id));
}

/** Its worker died, perhaps behind the last byte: one slow try, under the same Message-ID. */
async function waitInDoubt(tx: Transaction, { id, kind }: Due, now: Date): Promise<void> {
  await tx.outboxMail.update({
    where: { id },
    data: {
      leasedUntil: null,
      leasedBy: null,
      uncertainAt: now,
      dueAt: afterUncertain(kind, now),
      lastError: 'unknown: worker lost',
    },
    select: ONLY_ID,
  });
}

/** Keeps the order and the pace among the letters of one claim, a lane for each MP. */
function turnsKeeper(tx: Transaction, pace: Pace, now: Date) {
  const lanes = new Map<number, { last: Date | null; end: Date | null; given: Date | null }>();
  return {
    async of({ mpMemberId, dueAt, createdAt }: Due): Promise<Date> {
      if (mpMemberId === null) return now;
      const lane = lanes.get(mpMemberId) ?? { ...(await readLane(tx, mpMemberId, now)), given: null };
      lanes.set(mpMemberId, lane);
      const placed = dueAt > createdAt;
      const turn = turnOf(placed ? { ...lane, end: lane.given } : lane, placed, pace, now, Math.random());
      if (turn > now) lane.given = turn;
      else lane.last = turn;
      if (turn > (lane.end ?? now)) lane.end = turn;
      return turn;
    },
  };
}

/** What is known of the letters to one MP; both are the top of an index. */
export async function readLane(client: Transaction, mpMemberId: number, now: Date) {
  const newest = await client.outboxMail.findFirst({
    where: { mpMemberId, startedAt: { not: null } },
    orderBy: { startedAt: 'desc' },
    select: { startedAt: true },
  });
  const waiting = await client.outboxMail.findFirst({
    where: { mpMemberId, state: 'queued', dueAt: { gt: now }, attempts: 0 },
    orderBy: { dueAt: 'desc' },
    select: { dueAt: true },
  });
  return { last: newest?.startedAt ?? null, end: waiting?.dueAt ?? null };
}

async function lease(tx: Transaction, mails: Due[], by: string, now: Date): Promise<void> {
  const data = {
    leasedUntil: new Date(now.getTime() + LEASE),
    leasedBy: by,
    startedAt: now,
    attempts: { increment: 1 },
  };
  const first = mails.filter(({ firstTriedAt }) => !firstTriedAt).map(({ id }) => id);
  const again = mails.filter(({ firstTriedAt }) => firstTriedAt).map(({ id }) => id);
  if (first.length > 0) {
    await tx.outboxMail.updateMany({ where: { id: { in: first } }, data: { ...data, firstTriedAt: now } });
  }
  if (again.length > 0) await tx.outboxMail.updateMany({ where: { id: { in: again } }, data });
}

async function messagesOf(tx: Transaction, mails: Due[]): Promise<Map<number, Message>> {
  const rows = await tx.outboxMail.findMany({
    where: { id: { in: mails.map(({ id }) => id) } },
    select: { id: true, message: true },
  });
  return new Map(rows.map(({ id, message }) => [id, message as Message]));
}

const asClaimed = (
  { id, kind, aboutId, attempts, bounceToken, firstTriedAt }: Due,
  message: Message | undefined,
  by: string,
  now: Date,
) => ({
  id,
  by,
  kind: kind as MailKind,
  aboutId,
  message: message as Message,
  attempts: attempts + 1,
  firstTriedAt: firstTriedAt ?? now,
  bounceToken,
});

/** A try that takes long keeps its mail. */
export async function renewLeases(db: Database, by: string, ids: number[], now: Date): Promise<void> {
  const leasedUntil = new Date(now.getTime() + LEASE);
  await db.write(tx =>
    tx.outboxMail.updateMany({
      where: { id: { in: ids }, leasedBy: by, state: 'queued', leasedUntil: { not: null } },
      data: { leasedUntil },
    }),
  );
}

/** Mails whose try never began go back as they were. @param dueAt when they leave */
export async function handBack(db: Database, mails: ClaimedMail[], dueAt: Date): Promise<void> {
  if (mails.length === 0) return;
  await db.write(async tx => {
    for (const { id, by } of mails) {
      await tx.outboxMail.updateMany({
        where: { id, leasedBy: by, state: 'queued' },
        data: { leasedUntil: null, leasedBy: null, dueAt, attempts: { decrement: 1 } },
      });
    }
  });
}

/**
 * Mails that this worker claimed and lost sight of, as the database went away behind the claim: they go back as they were.
 *
 * @param underWay those whose try has begun
 */
export async function handBackStrays(db: Database, by: string, underWay: number[]): Promise<void> {
  await db.write(tx =>
    tx.outboxMail.updateMany({
      where: { id: { notIn: underWay }, leasedBy: by, state: 'queued', leasedUntil: { not: null } },
      data: { leasedUntil: null, leasedBy: null, attempts: { decrement: 1 } },
    }),
  );
}

/** Of these claimed mails, those that still are to leave, as they are now. */
export async function stillLeaving(db: Database, claimed: ClaimedMail[]): Promise<ClaimedMail[]> {
  const rows = await db.read.outboxMail.findMany({
    where: { id: { in: claimed.map(({ id }) => id) }, state: 'queued' },
    select: { id: true, message: true },
  });
  const messages = new Map(rows.map(({ id, message }) => [id, message as Message]));
  return claimed.flatMap(mail => {
    const message = messages.get(mail.id);
    return message ? [{ ...mail, message }] : [];
  });
}
