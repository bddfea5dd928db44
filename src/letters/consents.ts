import type { Campaign } from '../campaigns/campaign-store.ts';
import type { Answers } from './letter.ts';

/** The words beside each box. They are shown and stored from here, so that both are the same. */
export const CONSENT_WORDING = {
  story: (mp: string) =>
    `I agree that what I have written, which may say things about a child’s health or disability, is sent to ${mp} in my letter.`,
  anonymous: (promoter: string) =>
    `Yes, without my name. ${promoter} may quote my story and never say who I am.`,
  named: (promoter: string) => `Yes, with my name. ${promoter} may quote my story and say that it is mine.`,
  updates: (organisation: string) => `${organisation} may email me about this campaign and its work.`,
  told: 'Email me once there is a new MP to write to.',
};

type Given = { kind: string; organisation?: string; wording: string };

/** The consents that these answers give, in the words that were shown. */
export function consentsOf(
  { story, consentStory, shareStory, updates }: Answers | Pick<Answers, keyof Answers>,
  { promoter, organisations }: Pick<Campaign, 'promoter' | 'organisations'>,
  mp: string,
): Given[] {
  const withStory = story !== '';
  return [
    ...(withStory && consentStory ? [{ kind: 'story', wording: CONSENT_WORDING.story(mp) }] : []),
    ...(withStory && (shareStory === 'anonymous' || shareStory === 'named')
      ? [{ kind: 'share_story', wording: CONSENT_WORDING[shareStory](promoter) }]
      : []),
    ...updatesConsents(updates, organisations),
  ];
}

/** The consent that a readdressed letter still lacks: that its story goes to the MP it names now. */
export function missingConsent(
  letter: { story: string; consentStory: boolean; mpName: string | null },
  given: Pick<Given, 'kind' | 'wording'>[],
): string | null {
  if (letter.story === '' || !letter.consentStory) return null;
  const wording = CONSENT_WORDING.story(letter.mpName ?? '');
  return given.some(consent => consent.kind === 'story' && consent.wording === wording) ? null : wording;
}

/** One consent an organisation that was ticked. */
export function updatesConsents(ticked: string[], organisations: Campaign['organisations']): Given[] {
  return organisations
    .filter(({ key }) => ticked.includes(key))
    .map(({ key, name }) => ({ kind: 'updates', organisation: key, wording: CONSENT_WORDING.updates(name) }));
}
