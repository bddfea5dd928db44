import type { Campaign } from '../../campaigns/campaign-store.ts';
import { offered } from '../../campaigns/choices.ts';
import { renderLetter } from '../../campaigns/letter-template.ts';
import { whatIsMissing } from '../../campaigns/missing.ts';
import { inOrder, type StoredWords, templateWords, textIn } from '../../campaigns/variants.ts';
import { LANGUAGES } from '../../languages/language.ts';
import { type Answers, letterFields } from '../../letters/letter.ts';
import type { Member } from '../../mps/member.ts';

const MEMBER: Member = {
  id: 0,
  fullTitle: 'Alex Example',
  addressAs: null,
  party: 'Independent',
  email: 'alex.example.mp@parliament.example',
  circumstance: null,
};

/** An MP whom no supporter has. */
export const SAMPLE_SEAT = { name: 'Example Valley', nameCy: null, member: MEMBER };

/** A letter form as a supporter first meets it. */
export function sampleLetter(campaign: Campaign): Answers & { postcode: string } {
  return {
    relationship: '',
    asks: offered(campaign.asks).map(({ key }) => key),
    experiences: [],
    story: '',
    name: '',
    email: '',
    address1: '',
    address2: '',
    town: '',
    consentStory: false,
    shareStory: '',
    updates: [],
    postcode: 'AB1 2CD',
  };
}

/** What the campaign lacks before supporters can write, its letter tried out on the sample. */
export function missingFrom(campaign: Campaign, letter: StoredWords | null): string[] {
  return whatIsMissing({
    ...campaign,
    asks: offered(campaign.asks),
    experiences: offered(campaign.experiences),
    letter,
    letterProblems: letter ? problemsOf(letter, campaign) : [],
  });
}

/** Each text of the letter, whoever it is for, that cannot be filled in. */
function problemsOf(letter: StoredWords, campaign: Campaign): string[] {
  const sample = { ...sampleLetter(campaign), crossBorder: false };
  const fields = letterFields(sample, SAMPLE_SEAT, campaign, '1 January 2026', 'en');
  return inOrder(templateWords(letter)).flatMap(variant =>
    LANGUAGES.flatMap(language => {
      const text = textIn(variant, language);
      try {
        if (text) renderLetter(text, fields, 'sample');
        return [];
      } catch (error) {
        return [(error as Error).message];
      }
    }),
  );
}
