import { Router } from 'express';
import { type Clock, londonDate } from '../clock.ts';
import { wordsOf } from '../languages/choose-language.ts';
import { cacheable } from '../web/security.ts';
import { overdueDays } from './data-age.ts';
import type { DataSource } from './data-source-store.ts';

type Parts = { clock: Clock; dataSources: () => Promise<DataSource[]> };

/** `/data-sources`: which data answer, and whose they are. */
export function dataSourceRoutes({ clock, dataSources }: Parts): Router {
  const router = Router();

  router.get('/data-sources', cacheable, async (_req, res) => {
    const { text, language } = wordsOf(res);
    const sources = (await dataSources()).map(source => ({
      ...source,
      title: text(`mps:sources.kinds.${source.name}`),
      asOf: londonDate(source.asOf, language),
      overdue: overdueDays(source, clock()),
    }));
    res.render('mps/data-sources', { title: text('mps:sources.title'), sources });
  });

  return router;
}
