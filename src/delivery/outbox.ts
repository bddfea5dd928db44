import { MINUTE } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { Prisma } from '../db/generated/client.ts';
import type { SendOutcome } from '../mail/mailer.ts';
import type { Message } from '../mail/message.ts';
import { newBounceToken } from '../mail/verp.ts';
import { nextTry } from './retry.ts';

/** Every kind of mail; the number orders the queue, lower first. */
const PRIORITY = {
  confirmation: 0,
  invitation: 0,
  failure: 1,
  notice: 1,
  letter: 2,
  copy: 3,
  reminder: 4,
  survey: 5,
} as const;
export type MailKind = keyof typeof PRIORITY;

/** A mail claimed for one try. */
export type ClaimedMail = Awaited<ReturnType<typeof claimMail>>[number];

/** Told in the transaction that ends a mail, so that what it belongs to ends with it. */
export type OnSettled = (
  tx: Transaction,
  mail: { kind: MailKind; aboutId: string },
  outcome: 'sent' | 'failed',
  now: Date,
) => Promise<void>;

/**
 * Asked just before each try, since what a mail belongs to may have changed while it waited. It may
 * change the message or withdraw the mail, in a transaction of its own.
 */
export type OnLeaving = (
  mail: { kind: MailKind; aboutId: string },
  now: Date,
) => Promise<'as-it-was' | 'changed'>;

/** A crash in the middle of a try gives the mail back after this long. */
const LEASE = 5 * MINUTE;

/** Queues a mail in the transaction that causes it: both happen, or neither. */
export async function queueMail(
  tx: Transaction,
  mail: { kind: MailKind; aboutId: string; message: Message },
  now: Date,
): Promise<void> {
  await tx.outboxMail.create({
    data: {
      ...mail,
      messageId: mail.message.messageId,
      bounceToken: newBounceToken(),
      priority: PRIORITY[mail.kind],
      state: 'queued',
      dueAt: now,
      createdAt: now,
    },
  });
}

/** A mail that was taken, and came back for now, leaves again under its own name. @param dueAt when */
export async function requeueMail(tx: Transaction, id: number, message: Message, dueAt: Date): Promise<void> {
  const data = { state: 'queued', message, dueAt, leasedUntil: null, settledAt: null };
  await tx.outboxMail.update({ where: { id, messageId: message.messageId }, data });
}

/** Takes back the confirmation mails of a letter or contact that have not left yet. */
export async function withdrawConfirmations(tx: Transaction, aboutId: string): Promise<void> {
  await tx.outboxMail.deleteMany({
    where: {
      aboutId,
      kind: { in: ['confirmation', 'reminder'] },
      state: 'queued',
      leasedUntil: null,
    },
  });
}

/** These mails do not leave any more; a try that is under way already is not stopped. */
export async function withdrawMail(
  tx: Transaction,
  aboutId: string,
  kinds: MailKind[],
  now: Date,
): Promise<void> {
  await tx.outboxMail.updateMany({
    where: { aboutId, kind: { in: kinds }, state: 'queued' },
    data: { state: 'withdrawn', leasedUntil: null, settledAt: now, message: Prisma.DbNull },
  });
}

/** None of the mails about this leaves any more, whatever its kind. */
export function withdrawAllMail(tx: Transaction, aboutId: string, now: Date): Promise<void> {
  return withdrawMail(tx, aboutId, Object.keys(PRIORITY) as MailKind[], now);
}

/** @returns whether a try to send it is under way at this moment */
export async function isLeaving(
  tx: Transaction,
  aboutId: string,
  kind: MailKind,
  now: Date,
): Promise<boolean> {
  const claimed = { aboutId, kind, state: 'queued', leasedUntil: { gte: now } };
  return (await tx.outboxMail.count({ where: claimed })) > 0;
}

/** Which of these had mail of that kind come back or refused for good: no more is sent there unasked. */
export async function unreachable(
  tx: Transaction,
  aboutIds: string[],
  kinds: MailKind[],
): Promise<Set<string>> {
  const mails = await tx.outboxMail.findMany({
    where: {
      aboutId: { in: aboutIds },
      kind: { in: kinds },
      OR: [{ bouncedAt: { not: null } }, { state: 'failed' }],
    },
    select: { aboutId: true },
  });
  return new Set(mails.map(({ aboutId }) => aboutId));
}

/**
 * Queues a mail that was withdrawn. It keeps its Message-ID: where a try ended in the dark, whoever
 * gets both can tell that they are one.
 */
export async function restoreMail(
  tx: Transaction,
  mail: { kind: MailKind; aboutId: string; message: Message },
  now: Date,
): Promise<void> {
  const { kind, aboutId, message } = mail;
  const withdrawn = await tx.outboxMail.findFirst({
    where: { aboutId, kind, state: 'withdrawn' },
    orderBy: { id: 'desc' },
  });
  if (!withdrawn) return queueMail(tx, mail, now);
  const { id, messageId } = withdrawn;
  await tx.outboxMail.update({
    where: { id, messageId },
    data: {
      message: { ...message, messageId },
      state: 'queued',
      attempts: 0,
      dueAt: now,
      createdAt: now,
      settledAt: null,
    },
  });
}

/** Changes the message of a mail that has not left. */
export async function changeMessage(
  tx: Transaction,
  aboutId: string,
  kind: MailKind,
  change: (message: Message) => Message,
): Promise<void> {
  const mails = await tx.outboxMail.findMany({ where: { aboutId, kind, state: 'queued' } });
  for (const { messageId, message } of mails) {
    await tx.outboxMail.update({ where: { messageId }, data: { message: change(message as Message) } });
  }
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

/** Claims up to `limit` mails that are due, the most urgent first; nobody else gets them until the lease ends. */
export function claimMail(db: Database, limit: number, now: Date) {
  return db.write(async tx => {
    const due = await tx.outboxMail.findMany({
      where: {
        state: 'queued',
        dueAt: { lte: now },
        OR: [{ leasedUntil: null }, { leasedUntil: { lt: now } }],
      },
      orderBy: [{ priority: 'asc' }, { dueAt: 'asc' }],
      take: limit,
    });
    await tx.outboxMail.updateMany({
      where: { id: { in: due.map(mail => mail.id) } },
      data: { leasedUntil: new Date(now.getTime() + LEASE), attempts: { increment: 1 } },
    });
    return due.map(({ id, kind, aboutId, message, attempts, createdAt, bounceToken }) => ({
      id,
      kind: kind as MailKind,
      aboutId,
      message: message as Message,
      attempts: attempts + 1,
      createdAt,
      bounceToken,
    }));
  });
}

/** Records how a try ended, before anything else is claimed. */
export function recordOutcome(
  db: Database,
  mail: ClaimedMail,
  outcome: SendOutcome,
  onSettled: OnSettled,
  now: Date,
): Promise<void> {
  return db.write(async tx => {
    const again =
      outcome.kind === 'try-later' || outcome.kind === 'unknown'
        ? nextTry(outcome.kind, mail.attempts, mail.createdAt, now)
        : null;
    const lastError =
      outcome.kind === 'accepted' ? null : `${outcome.kind}: ${outcome.reason} ${outcome.reply ?? ''}`.trim();
    if (again) {
      const data = { dueAt: again, leasedUntil: null, lastError };
      await tx.outboxMail.update({ where: { id: mail.id }, data });
      return;
    }
    const state = outcome.kind === 'accepted' ? 'sent' : 'failed';
    await tx.outboxMail.update({
      where: { id: mail.id },
      data: { state, leasedUntil: null, lastError, settledAt: now, message: Prisma.DbNull },
    });
    await onSettled(tx, mail, state, now);
  });
}
