import type { Request, Response } from 'express';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { MpLookup } from '../mps/mp-lookup.ts';
import { type FilledSeat, findSeats } from '../mps/mp-store.ts';
import { destinationOf } from '../mps/place.ts';
import type { DraftCookie } from './draft-cookie.ts';
import type { Letter } from './letter.ts';
import { changeDraft } from './letter-store.ts';
import { composedAt, sameText } from './letter-text.ts';
import { requireLetter } from './place-keeper.ts';
import { reviseLetter } from './submit-letter.ts';

export type DeskParts = {
  db: Database;
  clock: Clock;
  lookUp: MpLookup;
  cookie: DraftCookie;
};

type Given = { takeBack?: boolean; keep?: (letter: Letter) => Promise<unknown> };

/** A letter and the MP it is for. */
export type Addressed = { letter: Letter; seat: FilledSeat };

/** A letter that its writer works on. `key`: what this device opens it with. */
export type Desk = Addressed & { key: string };

/**
 * The letter and the MP it is for, ready to be worked on. Otherwise it has answered already, with
 * the page where this letter stands.
 *
 * @param takeBack a letter that waits for its confirmation becomes a draft again
 * @param keep keeps what was typed, where there is no MP any more to go on with
 */
export async function openDesk(
  parts: DeskParts,
  req: Request,
  res: Response,
  { takeBack = false, keep = async () => {} }: Given = {},
): Promise<Desk | null> {
  let letter = await requireLetter(parts, req, res);
  const isTakenBack = takeBack && letter.state === 'awaiting_confirmation';
  if (isTakenBack) {
    await reviseLetter(parts, letter.id);
    letter = await requireLetter(parts, req, res);
  }
  const handedOver =
    letter.state !== 'draft' && !(req.method === 'POST' && letter.state === 'awaiting_confirmation');
  const destination = await destinationOf(letter, parts.lookUp, codes => findSeats(parts.db, codes));
  if (handedOver || destination.kind !== 'mp' || !letter.constituencyCode) {
    const { campaign } = req.params;
    if (!handedOver) await keep(letter);
    res.redirect(303, handedOver ? pageOf(letter, String(campaign)) : `/${campaign}/mp`);
    return null;
  }
  const key = parts.cookie.read(req, String(req.params.campaign)) ?? '';
  const desk = { letter, seat: destination.seat, key };
  return isTakenBack ? withoutStandardText(parts, desk, res) : desk;
}

/**
 * A letter that is handed over has a text for good. Taken back, it has one only if its writer changed it: else
 * the answers make it, so that whatever is changed in them shows.
 */
async function withoutStandardText(parts: DeskParts, desk: Desk, res: Response): Promise<Desk> {
  const { id, subject, body, submittedAt } = desk.letter;
  const composed = await composedAt(parts, desk, res, submittedAt ?? undefined);
  if (!sameText({ subject: subject ?? '', body: body ?? '' }, composed.text)) return desk;
  const none = { subject: null, body: null };
  await changeDraft(parts.db, id, none, parts.clock());
  return { ...desk, letter: { ...desk.letter, ...none } };
}

/** The page where a letter stands. */
export function pageOf(letter: Pick<Letter, 'state'>, slug: string): string {
  const page = { draft: 'letter', awaiting_confirmation: 'sent' }[letter.state as string] ?? 'thanks';
  return `/${slug}/${page}`;
}
