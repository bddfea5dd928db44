import type { Member } from '../mps/member.ts';
import type { Letter } from './letter.ts';

/** What becomes of a confirmed letter at the moment when it would leave. */
export type Leaving =
  | 'send'
  /** The same MP at another e-mail address. */
  | 'new-address'
  /** The same MP, who publishes no e-mail address any more: the supporter sends it. */
  | 'own-means'
  /** Another MP: the supporter decides whether it goes to them. */
  | 'ask-again'
  /** Nobody holds the seat: it waits. */
  | 'hold'
  /** It is not to be sent any more. */
  | 'withdraw';

/**
 * Decides what becomes of a letter that is about to leave: it goes to the MP whom its writer confirmed, or stays.
 *
 * @param member who holds the seat now, as corrected by staff; null where it is vacant
 */
export function decideLeaving(
  letter: Pick<Letter, 'state' | 'mpMemberId' | 'mpEmail'> | null,
  member: Pick<Member, 'id' | 'email'> | null,
): Leaving {
  if (letter?.state !== 'confirmed') return 'withdraw';
  if (!member) return 'hold';
  if (member.id !== letter.mpMemberId) return 'ask-again';
  if (!member.email) return 'own-means';
  return member.email === letter.mpEmail ? 'send' : 'new-address';
}
