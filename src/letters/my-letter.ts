import type { ConsentModel } from '../db/generated/models.ts';
import type { Letter } from './letter.ts';
import { canMove, type LetterState } from './letter-state.ts';

/** Where a letter stands, in words for whoever wrote it. */
const STANDING: Record<LetterState, string> = {
  draft: 'You are still writing it. It has not been sent.',
  awaiting_confirmation: 'It waits for you to confirm it, with the link in our email. It has not been sent.',
  confirmed: 'You have confirmed it, and it is in the queue. It leaves with the next ones.',
  held: 'You have confirmed it. The campaign is looking at it before it leaves.',
  accepted: 'Your MP’s mail server has taken it. Nobody can see whether it was read.',
  bounced:
    'It came back: your MP’s mail server did not keep it. We emailed you, so that you can send it another way.',
  failed: 'Your MP’s mail server would not take it. We emailed you, so that you can send it another way.',
  replied: 'You have told us that your MP replied.',
  expired: 'It was not confirmed in time, and has not been sent.',
  erased: 'It is erased.',
};

type Standing = Pick<Letter, 'state' | 'way' | 'holdReason'>;

export function standingForWriter({ state, way, holdReason }: Standing): string {
  if (state === 'confirmed' && way === 'own_means') return 'You have confirmed it, and it is yours to post.';
  if (state === 'held' && holdReason === null) {
    return 'The seat has no MP at the moment. We keep your letter, and email you when there is one.';
  }
  return STANDING[state];
}

type Kept = Letter & {
  consents: ConsentModel[];
  contact: { email: string; consents: ConsentModel[] } | null;
};

/** All that its writer sees of a letter: where it stands, what happened when, what is held, what was agreed to. */
export function myLetterView(letter: Kept) {
  const { state, way, settledAt, answeredAt } = letter;
  const times: [string, Date | null][] = [
    ['You began it', letter.createdAt],
    ['You handed it over', letter.submittedAt],
    ['We reminded you to confirm it', letter.remindedAt],
    ['You confirmed it', letter.confirmedAt],
    [
      state === 'failed' ? 'We stopped trying to send it' : state === 'bounced' ? 'It came back' : 'It left',
      settledAt,
    ],
    ['We asked you whether your MP replied', letter.askedAt],
    ['You answered', answeredAt],
  ];
  const unsent = way === 'email' && canMove(state, 'readdress');
  return {
    standing: standingForWriter(letter),
    times: times.flatMap(([words, at]) => (at ? [{ words, at }] : [])).sort((a, b) => +a.at - +b.at),
    held: [
      ['Name', letter.name],
      ['Email address', letter.email || letter.contact?.email],
      ['Postal address', [letter.address1, letter.address2, letter.town].filter(Boolean).join(', ')],
      ['Postcode', letter.postcode],
      ['Your story', letter.body ? '' : letter.story],
    ].flatMap(([label, value]) => (value ? [{ label, value }] : [])),
    text: letter.body ? { subject: letter.subject, body: letter.body } : null,
    consents: [...letter.consents, ...(letter.contact?.consents ?? [])].map(consent => ({
      id: consent.id,
      wording: consent.wording,
      givenAt: consent.givenAt,
      withdrawnAt: consent.withdrawnAt,
      what: WHAT_FOLLOWS[consent.kind]?.(unsent),
    })),
    isDraft: state === 'draft',
  };
}

/** What taking a consent back does. @param unsent the letter is to leave, and has not left */
const WHAT_FOLLOWS: Record<string, ((unsent: boolean) => string) | undefined> = {
  story: unsent =>
    unsent
      ? 'If you take this back, your letter is not sent.'
      : 'If your MP has your letter already, it stays with them. You can write to them and ask to delete it.',
  share_story: () => 'If you take this back, the campaign may not use your story from now on.',
  updates: () => 'If you take this back, we do not pass your address on any more.',
  told: () => 'If you take this back, we do not email you about a new MP.',
};
