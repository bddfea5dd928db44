import { type LetterTemplate, renderLetter } from '../campaigns/letter-template.ts';
import type { Member } from '../mps/member.ts';
import { type Answers, type Choices, letterFields } from './letter.ts';
import type { LetterText } from './letter-form.ts';

/**
 * A supporter's letter in the words of a template: what is shown to the supporter to check, and what
 * staff see as its preview.
 *
 * @param date as it stands in the letter: "24 November 2026"
 * @throws UnsoundTemplate
 */
export function composeLetter(
  template: LetterTemplate,
  letter: Answers & { postcode: string; crossBorder: boolean },
  seat: { name: string; member: Member },
  choices: Choices,
  date: string,
): LetterText {
  return renderLetter(template, letterFields(letter, seat, choices, date));
}
