import { Router } from 'express';
import { caughtMail, findCaughtMail } from '../mail/caught-mail.ts';
import { notFound } from '../web/problem.ts';

/** `/dev/mail`: the mail that development catches, with links that work. */
export function devMailRoutes(dir: string): Router {
  const router = Router();

  router.get('/dev/mail', async (_req, res) => {
    res.render('pages/dev-mail', { title: 'Caught mail', mails: await caughtMail(dir) });
  });

  router.get('/dev/mail/:name', async (req, res) => {
    const mail = await findCaughtMail(dir, req.params.name);
    if (!mail) throw notFound();
    const parts = (mail.text ?? '')
      .split(/(https?:\/\/[^\s<>"]+)/)
      .map((part, i) => (i % 2 ? { link: part } : { text: part }));
    res.render('pages/dev-mail-one', { title: mail.subject ?? 'Mail', mail, parts });
  });

  return router;
}
