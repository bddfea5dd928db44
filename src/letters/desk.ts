import type { Request, Response } from 'express';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { MpLookup } from '../mps/mp-lookup.ts';
import { type FilledSeat, findSeats } from '../mps/mp-store.ts';
import { destinationOf } from '../mps/place.ts';
import type { DraftCookie } from './draft-cookie.ts';
import type { Letter } from './letter.ts';
import { requireLetter } from './place-keeper.ts';
import { reviseLetter } from './submit-letter.ts';

export type DeskParts = {
  db: Database;
  clock: Clock;
  lookUp: MpLookup;
  cookie: DraftCookie;
};

/** A letter that its writer works on, and the MP it is for. */
export type Desk = { letter: Letter; seat: FilledSeat };

/**
 * The letter and the MP it is for, ready to be worked on. Otherwise it has answered already, with
 * the page where this letter stands.
 *
 * @param takeBack a letter that waits for its confirmation becomes a draft again
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
    const { campaign } = req.params;
    res.redirect(303, handedOver ? pageOf(letter, String(campaign)) : `/${campaign}/mp`);
    return null;
  }
  return { letter, seat: destination.seat };
}

/** The page where a letter stands. */
export function pageOf(letter: Pick<Letter, 'state'>, slug: string): string {
  const page = { draft: 'letter', awaiting_confirmation: 'sent' }[letter.state as string] ?? 'thanks';
  return `/${slug}/${page}`;
}
