import type { Campaign } from '../../campaigns/campaign-store.ts';
import { offered } from '../../campaigns/choices.ts';
import { renderLetter } from '../../campaigns/letter-template.ts';
import { type Missing, whatIsMissing } from '../../campaigns/missing.ts';
import { type StoredWords, templateWords, textIn, variantsInOrder } from '../../campaigns/variants.ts';
import { LANGUAGES } from '../../languages/language.ts';
import { letterFields } from '../../letters/letter.ts';
import { SAMPLE_SEAT } from '../../letters/sample-letters.ts';
import { TEMPLATES_PATH } from '../templates/desk.ts';
import { blankLetter } from './blank-letter.ts';

/** What the campaign lacks before supporters can write, its letter tried out with nothing filled in. */
export function missingFrom(campaign: Campaign, letter: StoredWords | null): Missing[] {
  return whatIsMissing({
    ...campaign,
    asks: offered(campaign.asks),
    experiences: offered(campaign.experiences),
    letter,
    letterProblems: letter ? problemsOf(letter, campaign) : [],
  });
}

/** Where staff mend it: a field of the campaign's own page, or another page. */
export function placeOf({ at }: Missing, { slug }: Campaign): string {
  if (at === 'letter') return `${TEMPLATES_PATH}/${slug}`;
  return at === 'asks' ? `/staff/campaigns/${slug}/asks` : `#${at}`;
}

/** Each text of the letter, whoever it is for, that cannot be filled in. */
function problemsOf(letter: StoredWords, campaign: Campaign): string[] {
  const blank = { ...blankLetter(campaign), crossBorder: false };
  const fields = letterFields(blank, SAMPLE_SEAT, campaign, '1 January 2026', 'en');
  return variantsInOrder(templateWords(letter)).flatMap(variant =>
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
