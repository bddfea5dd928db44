import { type Request, type Response, Router } from 'express';
import type { Logger } from 'pino';
import { campaignIn } from '../campaigns/campaign-words.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { preferLanguage, wordsOf } from '../languages/choose-language.ts';
import { copyOf } from '../letters/own-data.ts';
import { nameIn } from '../mps/constituency-name.ts';
import { findSeat } from '../mps/mp-store.ts';
import { findToken } from '../tokens/token.ts';
import { readId, readLine } from '../web/form.ts';
import { deadLink, notFound, Problem } from '../web/problem.ts';
import { logOf } from '../web/request-log.ts';
import { eraseContact, withdrawWish } from './erase-contact.ts';
import { myContactView } from './my-contact.ts';

type Parts = { db: Database; clock: Clock; log: Logger };

const PAGE = '/keep-in-touch/:token';

/** `/keep-in-touch/:token`: who left an address alone sees what is held, takes it back, and erases it. */
export function myContactRoutes({ db, clock, log }: Parts): Router {
  const router = Router();

  router.get('/keep-in-touch/erased', (_req, res) =>
    res.render('contacts/my-contact-erased', { title: wordsOf(res).text('contacts:erased.title') }),
  );

  router.get(PAGE, async (req, res) => {
    const { view } = await contactOf(req, res);
    const done = readLine(req.query.done);
    res.render('contacts/my-contact', {
      ...view,
      path: req.path,
      done: (done === 'withdrawn' || done === 'none') && `letters:mine.done.${done}`,
    });
  });

  router.get(`${PAGE}/copy`, async (req, res) => {
    const { view } = await contactOf(req, res);
    res.attachment('keep-in-touch.txt').send(copyOf(view, wordsOf(res), clock()));
  });

  router.post(`${PAGE}/consents/:id`, async (req, res) => {
    const { contact } = await contactOf(req, res);
    const consentId = readId(req.params.id);
    if (consentId === undefined) throw notFound();
    const withdrawn = await db.write(tx => withdrawWish(tx, contact.id, consentId, clock()));
    res.redirect(303, `/keep-in-touch/${req.params.token}?done=${withdrawn ? 'withdrawn' : 'none'}`);
  });

  router.get(`${PAGE}/erase`, async (req, res) => {
    const { contact } = await contactOf(req, res);
    res.render('contacts/my-contact-erase', {
      title: wordsOf(res).text('contacts:erase.title'),
      draft: contact.confirmedAt !== null && contact.letter?.state === 'draft',
      back: `/keep-in-touch/${req.params.token}`,
    });
  });

  router.post(`${PAGE}/erase`, async (req, res) => {
    const { contact } = await contactOf(req, res);
    await db.write(tx => eraseContact(tx, contact.id, clock()));
    if (!(await db.forget())) logOf(log, res).warn('the write-ahead log is emptied later');
    res.redirect(303, '/keep-in-touch/erased');
  });

  return router;

  async function contactOf(req: Request<{ token: string }>, res: Response) {
    const token = await findToken(db, req.params.token, clock(), 'door');
    if (!token?.contactId) throw deadLink();
    const contact = await db.read.contact.findUniqueOrThrow({
      where: { id: token.contactId },
      include: {
        campaign: true,
        consents: { orderBy: { id: 'asc' } },
        letter: { select: { state: true } },
      },
    });
    preferLanguage(res, contact.language);
    if (token.over) throw new Problem(410, 'link-over');
    res.locals.campaign = campaignIn(contact.campaign, wordsOf(res).language);
    const seat = contact.constituencyCode ? await findSeat(db, contact.constituencyCode) : null;
    const words = wordsOf(res);
    return { contact, view: myContactView(contact, seat && nameIn(seat, words.language), words) };
  }
}
