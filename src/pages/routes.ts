import { type Response, Router } from 'express';
import type { Database } from '../db/database.ts';
import { wordsOf } from '../languages/choose-language.ts';
import { cacheable } from '../web/security.ts';

/** Pages about the site itself. */
const PAGES = ['privacy', 'accessibility'] as const;

type Parts = {
  db: Database;
  mailFrom: string;
  /** Whether a postcode may be sent to a look-up service. */
  asksPostcodes: boolean;
  /** How long each thing is kept now, in days. */
  readPeriods: () => Promise<Record<string, number>>;
};

/** `/privacy`, `/accessibility`, `/healthz`, `/readyz`. */
export function pageRoutes({ db, mailFrom, asksPostcodes, readPeriods }: Parts): Router {
  const router = Router();

  for (const name of PAGES) {
    router.get(`/${name}`, cacheable, async (_req, res) =>
      res.render(`pages/${name}`, {
        title: wordsOf(res).text(`pages:${name}.title`),
        mailFrom,
        asksPostcodes,
        days: await readPeriods(),
      }),
    );
  }

  router.get('/healthz', (_req, res) => plain(res, 'ok'));

  router.get('/readyz', async (_req, res) => {
    const ready = await db.read.constituency.count().then(
      count => count > 0,
      () => false,
    );
    plain(res.status(ready ? 200 : 503), ready ? 'ready' : 'not ready');
  });

  return router;
}

const plain = (res: Response, text: string) => res.type('text').send(`${text}\n`);
