import type { Transaction } from '../db/database.ts';
import { isLeaving, restoreMail, withdrawMail } from '../delivery/outbox.ts';
import { isLetterInDoubt } from './end-doubt.ts';
import { type Letter, laneOf, personKey } from './letter.ts';
import { letterMail, type MailParts } from './letter-mails.ts';
import { afterMove, canMove } from './letter-state.ts';
import { campaignFor, readLetter } from './letter-store.ts';

/** Why a letter was not held or released; null: it was. */
export type Refusal = 'illegal' | 'leaving' | 'in-doubt' | 'vacant-seat' | null;

/** Only a letter that we send can be kept from leaving. */
export const canHold = ({ state, way }: Pick<Letter, 'state' | 'way'>) =>
  canMove(state, 'hold') && way === 'email';

/** A letter held because its seat is vacant is not released: its writer is asked when there is an MP. */
export const canRelease = ({ state, holdReason }: Pick<Letter, 'state' | 'holdReason'>) =>
  canMove(state, 'release') && holdReason !== null;

/**
 * Staff keep a confirmed letter from leaving. Claiming a mail and this are transactions of the one
 * writer, so that either the try is seen here, and the letter is refused to be held, or there is
 * nothing left to claim. One in doubt may have left: held and released, it would go to the MP a second time.
 */
export async function holdLetter(tx: Transaction, id: string, reason: string, now: Date): Promise<Refusal> {
  const letter = await readLetter(tx, id);
  if (!canHold(letter)) return 'illegal';
  if (await isLeaving(tx, id, 'letter', now)) return 'leaving';
  if (await isLetterInDoubt(tx, id, now)) return 'in-doubt';
  await withdrawMail(tx, id, ['letter'], now);
  const state = afterMove(letter.state, 'hold');
  await tx.letter.update({ where: { id }, data: { state, holdReason: reason, updatedAt: now } });
  return null;
}

/**
 * Why a letter was held, before it is confirmed anew: where its writer took it back meanwhile, or began another one
 * since, nobody has released it.
 *
 * @returns null where it was not
 */
export async function heldBefore(tx: Transaction, letter: Letter): Promise<string | null> {
  if (letter.holdReason !== null) return letter.holdReason;
  const held = await tx.letter.findFirst({
    where: { personKey: personKey(letter.campaignId, letter), holdReason: { not: null } },
    select: { holdReason: true },
  });
  return held?.holdReason ?? null;
}

/** Staff let a held letter go: it stands in the outbox again. */
export async function releaseLetter(
  tx: Transaction,
  parts: MailParts,
  id: string,
  now: Date,
): Promise<Refusal> {
  const letter = await readLetter(tx, id);
  if (!canMove(letter.state, 'release')) return 'illegal';
  if (!canRelease(letter)) return 'vacant-seat';
  const state = afterMove(letter.state, 'release');
  await tx.letter.update({ where: { id }, data: { state, holdReason: null, updatedAt: now } });
  const message = letterMail(letter, await campaignFor(tx, letter), parts);
  await restoreMail(tx, { kind: 'letter', aboutId: id, message, lane: laneOf(letter) }, now);
  return null;
}
