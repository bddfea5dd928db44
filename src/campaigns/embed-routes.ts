import { Router } from 'express';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { askedLanguage, wordsOf } from '../languages/choose-language.ts';
import type { Dictionary } from '../languages/words.ts';
import { nulNotFound } from '../web/errors.ts';
import { cacheable, framedBy } from '../web/security.ts';
import { campaignOf, withCampaign } from './routes.ts';

type Parts = {
  db: Database;
  clock: Clock;
  dictionary: Dictionary;
  config: { baseUrl: URL; embedAncestors: readonly string[] };
};

/**
 * `/embed/:campaign`: where a letter begins, small enough for a frame on the charity's own site. It opens
 * all the rest in a tab of ours, as a frame on another site can keep no draft.
 */
export function embedRoutes(parts: Parts): Router {
  const { dictionary, config } = parts;
  const router = Router();
  // The language comes before the address is read: an address that is damaged has a page too.
  const framed = framedBy(config.baseUrl, config.embedAncestors);
  router.use('/embed', framed, askedLanguage(dictionary), nulNotFound);
  router.get('/embed/:campaign', withCampaign(parts), cacheable, (_req, res) => {
    const { name, state } = campaignOf(res);
    res.render('campaigns/embed', {
      layout: 'embed',
      title: wordsOf(res).text('embed:title', { name }),
      open: state === 'open',
    });
  });
  return router;
}
