import type { Request, Response } from 'express';
import type { Limiter } from '../abuse/limiter.ts';
import { currentTemplateId } from '../campaigns/campaign-store.ts';
import { campaignOf } from '../campaigns/routes.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { wordsOf } from '../languages/choose-language.ts';
import { addressedName } from '../mps/member.ts';
import { findSeat } from '../mps/mp-store.ts';
import type { Place } from '../mps/place.ts';
import type { PlaceKeeper } from '../mps/routes.ts';
import { type FormBody, readText } from '../web/form.ts';
import { Problem } from '../web/problem.ts';
import type { DraftCookie } from './draft-cookie.ts';
import type { Letter } from './letter.ts';
import { beginLetter, changeDraft, findByDraftKey, findPlaceByDraftKey } from './letter-store.ts';
import { reviseLetter } from './submit-letter.ts';

type Parts = { db: Database; clock: Clock; cookie: DraftCookie; limiter: Limiter };

/** The letter that this browser has begun in this campaign, or null. */
export async function begunLetter({ db, cookie }: Pick<Parts, 'db' | 'cookie'>, req: Request, res: Response) {
  const campaign = campaignOf(res);
  const key = cookie.read(req, campaign.slug);
  return key ? findByDraftKey(db, campaign.id, key) : null;
}

/** @throws Problem with the page that says how to begin */
export async function requireLetter(
  parts: Pick<Parts, 'db' | 'cookie'>,
  req: Request,
  res: Response,
): Promise<Letter> {
  const letter = await begunLetter(parts, req, res);
  if (letter) return letter;
  res.locals.typed = typedIn(req.body);
  throw new Problem(404, 'no-draft');
}

/** The long texts of a form whose draft is gone, for its page to show once more: a phone keeps none on the way back. */
const typedIn = (form: FormBody | undefined): string[] =>
  Object.entries(form ?? {})
    .filter(([field]) => /^(?:story|body|answer-\d+)$/.test(field))
    .map(([, text]) => readText(text))
    .filter(text => text !== '');

/** Keeps the place with the draft; a letter already handed over keeps its own, and a new one begins. */
export function placeKeeper(parts: Parts): PlaceKeeper {
  const { db, clock, cookie, limiter } = parts;
  return {
    async find(req, res) {
      const campaign = campaignOf(res);
      const key = cookie.read(req, campaign.slug);
      const place = key ? await findPlaceByDraftKey(db, campaign.id, key) : null;
      if (!place) throw new Problem(404, 'no-draft');
      return place;
    },
    async begin(req, res, place) {
      const campaign = campaignOf(res);
      const letter = await begunLetter(parts, req, res);
      const { language } = wordsOf(res);
      if (letter?.state === 'draft') {
        const text = await textFor(letter, place);
        const spoken = text.body === null ? { language } : {};
        await changeDraft(db, letter.id, { ...place, ...text, ...spoken }, clock());
        return cookie.renew(req, res, campaign.slug);
      }
      await limiter.countAddress('begin', req);
      const templateId = await currentTemplateId(db, campaign.id);
      cookie.write(
        res,
        campaign.slug,
        await beginLetter(db, campaign, templateId, { ...place, language }, clock()),
      );
    },
    async change(req, res, change) {
      const letter = await requireLetter(parts, req, res);
      // As on the form: whoever changes a letter that waits for their confirmation takes it back.
      await reviseLetter(parts, letter.id);
      const text = letter.state === 'draft' ? await textFor(letter, { ...letter, ...change }) : FRESH;
      await changeDraft(db, letter.id, { ...change, ...text }, clock());
    },
  };

  /**
   * A letter to another MP is made afresh from the answers. One to the same MP, or to nobody yet, stays as its
   * writer left it, with the postcode of now.
   */
  async function textFor({ body, mpName, ...was }: Letter, { constituencyCode, postcode }: Place) {
    if (body === null) return FRESH;
    const seat = constituencyCode ? await findSeat(db, constituencyCode) : null;
    const isSameMp = seat?.member && addressedName(seat.member) === mpName;
    const isKept = isSameMp || !constituencyCode || constituencyCode === was.constituencyCode;
    return isKept ? { body: body.replaceAll(was.postcode, postcode) } : FRESH;
  }
}

const FRESH = { subject: null, body: null };
