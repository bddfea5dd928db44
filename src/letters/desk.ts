import type { Request, Response } from 'express';
import { campaignOf } from '../campaigns/routes.ts';
import { type Clock, londonDate } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { type Language, languageOf } from '../languages/language.ts';
import { addressedName } from '../mps/member.ts';
import type { MpLookup } from '../mps/mp-lookup.ts';
import { findSeats, type Seat } from '../mps/mp-store.ts';
import { destinationOf } from '../mps/place.ts';
import { composeLetter } from './compose-letter.ts';
import type { draftCookie } from './draft-cookie.ts';
import type { Letter } from './letter.ts';
import type { LetterText } from './letter-form.ts';
import { requireLetter } from './place-keeper.ts';
import { readdressed } from './send-letter.ts';
import { reviseLetter } from './submit-letter.ts';

export type DeskParts = {
  db: Database;
  clock: Clock;
  lookUp: MpLookup;
  cookie: ReturnType<typeof draftCookie>;
};

export type WritableSeat = Seat & { member: NonNullable<Seat['member']> };

/** A letter that its writer works on, and the MP it is for. */
export type Desk = { letter: Letter; seat: WritableSeat };

/**
 * The letter and the MP it is for, ready to be worked on. Otherwise it has answered already, with
 * the page where this letter stands.
 */
export async function openDesk(
  parts: DeskParts,
  req: Request,
  res: Response,
  { takeBack = false } = {},
): Promise<Desk | null> {
  let letter = await requireLetter(parts, req, res);
  if (takeBack && letter.state === 'awaiting_confirmation') {
    await reviseLetter(parts, letter.id);
    letter = await requireLetter(parts, req, res);
  }
  const handedOver =
    letter.state !== 'draft' && !(req.method === 'POST' && letter.state === 'awaiting_confirmation');
  const destination = await destinationOf(letter, parts.lookUp, codes => findSeats(parts.db, codes));
  if (handedOver || destination.kind !== 'mp' || !letter.constituencyCode) {
    res.redirect(303, `/${req.params.campaign}/${handedOver ? pageOf(letter) : 'mp'}`);
    return null;
  }
  return { letter, seat: destination.seat as WritableSeat };
}

/** The page where a letter stands that is out of the supporter's hands. */
export function pageOf({ state }: Pick<Letter, 'state'>): string {
  return { draft: 'letter', awaiting_confirmation: 'sent' }[state as string] ?? 'thanks';
}

/** What a letter's answers make of it: the text, its language, and what the template alone says. */
export type Composed = { text: LetterText; language: Language; standard: string };

export async function composedAt(
  { db, clock }: DeskParts,
  { letter, seat }: Desk,
  res: Response,
): Promise<Composed> {
  const template = await db.read.templateVersion.findUniqueOrThrow({
    where: { id: letter.templateVersionId },
  });
  const date = londonDate(clock());
  const made: LetterText & { language?: string } = composeLetter(
    template,
    letter,
    seat,
    campaignOf(res),
    date,
  );
  const { body: standard } = composeLetter(template, { ...letter, story: '' }, seat, campaignOf(res), date);
  return {
    text: { subject: made.subject, body: made.body },
    language: languageOf(made.language ?? letter.language) ?? 'en',
    standard,
  };
}

/** The text as its writer left it, else as composed; `changed`: it was addressed to another MP before. */
export function textAt({ letter, seat }: Desk, composed: Composed) {
  const { subject, body, mpName } = letter;
  const edited = subject !== null && body !== null;
  const text = edited ? { subject, body } : composed.text;
  return { edited, ...addressedTo(seat, (edited && mpName) || '', text) };
}

/**
 * The text as it must read for that seat's MP. `changed`: it was written to somebody else, so its writer
 * has to see it before it goes.
 *
 * @param mpName whom the text was written to, as its address block has them; "" where nobody says
 */
export function addressedTo(
  { member }: WritableSeat,
  mpName: string,
  text: LetterText,
): { changed: boolean; text: LetterText } {
  const changed = mpName !== '' && mpName !== addressedName(member);
  return { changed, text: changed ? { ...text, ...readdressed({ body: text.body, mpName }, member) } : text };
}
