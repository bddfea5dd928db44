import { heldByItself } from '../../abuse/suspicion.ts';
import type { Letter } from '../../letters/letter.ts';
import type { LetterState } from '../../letters/letter-state.ts';
import type { LookupSource } from '../../mps/mp-lookup.ts';

/** What happened to a letter, in words for staff. */
type Event = { at: Date; words: string; who?: string; reason?: string };

type Times = Pick<
  Letter,
  | 'createdAt'
  | 'submittedAt'
  | 'remindedAt'
  | 'settledAt'
  | 'askedAt'
  | 'askedAgainAt'
  | 'answeredAt'
  | 'askingEndedAt'
  | 'updatedAt'
>;
type Standing = Pick<Letter, 'state' | 'way' | 'holdReason' | 'presumedAt' | 'confirmedAt'>;

const STATES: Record<LetterState, string> = {
  draft: 'Being written',
  awaiting_confirmation: 'Waiting for its writer to confirm',
  confirmed: 'Confirmed, in the queue',
  held: 'Held by staff',
  accepted: 'Accepted by the mail server',
  bounced: 'Sent, and came back',
  failed: 'Could not be sent',
  replied: 'Answered, as its writer says',
  expired: 'Expired, never confirmed',
  erased: 'Erased',
};

/** What says more than the state alone. */
const MORE = {
  presumed: 'Counts as sent: the mail server never said that it took it',
  ownMeans: 'Confirmed, for its writer to post',
  vacant: 'Held: the seat is vacant',
  unusual: 'Held',
  takenBack: 'Held, and taken back by its writer',
  heldTooLong: 'Held until its time was over',
};

/** Where a letter stands, in words for staff. */
export function standingInWords({ state, way, holdReason, presumedAt, confirmedAt }: Standing): string {
  if (state === 'accepted' && presumedAt) return MORE.presumed;
  if (state === 'confirmed' && way === 'own_means') return MORE.ownMeans;
  if (state === 'held' && holdReason === null) return MORE.vacant;
  if (state === 'held' && heldByItself(holdReason)) return MORE.unusual;
  if (holdReason !== null && (state === 'draft' || state === 'awaiting_confirmation')) return MORE.takenBack;
  if (state === 'expired' && confirmedAt) return MORE.heldTooLong;
  return STATES[state];
}

/** How its constituency was found. */
export const FOUND_BY: Record<LookupSource, string> = {
  exact: 'by the whole postcode',
  sector: 'by the postcode’s area, all of which lies in it',
  candidate: 'its writer chose it among those in the postcode’s area',
  by_hand: 'its writer chose it by hand',
  live: 'by the live look-up',
};

/** What happened, the first thing first: the letter's own times, and what staff did to it. */
export function historyOf(
  letter: Times & Standing,
  entries: { at: Date; who: string; words: string; details: unknown }[],
): Event[] {
  const { createdAt, submittedAt, confirmedAt, settledAt, updatedAt } = letter;
  const own: [Date | null, string][] = [
    [createdAt, 'Begun'],
    [submittedAt, 'Finished by its writer'],
    [letter.remindedAt, 'Not confirmed after a day: its writer was reminded, where mail arrives there'],
    [confirmedAt, 'Confirmed by its writer'],
    [settledAt, SETTLED[letter.state] ?? 'Sending ended'],
    [letter.askedAt, 'Its writer was asked whether the MP replied, where mail arrives there'],
    [letter.askedAgainAt, 'Its writer was asked once more'],
    [letter.answeredAt, 'Its writer answered'],
    [letter.askingEndedAt, 'Its writer is asked no more'],
    [letter.state === 'held' && letter.holdReason === null ? updatedAt : null, 'Held: the seat fell vacant'],
  ];
  return [
    ...own.flatMap(([at, words]) => (at ? [{ at, words }] : [])),
    ...entries.map(({ at, who, words, details }) => ({
      at,
      who,
      words,
      reason: (details as { reason?: string } | null)?.reason,
    })),
    // Last among what happened in that minute: it is what the erasing led to.
    ...(letter.state === 'erased'
      ? [{ at: updatedAt, words: 'Nothing of its writer is held any more' }]
      : []),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
}

const SETTLED: Partial<Record<LetterState, string>> = {
  accepted: 'Accepted by the mail server',
  replied: 'Accepted by the mail server',
  bounced: 'Accepted by the mail server',
  failed: 'Sending ended: the mail server would not take it',
};

const MAILS: Record<string, string> = {
  confirmation: 'To its writer: please confirm',
  letter: 'To the MP: the letter',
  carry_on: 'To its writer: a link to carry on with it',
  copy: 'To its writer: a copy',
  failure: 'To its writer: it could not be sent',
  notice: 'To its writer: a notice',
  reminder: 'To its writer: a reminder to confirm',
  survey: 'To its writer: did the MP reply?',
};

const MAIL_STATES: Record<string, string> = {
  queued: 'in the queue',
  sent: 'accepted by the mail server',
  failed: 'could not be sent',
  presumed: 'counts as sent: no answer came',
  withdrawn: 'withdrawn before it left',
};

const ERRORS: Record<string, string> = {
  refused: 'refused for good',
  'try-later': 'not now',
  unknown: 'connection lost, it may have arrived',
};

type Mail = {
  kind: string;
  state: string;
  attempts: number;
  lastError: string | null;
  dueAt: Date;
  leasedUntil: Date | null;
  createdAt: Date;
  settledAt: Date | null;
};

/** A mail about a letter, in words; it says how sending went, and never what stands in it. */
export function mailInWords(
  { kind, state, attempts, lastError, createdAt, settledAt, ...mail }: Mail,
  now: Date,
) {
  const [outcome = '', reason] = (lastError ?? '').split(': ');
  const leaving = state === 'queued' && mail.leasedUntil !== null && mail.leasedUntil >= now;
  return {
    kind: MAILS[kind] ?? kind,
    state: leaving ? 'leaving at this moment' : (MAIL_STATES[state] ?? state),
    attempts,
    lastError: lastError && `${ERRORS[outcome] ?? outcome}${reason ? ` (${reason})` : ''}`,
    nextTry: state === 'queued' && !leaving && attempts > 0 ? mail.dueAt : null,
    createdAt,
    settledAt,
  };
}
