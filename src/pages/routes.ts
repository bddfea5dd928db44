import { type Response, Router } from 'express';
import { type Clock, londonDate } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { overdueDays } from '../mps/data-age.ts';
import type { DataSource } from '../mps/data-source-store.ts';
import { cacheable } from '../web/security.ts';

/** Pages about the site itself, with their titles. */
const PAGES = {
  privacy: 'Privacy',
  accessibility: 'Accessibility',
} as const;

type Parts = { db: Database; mailFrom: string; clock: Clock; dataSources: () => Promise<DataSource[]> };

/** What each kind of data tells, as a heading. */
const DATA_TITLES: Record<string, string> = {
  members: 'Members of Parliament',
  constituencies: 'Constituencies',
  sectors: 'The first half of a postcode and a digit',
  postcodes: 'Whole postcodes',
};

/** `/privacy`, `/accessibility`, `/data-sources`, `/healthz`, `/readyz`. */
export function pageRoutes({ db, mailFrom, clock, dataSources }: Parts): Router {
  const router = Router();

  for (const [name, title] of Object.entries(PAGES)) {
    router.get(`/${name}`, cacheable, (_req, res) => res.render(`pages/${name}`, { title, mailFrom }));
  }

  router.get('/data-sources', cacheable, async (_req, res) => {
    const sources = (await dataSources()).map(source => ({
      ...source,
      title: DATA_TITLES[source.name] ?? source.name,
      asOf: londonDate(source.asOf),
      overdue: overdueDays(source, clock()),
    }));
    res.render('pages/data-sources', { title: 'Where our data comes from', sources });
  });

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
