import type { Response } from 'express';
import { campaignOf } from '../campaigns/routes.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { wordsOf } from '../languages/choose-language.ts';
import { addressedName } from '../mps/member.ts';
import { type FilledSeat, findSeats } from '../mps/mp-store.ts';
import { type ComposedLetter, composeLetter } from './compose-letter.ts';
import type { Addressed } from './desk.ts';
import { type Letter, readdressed } from './letter.ts';
import type { LetterText } from './letter-form.ts';

/** What a letter's answers make of it. */
export type Composed = Omit<ComposedLetter, keyof LetterText> & { text: LetterText; at: Date };

/**
 * The letter in the campaign's words, in the language that `languageAt` says. @throws UnsoundTemplate
 *
 * @param at the day that stands in it
 */
export async function composedAt(
  { db, clock }: { db: Database; clock: Clock },
  { letter, seat }: Addressed,
  res: Response,
  at = clock(),
): Promise<Composed> {
  const id = letter.templateVersionId;
  // A published version never changes.
  const template = await db.remember([], `template ${id}`, () =>
    db.read.templateVersion.findUniqueOrThrow({ where: { id } }),
  );
  const { language, variant, ...text } = composeLetter(
    template,
    { ...letter, language: languageAt(letter, res) },
    seat,
    campaignOf(res),
    at,
  );
  return { text, language, variant, at };
}

/** A letter speaks the language of the page until its writer has changed a word of it. */
export function languageAt({ state, body, language }: Letter, res: Response): string {
  return state === 'draft' && body === null ? wordsOf(res).language : language;
}

export const sameText = (one: LetterText, other: LetterText): boolean =>
  one.subject === other.subject && one.body === other.body;

/** The text as its writer left it, else as composed; `changed`: it was addressed to another MP before. */
export function textAt({ letter, seat }: Addressed, composed: Composed) {
  const { subject, body, mpName } = letter;
  const edited = subject !== null && body !== null;
  const text = edited ? { subject, body } : composed.text;
  return { edited, ...addressedTo(seat, (edited && mpName) || '', text) };
}

/**
 * Whether a text stands as the answers made it for another place: its page was open while a postcode was given in
 * another tab. Then the text for the place of now takes its place, for no word of it is the writer's.
 *
 * @param madeFor what the page says it was made for, as `placeOf` gives it
 */
export async function isMadeElsewhere(
  parts: { db: Database; clock: Clock },
  { letter }: Addressed,
  { madeFor, text, at }: { madeFor: string; text: LetterText; at: Date },
  res: Response,
): Promise<boolean> {
  const [code = '', ...rest] = madeFor.split(' ');
  const [seat] = await findSeats(parts.db, [code]);
  if (madeFor === placeOf(letter) || !seat?.member) return false;
  const there = { ...letter, constituencyCode: code, postcode: rest.join(' ') };
  const desk = { letter: there, seat: { ...seat, member: seat.member } };
  return sameText((await composedAt(parts, desk, res, at)).text, text);
}

/** Where a letter is from, for a page to bring along: "E14001545 BS37 5AA". */
export const placeOf = ({ constituencyCode, postcode }: Pick<Letter, 'constituencyCode' | 'postcode'>) =>
  `${constituencyCode} ${postcode}`;

/**
 * The text as it must read for that seat's MP. `changed`: it was written to somebody else, so its writer
 * has to see it before it goes.
 *
 * @param mpName whom the text was written to, as its address block has them; "" where nobody says
 */
export function addressedTo(
  { member }: FilledSeat,
  mpName: string,
  text: LetterText,
): { changed: boolean; text: LetterText } {
  const changed = mpName !== '' && mpName !== addressedName(member);
  return { changed, text: changed ? { ...text, ...readdressed({ body: text.body, mpName }, member) } : text };
}
