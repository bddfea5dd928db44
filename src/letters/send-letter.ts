import type { WeighLetter } from '../abuse/weigh-letter.ts';
import { ONLY_ID, type Transaction } from '../db/database.ts';
import { type OnSettled, queueMail, withdrawMail } from '../delivery/outbox.ts';
import type { Words } from '../languages/words.ts';
import type { Member } from '../mps/member.ts';
import { openDeskKey, useConfirmToken } from '../tokens/token.ts';
import { missingConsent } from './consents.ts';
import { openDoor } from './door.ts';
import { canHold, heldBefore } from './hold-letter.ts';
import { addresseeOf, type Letter, laneOf, personKey, readdressed } from './letter.ts';
import { copyMail, letterMail, type MailParts, mailToSupporter } from './letter-mails.ts';
import { afterMove, canMove, type LetterState } from './letter-state.ts';
import { campaignFor, readLetter } from './letter-store.ts';
import { ONCE_IN } from './retention.ts';
import type { SubmitParts } from './submit-letter.ts';
import { stillAgreed } from './withdraw-consent.ts';

export type SendParts = SubmitParts & { weighLetter: WeighLetter };

/** What has to be true before a letter leaves; anything else has a page of its own. */
type SendDecision = 'send' | 'sent-already' | 'written-lately' | 'mp-changed' | 'over';

/**
 * Decides whether a letter leaves as its writer confirms it, or which page says why not.
 *
 * @param member who holds the seat now; null where it is vacant
 * @param earlier another letter of the same person, as `earlierLetter` finds it, or null
 */
export function decideSending(letter: Letter, member: Member | null, earlier: Letter | null): SendDecision {
  if (letter.state !== 'draft' && letter.confirmedAt) return 'sent-already';
  if (!canMove(letter.state, 'confirm')) return 'over';
  if (earlier) return 'written-lately';
  // Another address of the same MP is no reason to ask: the letter takes it when it leaves.
  const sameWay = Boolean(member?.email) === Boolean(letter.mpEmail);
  return member?.id === letter.mpMemberId && sameWay ? 'send' : 'mp-changed';
}

/**
 * Another letter of the same person that was confirmed or left in the last 28 days, or is still to leave by itself; or
 * null. One that waits for a new MP leaves only with its writer's word, who is asked about the other one then.
 *
 * @param client may be inside a transaction
 */
export async function earlierLetter(
  client: Pick<Transaction, 'letter'>,
  letter: Letter,
  now: Date,
): Promise<Letter | null> {
  const lately = { gt: new Date(now.getTime() - ONCE_IN) };
  const earlier = await client.letter.findFirst({
    where: {
      // Not the stored hash: while the secret changes, that of an earlier letter may be another.
      personKey: personKey(letter.campaignId, letter),
      id: { not: letter.id },
      OR: [
        { confirmedAt: lately },
        { settledAt: lately },
        { way: 'email', state: 'confirmed' },
        { state: 'held', holdReason: { not: null } },
      ],
    },
  });
  return earlier as Letter | null;
}

/**
 * The supporter confirms: in one transaction the letter is confirmed, the link is used up, and the
 * letter and the supporter's copy stand in the outbox. A second click, or another device, changes nothing.
 * A letter that looks unusual, or was held before, is held until somebody has looked at it.
 *
 * @param from.home where the supporter confirms from (src/web/network.ts)
 * @param from.words those that the page asked in
 */
export function sendLetter(
  parts: SendParts,
  id: string,
  tokenHash: string,
  { home, words }: { home: string; words: Words },
): Promise<void> {
  const now = parts.clock();
  return parts.db.write(async tx => {
    if (!(await useConfirmToken(tx, tokenHash, now))) return;
    const letter = await readLetter(tx, id);
    if (!canMove(letter.state, 'confirm') || (await earlierLetter(tx, letter, now))) return;
    const weighed = await parts.weighLetter(tx, letter, home, now);
    const confirmed = afterMove(letter.state, 'confirm');
    const holdReason = canHold({ ...letter, state: confirmed })
      ? ((await heldBefore(tx, letter)) ?? weighed)
      : null;
    const state = holdReason ? afterMove(confirmed, 'hold') : confirmed;
    const data = { state, holdReason, confirmedAt: now, updatedAt: now };
    await tx.letter.update({ where: { id }, data, select: ONLY_ID });
    // It asks for what has just been done.
    await withdrawMail(tx, id, ['reminder'], now);
    await renewConsent(tx, letter, words, now);
    const campaign = await campaignFor(tx, letter);
    if (letter.way === 'email' && !holdReason) {
      const message = letterMail(letter, campaign, parts);
      await queueMail(tx, { kind: 'letter', aboutId: id, message, lane: laneOf(letter) }, now);
    }
    const door = await openDoor(tx, parts, id, now);
    const message = copyMail({ ...letter, holdReason }, campaign, parts, door);
    await queueMail(tx, { kind: 'copy', aboutId: id, message }, now);
  });
}

/** A letter readdressed to another MP: the supporter agreed to the story going to them, in the words shown. */
async function renewConsent(tx: Transaction, letter: Letter, words: Words, now: Date): Promise<void> {
  const consents = await tx.consent.findMany({ where: { letterId: letter.id, withdrawnAt: null } });
  const missing = missingConsent(letter, consents, words);
  if (missing) await tx.consent.create({ data: { ...missing, letterId: letter.id, givenAt: now } });
}

/**
 * The seat has another MP than the letter names: it goes back to the supporter, who has proved by the
 * link that it is theirs. Their preview addresses it to the new MP. @returns a further key to the draft
 */
export async function returnLetter(
  { db, clock }: SubmitParts,
  letter: Letter,
  tokenHash: string,
): Promise<string | null> {
  const now = clock();
  return db.write(async tx => {
    if (!(await useConfirmToken(tx, tokenHash, now))) return null;
    await tx.letter.update({
      where: { id: letter.id },
      data: {
        ...(await stillAgreed(tx, letter.id)),
        state: afterMove(letter.state, 'revise'),
        updatedAt: now,
      },
    });
    return openDeskKey(tx, letter.id, now);
  });
}

/** The same where the campaign takes no letters any more, and so has no preview: the letter waits, addressed to the new MP. */
export function readdressWaiting(
  { db, clock }: SubmitParts,
  id: string,
  seat: { name: string; member: Member },
): Promise<void> {
  return db.write(async tx => {
    const letter = await readLetter(tx, id);
    if (letter.state !== 'awaiting_confirmation') return;
    const change = { ...addresseeOf(letter, seat), ...readdressed(letter, seat.member), updatedAt: clock() };
    await tx.letter.update({ where: { id }, data: change, select: ONLY_ID });
  });
}

/** When sending has ended, the letter's state says how; a failure reaches the supporter with the text. */
export function settleLetter(parts: MailParts): OnSettled {
  return async (tx, mail, outcome, now) => {
    if (mail.kind !== 'letter') return;
    const where = { id: mail.aboutId };
    const stored = await tx.letter.findUniqueOrThrow({ where, select: { state: true } });
    const from = stored.state as LetterState;
    const move = outcome === 'failed' ? 'fail' : 'accept';
    // Erased, or held, while the last try was under way.
    if (!canMove(from, move)) return;
    const state = afterMove(from, move);
    await tx.letter.update({
      where,
      data: {
        state,
        holdReason: null,
        settledAt: now,
        updatedAt: now,
        presumedAt: outcome === 'presumed' ? now : null,
      },
      select: ONLY_ID,
    });
    if (state !== 'failed') return;
    const letter = await readLetter(tx, mail.aboutId);
    const campaign = await campaignFor(tx, letter);
    const door = await openDoor(tx, parts, letter.id, now);
    const message = mailToSupporter(letter, campaign, parts, 'failure', { door });
    await queueMail(tx, { kind: 'failure', aboutId: letter.id, message }, now);
  };
}
