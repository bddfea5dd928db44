import type { Transaction } from '../db/database.ts';
import { queueMail, requeueMail, withdrawMail } from '../delivery/outbox.ts';
import { openDoor } from './door.ts';
import type { Letter } from './letter.ts';
import { letterMail, type MailParts, mailToSupporter } from './letter-mails.ts';
import { afterMove } from './letter-state.ts';
import { campaignFor } from './letter-store.ts';

/** The letter came back for good: the supporter gets its text, where it is still kept, to send another way. */
export async function bounceLetter(
  tx: Transaction,
  letter: Letter,
  parts: MailParts,
  now: Date,
): Promise<void> {
  const state = afterMove(letter.state, 'bounce');
  await tx.letter.update({ where: { id: letter.id }, data: { state, settledAt: now, updatedAt: now } });
  await withdrawMail(tx, letter.id, ['survey'], now);
  if (!letter.email) return;
  const campaign = await campaignFor(tx, letter);
  const door = await openDoor(tx, parts, letter.id, now);
  const message = mailToSupporter(letter, campaign, parts, 'failure', { door });
  await queueMail(tx, { kind: 'failure', aboutId: letter.id, message }, now);
}

/** Whether its text and its address are still kept. */
export const canSendAgain = (letter: Letter) => Boolean(letter.body && letter.mpEmail);

/** The letter leaves once more, as the same mail. @param dueAt when */
export async function sendAgain(
  tx: Transaction,
  letter: Letter,
  mail: { id: number; messageId: string },
  dueAt: Date,
  parts: MailParts,
  now: Date,
): Promise<void> {
  const state = afterMove(letter.state, 'send_again');
  await tx.letter.update({ where: { id: letter.id }, data: { state, updatedAt: now } });
  const campaign = await campaignFor(tx, letter);
  const message = { ...letterMail(letter, campaign, parts), messageId: mail.messageId };
  await requeueMail(tx, mail.id, message, dueAt);
}
