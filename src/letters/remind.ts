import { DAY, londonDate } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { othersTurn } from '../db/others-turn.ts';
import { queueMail, unreachable } from '../delivery/outbox.ts';
import { addToken } from '../tokens/token.ts';
import { openDoor } from './door.ts';
import { type MailParts, mailToSupporter, wordsFor } from './letter-mails.ts';
import { readLetter } from './letter-store.ts';
import type { Periods } from './retention.ts';
import { earlierLetter } from './send-letter.ts';

/** From the mail with the link to confirm to the one reminder. */
const REMIND_AFTER = DAY;

/** Reminders that one transaction queues. */
const BATCH = 100;

/**
 * Reminds, once, whoever has not confirmed a letter after a day. Only the hash of the first link is
 * kept, so the reminder brings a link of its own; both work until the letter expires.
 *
 * @returns how many reminders were queued
 */
export async function remindToConfirm(
  parts: MailParts & { db: Database },
  periods: Periods,
  now: Date,
): Promise<number> {
  for (let reminded = 0, after = ''; ; ) {
    const { looked, queued } = await parts.db.write(tx => remindBatch(tx, parts, periods, now, after));
    reminded += queued;
    if (looked.length < BATCH) return reminded;
    after = looked.at(-1) ?? '';
    await othersTurn();
  }
}

/** @param after the last letter of the batch before */
async function remindBatch(tx: Transaction, parts: MailParts, periods: Periods, now: Date, after: string) {
  const waiting = await tx.letter.findMany({
    where: {
      state: 'awaiting_confirmation',
      id: { gt: after },
      remindedAt: null,
      updatedAt: {
        lte: new Date(now.getTime() - REMIND_AFTER),
        gt: new Date(now.getTime() - periods.unconfirmed * DAY),
      },
    },
    select: { id: true, updatedAt: true, campaign: true },
    orderBy: { id: 'asc' },
    take: BATCH,
  });
  const looked = waiting.map(({ id }) => id);
  const ids = await confirmable(tx, await withLink(tx, looked), now);
  await tx.letter.updateMany({ where: { id: { in: ids } }, data: { remindedAt: now } });
  const failing = await unreachable(tx, ids, ['confirmation']);
  const reachable = waiting.filter(({ id }) => ids.includes(id) && !failing.has(id));
  for (const { id, updatedAt, campaign } of reachable) {
    const until = new Date(updatedAt.getTime() + periods.unconfirmed * DAY);
    const token = await addToken(tx, 'confirm', { letterId: id }, now, until);
    const letter = await readLetter(tx, id);
    const message = mailToSupporter(letter, campaign, parts, 'reminder', {
      link: new URL(`/confirm/${token}`, parts.baseUrl).href,
      door: await openDoor(tx, parts, id, now),
      until: londonDate(until, wordsFor(letter, parts).language),
    });
    await queueMail(tx, { kind: 'reminder', aboutId: id, message }, now);
  }
  return { looked, queued: reachable.length };
}

/** Those that still have a link to confirm: whoever took a consent back has none, and is not asked after it. */
async function withLink(tx: Transaction, ids: string[]): Promise<string[]> {
  const links = await tx.token.findMany({
    where: { letterId: { in: ids }, kind: 'confirm', usedAt: null },
    select: { letterId: true },
  });
  const having = new Set(links.map(({ letterId }) => letterId));
  return ids.filter(id => having.has(id));
}

/** Without those whose writer has confirmed another letter lately: one counts, and the link would say no more than that. */
async function confirmable(tx: Transaction, ids: string[], now: Date): Promise<string[]> {
  const kept: string[] = [];
  for (const id of ids) {
    if (!(await earlierLetter(tx, await readLetter(tx, id), now))) kept.push(id);
  }
  return kept;
}
