import { type Request, type Response, Router } from 'express';
import type { Limiter } from '../abuse/limiter.ts';
import { campaignIn } from '../campaigns/campaign-words.ts';
import { campaignOf } from '../campaigns/routes.ts';
import { preferLanguage, wordsOf } from '../languages/choose-language.ts';
import { findToken, openDeskKey } from '../tokens/token.ts';
import { type FieldError, readLine } from '../web/form.ts';
import { deadLink, Problem } from '../web/problem.ts';
import { carryOnLater } from './carry-on.ts';
import { showExpired } from './confirm-routes.ts';
import { type DeskParts, openDesk, pageOf } from './desk.ts';
import { LETTER_LIMITS, type Letter } from './letter.ts';
import { emailErrors } from './letter-form.ts';
import { errorsInWords } from './letter-form-page.ts';
import type { MailParts } from './letter-mails.ts';
import { changeDraft, findByDraftKey } from './letter-store.ts';
import { languageAt } from './letter-text.ts';

export type LaterParts = DeskParts & MailParts & { limiter: Limiter; draftDays: () => Promise<number> };

/** `/:campaign/later`: where a link to carry on with the letter should go. */
export function laterRoutes(parts: LaterParts): Router {
  const { db, clock, limiter, cookie } = parts;
  const router = Router({ mergeParams: true });

  router.get('/:campaign/later', async (req, res) => {
    const desk = await openDesk(parts, req, res);
    if (!desk) return;
    const sent = req.query.sent === 'yes' && desk.letter.email !== '';
    await showLater(res, desk.letter.email, { sent });
  });

  router.post('/:campaign/later', async (req, res) => {
    const email = readLine(req.body.email);
    const keep = ({ id }: Letter) => changeDraft(db, id, { email }, clock());
    const desk = await openDesk(parts, req, res, { takeBack: true, keep });
    if (!desk) return;
    cookie.renew(req, res, campaignOf(res).slug);
    await changeDraft(db, desk.letter.id, { email, language: languageAt(desk.letter, res) }, clock());
    const errors = emailErrors(email);
    if (errors.length > 0) return showLater(res.status(422), email, { errors });
    await limiter.countAddress('hand-over', req);
    await limiter.byEmail('mail', email);
    await carryOnLater(parts, desk.letter.id, desk.key, email, await parts.draftDays());
    res.redirect(303, `/${req.params.campaign}/later?sent=yes`);
  });

  return router;

  async function showLater(
    res: Response,
    email: string,
    { sent = false, errors = [] }: { sent?: boolean; errors?: FieldError[] },
  ): Promise<void> {
    const words = wordsOf(res);
    res.render('letters/later', {
      title: words.text(sent ? 'letters:carryOn.sentTitle' : 'letters:carryOn.title'),
      email,
      sent,
      errors: errorsInWords(errors, words),
      limits: LETTER_LIMITS,
      days: await parts.draftDays(),
    });
  }
}

/**
 * `/carry-on/:token`: brings a draft to another device. Mail scanners open links, so opening changes nothing:
 * the button does. The device gets a key of its own, and the one that the letter was begun on keeps its own.
 */
export function carryOnRoutes(parts: DeskParts): Router {
  const { db, clock, cookie } = parts;
  const router = Router();

  router.get('/carry-on/:token', async (req, res) => {
    const { letter, campaign, here } = await letterOf(req, res);
    if (letter.state === 'expired') return showExpired(res, letter, campaign);
    res.render('letters/carry-on', {
      title: wordsOf(res).text('letters:carryOn.openTitle'),
      isDraft: letter.state === 'draft',
      replaces: here !== null && here.id !== letter.id && here.state === 'draft',
    });
  });

  router.post('/carry-on/:token', async (req, res) => {
    const { letter, campaign, here } = await letterOf(req, res);
    if (letter.state === 'expired') return showExpired(res, letter, campaign);
    if (here?.id === letter.id) cookie.renew(req, res, campaign.slug);
    else {
      const key = await db.write(tx => openDeskKey(tx, letter.id, clock()));
      cookie.write(res, campaign.slug, key);
    }
    res.redirect(303, pageOf(letter, campaign.slug) + res.locals.carried);
  });

  return router;

  /** The letter that the link is for, and the one that this device has open. @throws Problem */
  async function letterOf(req: Request<{ token: string }>, res: Response) {
    const token = await findToken(db, req.params.token, clock(), 'carry_on');
    if (!token?.letterId) throw deadLink();
    const { campaign, ...letter } = await db.read.letter.findUniqueOrThrow({
      where: { id: token.letterId },
      include: { campaign: true },
    });
    preferLanguage(res, letter.language);
    if (token.over) throw new Problem(410, 'link-over');
    res.locals.campaign = campaignIn(campaign, wordsOf(res).language);
    const key = cookie.read(req, campaign.slug);
    const here = key ? await findByDraftKey(db, campaign.id, key) : null;
    return { letter: letter as Letter, campaign, here };
  }
}
