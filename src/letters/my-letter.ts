import type { ConsentModel } from '../db/generated/models.ts';
import { languageOf, OWN_NAMES } from '../languages/language.ts';
import type { Words } from '../languages/words.ts';
import { type Letter, RELATIONSHIPS } from './letter.ts';
import { canMove } from './letter-state.ts';
import { consentsInView, factsInView, type OwnData, timesInView } from './own-data.ts';
import { holdsStory } from './story.ts';

type Standing = Pick<Letter, 'state' | 'way' | 'holdReason'>;

/** Where a letter stands, for whoever wrote it: the last part of the key of its words. */
export function standingForWriter({ state, way, holdReason }: Standing): string {
  if (state === 'confirmed' && way === 'own_means') return 'yours';
  if (state === 'held' && holdReason === null) return 'vacant';
  return state;
}

type Titled = { key: string; title: string };

type Kept = Letter & {
  campaign: { asks: Titled[]; experiences: Titled[] };
  consents: ConsentModel[];
  /** How its writer took it out, and when. */
  takings: { way: string; at: Date }[];
  contact: { email: string; consents: ConsentModel[] } | null;
  /** Links to confirm it that nobody has pressed yet. */
  tokens: unknown[];
  /** Its MP may have it, and nobody knows. */
  inDoubt: boolean;
};

/** All that its writer sees of a letter: where it stands, what happened when, what is held, what was agreed to. */
export function myLetterView(letter: Kept, words: Words): OwnData {
  const { state, way, campaign } = letter;
  const mine = (key: string, values?: Record<string, unknown>) => words.text(`letters:mine.${key}`, values);
  const label = (name: string) => mine(`held.${name}`);
  const ended = state === 'failed' ? 'stopped' : state === 'bounced' ? 'bounced' : 'left';
  return {
    title: letter.mpName ? mine('heading', { mp: letter.mpName }) : mine('title'),
    standing: mine(`standing.${standingOf(letter)}`),
    times: timesInView([
      [mine('times.began'), letter.createdAt],
      [mine('times.submitted'), letter.submittedAt],
      [mine('times.reminded'), letter.remindedAt],
      ...letter.takings.map(({ way, at }): [string, Date] => [mine(`times.${way}`), at]),
      [mine('times.confirmed'), letter.confirmedAt],
      [mine(`times.${ended}`), letter.settledAt],
      [mine('times.asked'), letter.askedAt],
      [mine('times.answered'), letter.answeredAt],
    ]),
    facts: factsInView([
      [mine('reference'), letter.reference],
      [label('name'), letter.name],
      [label('email'), letter.email || letter.contact?.email],
      [label('address'), [letter.address1, letter.address2, letter.town].filter(Boolean).join(', ')],
      [label('postcode'), letter.postcode],
      [label('constituency'), letter.constituency],
      [label('mp'), letter.mpName],
      [label('relationship'), isRelationship(letter) ? mine(`relationships.${letter.relationship}`) : ''],
      [label('experiences'), titlesOf(campaign.experiences, letter.experiences)],
      [label('asks'), titlesOf(campaign.asks, letter.asks)],
      [label('story'), holdsStory(letter.body ?? '', letter.story) ? '' : letter.story],
      [label('answer'), letter.answer && words.text(`replies:answers.${letter.answer}`)],
      [label('language'), OWN_NAMES[languageOf(letter.language) ?? 'en']],
    ]),
    text: letter.body ? { subject: letter.subject ?? '', body: letter.body } : null,
    consents: consentsInView(
      [...letter.consents, ...(letter.contact?.consents ?? [])],
      words,
      way === 'email' && canMove(state, 'readdress') && !letter.inDoubt,
    ),
  };
}

/** Here it is told more closely than elsewhere. */
function standingOf(letter: Kept): string {
  if (isStopped(letter)) return 'stopped';
  if (letter.inDoubt) return 'doubt';
  return letter.state === 'accepted' && letter.presumedAt ? 'presumed' : standingForWriter(letter);
}

/** It was confirmed, and its writer has taken back that the story is sent. */
const isStopped = ({ state, tokens }: Kept) => state === 'awaiting_confirmation' && tokens.length === 0;

/** A draft keeps whatever was sent. */
const isRelationship = ({ relationship }: Letter) => RELATIONSHIPS.some(({ key }) => key === relationship);

const titlesOf = (choices: Titled[], keys: string[]) =>
  choices
    .filter(({ key }) => keys.includes(key))
    .map(({ title }) => title)
    .join('; ');
