import { type Response, Router } from 'express';
import type { Database } from '../db/database.ts';
import { cacheable } from '../web/security.ts';

/** Pages about the site itself, with their titles. */
const PAGES = {
  privacy: 'Privacy',
  accessibility: 'Accessibility',
  'data-sources': 'Where our data comes from',
} as const;

/** `/privacy`, `/accessibility`, `/data-sources`, `/healthz`, `/readyz`. */
export function pageRoutes({ db, mailFrom }: { db: Database; mailFrom: string }): Router {
  const router = Router();

  for (const [name, title] of Object.entries(PAGES)) {
    router.get(`/${name}`, cacheable, (_req, res) => res.render(`pages/${name}`, { title, mailFrom }));
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
