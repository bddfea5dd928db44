import { type Request, Router } from 'express';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { findToken } from '../tokens/token.ts';
import { readLine } from '../web/form.ts';
import { notFound, Problem } from '../web/problem.ts';
import { showExpired } from './confirm-routes.ts';
import type { draftCookie } from './draft-cookie.ts';
import { eraseLetter } from './erase-letter.ts';
import type { Letter } from './letter.ts';
import { hashOf, newDraftKey } from './letter-store.ts';
import { myLetterView } from './my-letter.ts';
import { type Withdrawn, withdrawConsent } from './withdraw-consent.ts';

type Parts = { db: Database; clock: Clock; log: Logger; cookie: ReturnType<typeof draftCookie> };

const PAGE = '/my-letter/:token';

/** What the page says after a consent was taken back. */
const DONE: Record<Withdrawn, string> = {
  withdrawn: 'You have taken that back.',
  stopped: 'You have taken that back, and your letter will not be sent.',
  leaving: 'Your letter is leaving at this moment, so it could not be stopped. Look again in a few minutes.',
  none: 'That was taken back before.',
};
const isDone = (key: string): key is Withdrawn => Object.hasOwn(DONE, key);

/** `/my-letter/:token`: the supporter sees what is held of a letter, takes consents back, and erases it. */
export function myLetterRoutes({ db, clock, log, cookie }: Parts): Router {
  const router = Router();

  router.get('/my-letter/erased', (_req, res) =>
    res.render('letters/my-letter-erased', { title: 'Your letter is erased' }),
  );

  router.get(PAGE, async (req, res) => {
    const letter = await letterOf(req);
    const done = readLine(req.query.done);
    res.locals.campaign = letter.campaign;
    if (letter.state === 'expired') return showExpired(res, letter.campaign);
    res.render('letters/my-letter', {
      title: 'Your letter',
      path: req.path,
      letter,
      ...myLetterView(letter),
      done: isDone(done) && DONE[done],
    });
  });

  router.post(`${PAGE}/consents/:id`, async (req, res) => {
    const letter = await letterOf(req);
    const consentId = Number(req.params.id);
    if (!Number.isSafeInteger(consentId)) throw notFound();
    const done = await db.write(tx => withdrawConsent(tx, letter.id, consentId, clock()));
    res.redirect(303, `/my-letter/${req.params.token}?done=${done}`);
  });

  router.get(`${PAGE}/erase`, async (req, res) => {
    const letter = await letterOf(req);
    res.locals.campaign = letter.campaign;
    const left = letter.settledAt !== null && letter.state !== 'failed';
    res.render('letters/my-letter-erase', {
      title: 'Erase your letter?',
      letter,
      left,
      back: `/my-letter/${req.params.token}`,
    });
  });

  router.post(`${PAGE}/erase`, async (req, res) => {
    const { id } = await letterOf(req);
    await db.write(tx => eraseLetter(tx, id, clock()));
    if (!(await db.forget())) log.warn('the write-ahead log could not be emptied; it will be later');
    res.redirect(303, '/my-letter/erased');
  });

  // On another device, or weeks later, the cookie that opens the draft is not there any more.
  router.post(`${PAGE}/draft`, async (req, res) => {
    const { id, campaign } = await letterOf(req);
    const key = newDraftKey();
    const { count } = await db.write(tx =>
      tx.letter.updateMany({
        where: { id, state: 'draft' },
        data: { draftKeyHash: hashOf(key), updatedAt: clock() },
      }),
    );
    if (count === 0) return res.redirect(303, `/my-letter/${req.params.token}`);
    cookie.write(res, campaign.slug, key);
    res.redirect(303, `/${campaign.slug}/mp`);
  });

  return router;

  async function letterOf(req: Request<{ token: string }>) {
    const token = await findToken(db, req.params.token, clock(), 'door');
    if (!token?.letterId) throw notFound();
    if (token.over) throw new Problem(410, 'link-over');
    const inOrder = { orderBy: { id: 'asc' } } as const;
    const row = await db.read.letter.findUniqueOrThrow({
      where: { id: token.letterId },
      include: { campaign: true, consents: inOrder, contact: { include: { consents: inOrder } } },
    });
    return row as Letter & typeof row;
  }
}
