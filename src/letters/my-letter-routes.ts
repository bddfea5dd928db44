import { type Request, type Response, Router } from 'express';
import type { Logger } from 'pino';
import { IN_ORDER } from '../campaigns/campaign-store.ts';
import { campaignIn } from '../campaigns/campaign-words.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { OnSettled } from '../delivery/outbox.ts';
import { preferLanguage, textLanguageOf, wordsOf } from '../languages/choose-language.ts';
import { findToken, openDeskKey } from '../tokens/token.ts';
import { readId, readLine } from '../web/form.ts';
import { deadLink, notFound, Problem } from '../web/problem.ts';
import { logOf } from '../web/request-log.ts';
import { showExpired } from './confirm-routes.ts';
import type { DraftCookie } from './draft-cookie.ts';
import { isLetterInDoubt } from './end-doubt.ts';
import { eraseLetter } from './erase-letter.ts';
import type { Letter } from './letter.ts';
import { constituencyIn } from './letter-store.ts';
import { myLetterView } from './my-letter.ts';
import { copyOf } from './own-data.ts';
import { type Withdrawn, withdrawConsent } from './withdraw-consent.ts';

type Parts = { db: Database; clock: Clock; log: Logger; cookie: DraftCookie; onSettled: OnSettled };

const PAGE = '/my-letter/:token';

/** After which the page says that a consent was taken back, or why not. */
const DONE: readonly string[] = ['withdrawn', 'stopped', 'doubt', 'leaving', 'none'] satisfies Withdrawn[];

/** `/my-letter/:token`: the supporter sees what is held of a letter, takes consents back, and erases it. */
export function myLetterRoutes({ db, clock, log, cookie, onSettled }: Parts): Router {
  const router = Router();

  router.get('/my-letter/erased', (_req, res) =>
    res.render('letters/my-letter-erased', { title: wordsOf(res).text('letters:mine.erased.title') }),
  );

  router.get(PAGE, async (req, res) => {
    const letter = await letterOf(req, res);
    const done = readLine(req.query.done);
    if (letter.state === 'expired') return showExpired(res, letter, letter.campaign);
    res.render('letters/my-letter', {
      ...myLetterView(letter, wordsOf(res)),
      path: req.path,
      isDraft: letter.state === 'draft',
      textLanguage: textLanguageOf(res, letter.language),
      done: DONE.includes(done) && `letters:mine.done.${done}`,
    });
  });

  router.get(`${PAGE}/copy`, async (req, res) => {
    const letter = await letterOf(req, res);
    if (letter.state === 'expired') return showExpired(res, letter, letter.campaign);
    const words = wordsOf(res);
    res.attachment(`${letter.reference}.txt`).send(copyOf(myLetterView(letter, words), words, clock()));
  });

  router.post(`${PAGE}/consents/:id`, async (req, res) => {
    const letter = await letterOf(req, res);
    const consentId = readId(req.params.id);
    if (consentId === undefined) throw notFound();
    const done = await db.write(tx => withdrawConsent(tx, letter.id, consentId, onSettled, clock()));
    res.redirect(303, `/my-letter/${req.params.token}?done=${done}`);
  });

  router.get(`${PAGE}/erase`, async (req, res) => {
    const letter = await letterOf(req, res);
    const left = letter.state === 'accepted' || letter.state === 'replied';
    res.render('letters/my-letter-erase', {
      title: wordsOf(res).text('letters:mine.erasing.title'),
      letter,
      left,
      back: `/my-letter/${req.params.token}`,
    });
  });

  router.post(`${PAGE}/erase`, async (req, res) => {
    const { id } = await letterOf(req, res);
    await db.write(tx => eraseLetter(tx, id, clock()));
    if (!(await db.forget())) logOf(log, res).warn('the write-ahead log is emptied later');
    res.redirect(303, '/my-letter/erased');
  });

  // On another device, or weeks later, the cookie that opens the draft is not there any more.
  router.post(`${PAGE}/draft`, async (req, res) => {
    const { id, campaign } = await letterOf(req, res);
    const now = clock();
    const key = await db.write(async tx => {
      const draft = { id, state: 'draft' };
      const { count } = await tx.letter.updateMany({ where: draft, data: { updatedAt: now } });
      return count === 0 ? null : openDeskKey(tx, id, now);
    });
    if (key === null) return res.redirect(303, `/my-letter/${req.params.token}`);
    cookie.write(res, campaign.slug, key);
    res.redirect(303, `/${campaign.slug}/mp`);
  });

  return router;

  async function letterOf(req: Request<{ token: string }>, res: Response) {
    const token = await findToken(db, req.params.token, clock(), 'door');
    if (!token?.letterId) throw deadLink();
    const inOrder = { orderBy: { id: 'asc' } } as const;
    const row = await db.read.letter.findUniqueOrThrow({
      where: { id: token.letterId },
      include: {
        campaign: { include: { asks: IN_ORDER, experiences: IN_ORDER } },
        consents: inOrder,
        takings: { orderBy: { at: 'asc' } },
        contact: { include: { consents: inOrder } },
        tokens: { where: { kind: 'confirm', usedAt: null }, select: { hash: true } },
      },
    });
    preferLanguage(res, row.language);
    if (token.over) throw new Problem(410, 'link-over');
    const campaign = campaignIn(row.campaign, wordsOf(res).language);
    res.locals.campaign = campaign;
    const inDoubt = await isLetterInDoubt(db.read, row.id, clock());
    const constituency = await constituencyIn(db.read, row, wordsOf(res).language);
    return { ...(row as Letter & typeof row), campaign, constituency, inDoubt };
  }
}
