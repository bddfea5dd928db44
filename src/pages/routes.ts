import { Router } from 'express';
import { wordsOf } from '../languages/choose-language.ts';
import { cacheable } from '../web/security.ts';

/** Pages about the site itself. */
const PAGES = ['privacy', 'accessibility'] as const;

type Parts = {
  /** How long each thing is kept now, in days. */
  readPeriods: () => Promise<Record<string, number>>;
};

/** `/privacy`, `/accessibility`. */
export function pageRoutes({ readPeriods }: Parts): Router {
  const router = Router();

  for (const name of PAGES) {
    router.get(`/${name}`, cacheable, async (_req, res) =>
      res.render(`pages/${name}`, {
        title: wordsOf(res).text(`pages:${name}.title`),
        days: await readPeriods(),
      }),
    );
  }

  return router;
}
