import { MINUTE } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { Prisma } from '../db/generated/client.ts';
import type { SendOutcome } from '../mail/mailer.ts';
import type { Message } from '../mail/message.ts';
import { newBounceToken } from '../mail/verp.ts';
import { nextTry } from './retry.ts';

/** Every kind of mail; the number orders the queue, lower first. */
const PRIORITY = { confirmation: 0, failure: 1, letter: 2, copy: 3 } as const;
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
  await tx.outboxMail.update({ where: { id }, data });
}

/** Takes back the confirmation mails of a letter or contact that have not left yet. */
export async function withdrawConfirmations(tx: Transaction, aboutId: string): Promise<void> {
  await tx.outboxMail.deleteMany({
    where: { aboutId, kind: 'confirmation', state: 'queued', leasedUntil: null },
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
