import { ONLY_ID, type Transaction } from '../db/database.ts';
import { Prisma } from '../db/generated/client.ts';
import type { Message } from '../mail/message.ts';
import { newBounceToken } from '../mail/verp.ts';

/** Every kind of mail; the number orders the queue, lower first. */
const PRIORITY = {
  confirmation: 0,
  invitation: 0,
  carry_on: 0,
  failure: 1,
  notice: 1,
  letter: 2,
  copy: 3,
  reminder: 4,
  survey: 5,
} as const;
export type MailKind = keyof typeof PRIORITY;

/** The most urgent first. */
export const PRIORITIES = [...new Set(Object.values(PRIORITY))].toSorted((a, b) => a - b);

/** Only letters to MPs have it. */
export const LETTER_PRIORITY = PRIORITY.letter;

/** What a letter to an MP keeps: the pace of letters to that MP, and the pauses of its campaign. */
export type Lane = { mpMemberId: number | null; campaignId: number };

type QueuedMail = { kind: MailKind; aboutId: string; message: Message; lane?: Lane };

/** Told in the transaction that ends a mail, so that what it belongs to ends with it. `presumed`: sent, for all we know. */
export type OnSettled = (
  tx: Transaction,
  mail: { kind: MailKind; aboutId: string },
  outcome: 'sent' | 'presumed' | 'failed',
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

/** How a mail stands that no worker has, and nothing is known of. */
const AFRESH = {
  state: 'queued',
  attempts: 0,
  leasedUntil: null,
  leasedBy: null,
  firstTriedAt: null,
  uncertainAt: null,
  silences: 0,
  settledAt: null,
} as const;

/** Queues a mail in the transaction that causes it: both happen, or neither. */
export async function queueMail(tx: Transaction, { lane, ...mail }: QueuedMail, now: Date): Promise<void> {
  await tx.outboxMail.create({
    data: {
      ...mail,
      ...lane,
      messageId: mail.message.messageId,
      bounceToken: newBounceToken(),
      priority: PRIORITY[mail.kind],
      state: 'queued',
      dueAt: now,
      createdAt: now,
    },
    select: ONLY_ID,
  });
}

/** A mail that was taken, and came back for now, leaves again under its own name. @param dueAt when */
export async function requeueMail(tx: Transaction, id: number, message: Message, dueAt: Date): Promise<void> {
  const { firstTriedAt, attempts, ...afresh } = AFRESH;
  const where = { id, messageId: message.messageId };
  await tx.outboxMail.update({ where, data: { ...afresh, message, dueAt } });
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
    data: {
      state: 'withdrawn',
      leasedUntil: null,
      leasedBy: null,
      settledAt: now,
      message: Prisma.DbNull,
    },
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
 * gets both can tell that they are one. It keeps that doubt too, and then leaves no sooner.
 */
export async function restoreMail(tx: Transaction, mail: QueuedMail, now: Date): Promise<void> {
  const { kind, aboutId, message, lane } = mail;
  const withdrawn = await tx.outboxMail.findFirst({
    where: { aboutId, kind, state: 'withdrawn' },
    orderBy: { id: 'desc' },
  });
  if (!withdrawn) return queueMail(tx, mail, now);
  const { id, messageId, uncertainAt, silences } = withdrawn;
  const dueAt = uncertainAt && withdrawn.dueAt > now ? withdrawn.dueAt : now;
  const stands = { ...AFRESH, uncertainAt, silences };
  await tx.outboxMail.update({
    where: { id, messageId },
    data: { ...stands, ...lane, message: { ...message, messageId }, dueAt, createdAt: now },
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
