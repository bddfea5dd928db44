import type { LetterState } from '../letters/letter-state.ts';

/** What has become of a letter after the supporter confirmed it; each such letter is in exactly one row. */
export const OUTCOMES = [
  {
    key: 'accepted',
    title: 'Accepted by the mail server',
    hint: 'It has left, and has not come back. Nobody can say whether it arrived or was read.',
    way: 'email',
    states: ['accepted', 'replied'],
  },
  {
    key: 'waiting',
    title: 'Waiting to be sent',
    hint: 'Confirmed, and in the queue of outgoing mail.',
    way: 'email',
    states: ['confirmed'],
  },
  {
    key: 'held',
    title: 'Held',
    hint: 'Confirmed, and kept from leaving: by staff, because it looked unusual, or because the seat is vacant.',
    way: null,
    states: ['held'],
  },
  {
    key: 'own-means',
    title: 'Given to the supporter to send',
    hint: 'The MP publishes no email address: the supporter has the letter to print and post.',
    way: 'own_means',
    states: ['confirmed', 'accepted', 'replied'],
  },
  {
    key: 'bounced',
    title: 'Came back',
    hint: 'The mail server took it first and returned it later.',
    way: null,
    states: ['bounced'],
  },
  {
    key: 'failed',
    title: 'Could not be sent',
    hint: 'The supporter was told, and has the text to send another way.',
    way: null,
    states: ['failed'],
  },
  {
    key: 'held-too-long',
    title: 'Held until its time was over',
    hint: 'It never left, and what was written is deleted. The letter still counts.',
    way: null,
    // Nothing else that was confirmed ever expires.
    states: ['expired'],
  },
  {
    key: 'erased',
    title: 'Erased since',
    hint: 'The supporter asked for it. The letter still counts; whose it was is gone.',
    way: null,
    // The others are never confirmed: here so that no letter is lost, whatever is in the database.
    states: ['erased', 'draft', 'awaiting_confirmation'],
  },
] as const satisfies readonly {
  key: string;
  title: string;
  hint: string;
  /** Null: however it goes. */
  way: 'email' | 'own_means' | null;
  states: readonly LetterState[];
}[];

export type Outcome = (typeof OUTCOMES)[number];

/** @param way "email" or "own_means" */
export function outcomeOf(state: string, way: string | null): Outcome['key'] {
  const found = OUTCOMES.find(
    outcome => (outcome.way === null || outcome.way === way) && outcome.states.some(one => one === state),
  );
  return found?.key ?? 'erased';
}
