import { renderLetter } from '../campaigns/letter-template.ts';
import { chooseVariant, type StoredWords, templateWords, textIn } from '../campaigns/variants.ts';
import { londonDate } from '../clock.ts';
import { type Language, languageOf } from '../languages/language.ts';
import type { Member } from '../mps/member.ts';
import { type Answers, type Choices, letterFields } from './letter.ts';
import type { LetterText } from './letter-form.ts';
import { letterTraits } from './letter-traits.ts';

/** A letter in the campaign's words. */
export type ComposedLetter = LetterText & {
  /** The text's own: English also for a letter in Welsh, where the campaign has no Welsh text. */
  language: Language;
  /** Key of the variant that its words come from. */
  variant: string;
};

/** What a letter is made from. */
type Composable = Answers & {
  /** Decides what the template leaves open: the same letter always reads the same. */
  id: string;
  postcode: string;
  crossBorder: boolean;
  /** The language that its writer chose. */
  language: string;
};

/**
 * A supporter's letter in the words of a template: what is shown to the supporter to check, and what
 * staff see as its preview.
 *
 * @param at the day that stands in the letter
 * @throws UnsoundTemplate
 */
export function composeLetter(
  template: StoredWords,
  letter: Composable,
  seat: { name: string; nameCy: string | null; nation: string; member: Member },
  choices: Choices,
  at: Date,
): ComposedLetter {
  const variant = chooseVariant(templateWords(template), letterTraits(letter, seat));
  const wanted = languageOf(letter.language) ?? 'en';
  const text = textIn(variant, wanted);
  const language = text ? wanted : 'en';
  const fields = letterFields(letter, seat, choices, londonDate(at, language), language);
  const { subject, body } = renderLetter(text ?? variant, fields, letter.id);
  return { subject, body, language, variant: variant.key };
}
