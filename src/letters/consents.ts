import type { Campaign } from '../campaigns/campaign-store.ts';
import type { Words } from '../languages/words.ts';
import type { Answers } from './letter.ts';

type Agreed = Pick<Answers, 'story' | 'consentStory' | 'shareStory' | 'updates'>;
type Organisations = Pick<Campaign['organisations'][number], 'key' | 'name'>[];

/** The boxes that a supporter can tick. Their words, and the version of these, stand in letters.json, "consents". */
export type ConsentBox = 'story' | 'anonymous' | 'named' | 'updates' | 'told';

/** A consent as it is stored, without whose it is and when it was given. */
type GivenConsent = {
  kind: 'story' | 'share_story' | 'updates' | 'told';
  organisation: string | null;
  mpName: string | null;
  wording: string;
  wordingVersion: number;
  language: string;
};

/**
 * The words beside a box. They are shown and stored from here, so that both are the same.
 *
 * @param whom the MP, the promoter or the organisation that the words name
 */
export const consentWording = (words: Words, box: ConsentBox, whom = ''): string =>
  words.text(`letters:consents.${box}.wording`, { whom });

function consentIn(words: Words, kind: GivenConsent['kind'], box: ConsentBox, whom?: string): GivenConsent {
  return {
    kind,
    organisation: null,
    mpName: null,
    wording: consentWording(words, box, whom),
    wordingVersion: Number(words.text(`letters:consents.${box}.version`)),
    language: words.language,
  };
}

/**
 * The consents that these answers give.
 *
 * @param mp the one that the form named
 * @param words those that it was shown in
 */
export function consentsOf(
  { story, consentStory, shareStory, updates }: Agreed,
  { promoter, organisations }: { promoter: string; organisations: Organisations },
  mp: string,
  words: Words,
): GivenConsent[] {
  const withStory = story !== '';
  return [
    ...(withStory && consentStory ? [storyConsent(mp, words)] : []),
    ...(withStory && (shareStory === 'anonymous' || shareStory === 'named')
      ? [consentIn(words, 'share_story', shareStory, promoter)]
      : []),
    ...updatesConsents(updates, organisations, words),
  ];
}

const storyConsent = (mp: string, words: Words): GivenConsent => ({
  ...consentIn(words, 'story', 'story', mp),
  mpName: mp,
});

/**
 * The consent that a readdressed letter still lacks: that its story goes to the MP it names now. Whom a
 * consent names counts, and not its words: they may have been shown in another language, or an older version.
 */
export function missingConsent(
  letter: { story: string; consentStory: boolean; mpName: string | null },
  consents: { kind: string; mpName: string | null }[],
  words: Words,
): GivenConsent | null {
  const given = consents.filter(({ kind }) => kind === 'story');
  // Also where the story was given, and then taken out of the text: who knows what stands there in its place.
  const tells = letter.story !== '' || given.length > 0;
  if (!tells || !letter.consentStory) return null;
  const mp = letter.mpName ?? '';
  return given.some(({ mpName }) => mpName === mp) ? null : storyConsent(mp, words);
}

/** One consent an organisation that was ticked. */
export function updatesConsents(
  ticked: string[],
  organisations: Organisations,
  words: Words,
): GivenConsent[] {
  return organisations
    .filter(({ key }) => ticked.includes(key))
    .map(({ key, name }) => ({ ...consentIn(words, 'updates', 'updates', name), organisation: key }));
}

/** To be told of a new MP. */
export const toldConsent = (words: Words): GivenConsent => consentIn(words, 'told', 'told');
