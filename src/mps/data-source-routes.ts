import { Router } from 'express';
import { type Clock, londonDate } from '../clock.ts';
import { cacheable } from '../web/security.ts';
import { overdueDays } from './data-age.ts';
import type { DataSource } from './data-source-store.ts';

/** What each kind of data tells, as a heading. */
const TITLES: Record<string, string> = {
  members: 'Members of Parliament',
  constituencies: 'Constituencies',
  sectors: 'Parts of postcodes',
  postcodes: 'Whole postcodes',
};

type Parts = { clock: Clock; dataSources: () => Promise<DataSource[]> };

/** `/data-sources`: which data answer, and whose they are. */
export function dataSourceRoutes({ clock, dataSources }: Parts): Router {
  const router = Router();

  router.get('/data-sources', cacheable, async (_req, res) => {
    const sources = (await dataSources()).map(source => ({
      ...source,
      title: TITLES[source.name] ?? source.name,
      asOf: londonDate(source.asOf),
      overdue: overdueDays(source, clock()),
    }));
    res.render('mps/data-sources', { title: 'Where our data comes from', sources });
  });

  return router;
}
