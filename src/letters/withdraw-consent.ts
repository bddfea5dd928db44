import type { Transaction } from '../db/database.ts';
import { isLeaving, type OnSettled, withdrawMail } from '../delivery/outbox.ts';
import { endDoubt } from './end-doubt.ts';
import type { Letter } from './letter.ts';
import { afterMove, canMove } from './letter-state.ts';
import { readLetter } from './letter-store.ts';

/**
 * `stopped`: the letter does not leave any more. `doubt`: nor does it, and the MP may have it already.
 * `none`: there was nothing to take back.
 */
export type Withdrawn = 'withdrawn' | 'stopped' | 'doubt' | 'leaving' | 'none';

/**
 * The supporter takes one consent back; its row stays, as proof of both times. Without the consent to send
 * the story, a letter that has not left goes back to waiting for its writer's word. One in doubt may have left: it
 * counts as sent, so that neither the wait ends in a second try nor its writer's word in a second letter. One that
 * was held keeps the reason: its writer does not release it.
 */
export async function withdrawConsent(
  tx: Transaction,
  letterId: string,
  consentId: number,
  onSettled: OnSettled,
  now: Date,
): Promise<Withdrawn> {
  const consent = await tx.consent.findFirst({
    where: { id: consentId, withdrawnAt: null, OR: [{ letterId }, { contact: { letterId } }] },
  });
  if (!consent) return 'none';
  const letter = await readLetter(tx, letterId);
  const stops = consent.kind === 'story' && canBeStopped(letter);
  if (stops && (await isLeaving(tx, letterId, 'letter', now))) return 'leaving';

  await tx.consent.update({ where: { id: consentId }, data: { withdrawnAt: now } });
  if (consent.kind === 'story' && letter.state === 'draft') {
    await tx.letter.update({ where: { id: letterId }, data: { consentStory: false } });
  }
  if (consent.kind === 'share_story') {
    await tx.letter.update({ where: { id: letterId }, data: { shareStory: '' } });
  }
  if (consent.kind === 'updates' && consent.letterId) {
    const updates = letter.updates.filter(key => key !== consent.organisation);
    await tx.letter.update({ where: { id: letterId }, data: { updates } });
    // The purge looks at it again.
    await tx.letter.updateMany({ where: { id: letterId, keeps: 'updates' }, data: { keeps: 'writer' } });
  }
  if (!stops) return 'withdrawn';
  if (await endDoubt(tx, letterId, 'count-as-sent', onSettled, now)) return 'doubt';
  await withdrawMail(tx, letterId, ['letter', 'copy'], now);
  // The mail and its reminder brought a link each: the one that was not pressed confirms nothing either.
  const unused = { letterId, kind: 'confirm', usedAt: null };
  await tx.token.updateMany({ where: unused, data: { usedAt: now } });
  await tx.letter.update({
    where: { id: letterId },
    data: {
      state: afterMove(letter.state, 'readdress'),
      confirmedAt: null,
      updatedAt: now,
    },
  });
  return 'stopped';
}

/** For a letter that its writer works on again: a consent that was taken back is not ticked any more. */
export async function stillAgreed(tx: Transaction, letterId: string): Promise<{ consentStory?: false }> {
  const given = await tx.consent.findMany({
    where: { letterId, kind: 'story' },
    select: { withdrawnAt: true },
  });
  const isTakenBack = given.length > 0 && given.every(({ withdrawnAt }) => withdrawnAt !== null);
  return isTakenBack ? { consentStory: false } : {};
}

/** It is to be sent by us, and has not left. */
const canBeStopped = ({ state, way }: Letter) => way === 'email' && canMove(state, 'readdress');
