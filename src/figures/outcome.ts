/** What has become of a letter after the supporter confirmed it; each such letter is in exactly one row. */
export const OUTCOMES = [
  {
    key: 'accepted',
    title: 'Taken by the MP’s mail server',
    hint: 'The mail arrived there. Nobody can say whether it was read.',
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
    key: 'erased',
    title: 'Erased since',
    hint: 'The supporter asked for it. The letter still counts; whose it was is gone.',
    way: null,
    states: ['erased', 'expired', 'draft', 'awaiting_confirmation'],
  },
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** @param way "email" or "own_means" */
export function outcomeOf(state: string, way: string | null): Outcome['key'] {
  const found = OUTCOMES.find(
    outcome => (outcome.way === null || outcome.way === way) && outcome.states.some(one => one === state),
  );
  return found?.key ?? 'erased';
}

const STATE_WORDS: Record<string, string> = {
  draft: 'Being written',
  awaiting_confirmation: 'Waiting for the supporter to confirm',
  confirmed: 'Waiting to be sent',
  accepted: 'Taken by the MP’s mail server',
  bounced: 'Came back',
  failed: 'Could not be sent',
  replied: 'The MP replied',
  expired: 'Never finished',
  erased: 'Erased',
};

/** A letter's state as staff read it. */
export function stateInWords(state: string, way: string | null): string {
  if (way === 'own_means' && state === 'confirmed') return 'Given to the supporter to send';
  return STATE_WORDS[state] ?? state;
}
