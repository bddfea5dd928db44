import { type Request, type Response, Router } from 'express';
import { campaignState } from '../campaigns/campaign-state.ts';
import { campaignIn } from '../campaigns/campaign-words.ts';
import { campaignOf } from '../campaigns/routes.ts';
import { londonDay } from '../clock.ts';
import type { Pace } from '../delivery/pace.ts';
import { preferLanguage, textLanguageOf, wordsOf } from '../languages/choose-language.ts';
import { findSeat } from '../mps/mp-store.ts';
import { findToken } from '../tokens/token.ts';
import { homeOf } from '../web/network.ts';
import { Problem } from '../web/problem.ts';
import { missingConsent } from './consents.ts';
import type { DraftCookie } from './draft-cookie.ts';
import type { Letter } from './letter.ts';
import { campaignFor, constituencyIn, readLetter } from './letter-store.ts';
import { standingForWriter } from './my-letter.ts';
import { begunLetter } from './place-keeper.ts';
import { readQueuePlace } from './queue-place.ts';
import {
  decideSending,
  earlierLetter,
  readdressWaiting,
  returnLetter,
  type SendParts,
  sendLetter,
} from './send-letter.ts';

type Parts = SendParts & { cookie: DraftCookie; pace: Pace };

/** `/confirm/:token` for letters. Mail scanners open links, so opening changes nothing: the button does. */
export function confirmRoutes(parts: Parts): Router {
  const { db, clock } = parts;
  const router = Router();

  router.get('/confirm/:token', async (req, res, next) => {
    const found = await letterOf(req, res);
    if (!found) return next('router');
    const { letter, campaign, earlier, decision } = found;
    if (isExpired(found)) return showExpired(res, letter, campaign);
    if (decision === 'over') return leadBack(req, res, letter);
    if (decision === 'sent-already' || decision === 'written-lately') {
      const shown = earlier ?? letter;
      const place = await readQueuePlace(db, shown, parts.pace, clock());
      return res.render('letters/already', {
        title: wordsOf(res).text('letters:already.title'),
        letter: shown,
        constituency: await constituencyIn(db.read, shown, wordsOf(res).language),
        standing: `letters:already.${standingForWriter(shown)}`,
        place,
        textLanguage: textLanguageOf(res, shown.language),
      });
    }
    const consents = await db.read.consent.findMany({ where: { letterId: letter.id, withdrawnAt: null } });
    const other = await otherHere(req, res, letter);
    const asked = decision === 'mp-changed' ? 'changed' : letter.way === 'own_means' ? 'own' : 'send';
    res.render('letters/confirm', {
      title: wordsOf(res).text(`letters:confirm.${asked}.title`, { mp: letter.mpName }),
      textLanguage: textLanguageOf(res, letter.language),
      letter,
      constituency: await constituencyIn(db.read, letter, wordsOf(res).language),
      changed: decision === 'mp-changed',
      replaces: found.isOpen && other?.state === 'draft',
      agree: missingConsent(letter, consents, wordsOf(res))?.wording,
    });
  });

  router.post('/confirm/:token', async (req, res, next) => {
    const found = await letterOf(req, res);
    if (!found) return next('router');
    const { letter, campaign, isOpen, token, seat, decision } = found;
    if (isExpired(found)) return showExpired(res, letter, campaign);
    if (decision === 'over') return leadBack(req, res, letter);
    if (decision === 'written-lately') return res.redirect(303, req.originalUrl);
    if (decision === 'mp-changed' && isOpen) {
      const key = await returnLetter(parts, letter, token.hash);
      if (key) parts.cookie.write(res, campaign.slug, key);
      return res.redirect(303, `/${campaign.slug}/preview`);
    }
    if (decision === 'mp-changed' && seat?.member) {
      await readdressWaiting(parts, letter.id, { ...seat, member: seat.member });
      return res.redirect(303, req.originalUrl);
    }
    // A vacant seat of a campaign that is not open too: the letter is confirmed, and held when it would leave.
    if (decision === 'send' || decision === 'mp-changed') {
      const from = { home: homeOf(req.ip ?? 'unknown'), words: wordsOf(res) };
      await sendLetter(parts, letter.id, token.hash, from);
    }
    // Whoever confirms on another device has no draft there, or somebody else's: only the link's own page knows the letter.
    const { state } = await db.read.letter.findUniqueOrThrow({
      where: { id: letter.id },
      select: { state: true },
    });
    const isOnItsWay = state !== 'held' && state !== 'awaiting_confirmation';
    const isToldThere = isOnItsWay && !(await otherHere(req, res, letter));
    res.redirect(303, isToldThere ? `/${campaign.slug}/thanks` : req.originalUrl);
  });

  return router;

  /** The letter that this browser has begun since, perhaps somebody else's; or null. */
  async function otherHere(req: Request, res: Response, { id }: Letter): Promise<Letter | null> {
    const begun = await begunLetter(parts, req, res);
    return begun?.id === id ? null : begun;
  }

  /**
   * The link has done its work. Where it gave the letter back for another MP, a second click leads to it as the first did.
   *
   * @throws Problem in any other browser than the one that has the letter open
   */
  async function leadBack(req: Request, res: Response, { id, state }: Letter): Promise<void> {
    const begun = await begunLetter(parts, req, res);
    if (begun?.id !== id || state !== 'draft') throw new Problem(410, 'link-over');
    res.redirect(303, `/${campaignOf(res).slug}/preview`);
  }

  /** It was not confirmed in its time: its writer can begin again. */
  function isExpired({ token, letter }: { token: { over: boolean }; letter: Letter }): boolean {
    return letter.state === 'expired' || (token.over && letter.state === 'awaiting_confirmation');
  }

  /** The letter that the link is for, and what may happen to it; null where it is not a letter's link. */
  async function letterOf(req: Request<{ token: string }>, res: Response) {
    const token = await findToken(db, req.params.token, clock(), 'confirm');
    if (!token?.letterId) return null;
    const letter = await readLetter(db.read, token.letterId);
    const campaign = await campaignFor(db.read, letter);
    preferLanguage(res, letter.language);
    res.locals.campaign = campaignIn(campaign, wordsOf(res).language);
    const seat = letter.constituencyCode ? await findSeat(db, letter.constituencyCode) : null;
    const earlier = await earlierLetter(db.read, letter, clock());
    // Confirmed with it before, the letter waits for another word since: that has a link of its own.
    const isSpent = token.usedAt !== null && letter.state === 'awaiting_confirmation' && !earlier;
    const decision = token.over || isSpent ? 'over' : decideSending(letter, seat?.member ?? null, earlier);
    const isOpen = campaignState(campaign, londonDay(clock())) === 'open';
    return { token, letter, campaign, isOpen, seat, earlier, decision };
  }
}

/** The letter's time is over, whichever link leads there: kindly, and with the way to begin again. */
export function showExpired(
  res: Response,
  { confirmedAt }: Pick<Letter, 'confirmedAt'>,
  campaign: { slug: string },
): void {
  const title = wordsOf(res).text('letters:expired.title');
  res.status(410).render('letters/expired', { title, campaign, waited: confirmedAt !== null });
}
