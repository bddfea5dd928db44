import path from 'node:path';
import express, { type Express } from 'express';
import { hookRoutes } from './bounces/routes.ts';
import { embedRoutes } from './campaigns/embed-routes.ts';
import { landingPage } from './campaigns/landing-page.ts';
import { campaignRoutes, unlessOpen, withCampaign } from './campaigns/routes.ts';
import { RESERVED_SLUGS } from './campaigns/slug.ts';
import { myContactRoutes } from './contacts/my-contact-routes.ts';
import { confirmContactRoutes, contactRoutes } from './contacts/routes.ts';
import { type Deps, ROOT } from './deps.ts';
import { countSignups } from './figures/count.ts';
import { countNeighbours } from './figures/neighbours.ts';
import { figureRoutes } from './figures/routes.ts';
import { countsByToken } from './figures/token-routes.ts';
import { chooseLanguage } from './languages/choose-language.ts';
import { carryOnRoutes } from './letters/carry-on-routes.ts';
import { confirmRoutes } from './letters/confirm-routes.ts';
import { myLetterRoutes } from './letters/my-letter-routes.ts';
import { readPeriods } from './letters/period-store.ts';
import { placeKeeper } from './letters/place-keeper.ts';
import { letterRoutes } from './letters/routes.ts';
import { dataSourceRoutes } from './mps/data-source-routes.ts';
import { mpRoutes } from './mps/routes.ts';
import { devMailRoutes } from './pages/dev-mail.ts';
import { pageRoutes } from './pages/routes.ts';
import { replyRoutes, unsubscribeRoutes } from './replies/routes.ts';
import { staffRoutes } from './staff/routes.ts';
import { watchRoutes } from './watch/routes.ts';
import { errorPages, nulNotFound, pageNotFound } from './web/errors.ts';
import { formBody, LARGEST_FORM } from './web/form-body.ts';
import { onlyUnder } from './web/only-under.ts';
import { requestLog } from './web/request-log.ts';
import { noStore, sameOriginOnly, securityHeaders } from './web/security.ts';
import { useViews } from './web/views.ts';

/** The application, whole: its protections, then its pages in the order in which a supporter meets them. */
export function createApp(deps: Deps): Express {
  const { config, db, log } = deps;
  const catchesMail = !config.production && !config.smtpUrl;
  const periods = () => readPeriods(db.read);
  const waitingDays = async () => (await periods()).waiting;
  const campaignParts = {
    ...deps,
    countLetters: (campaignId: number) => countSignups(db, { campaignId, from: null, to: null }),
  };
  const app = express();
  app.disable('x-powered-by');
  // Pages are nobody's to keep; the one that is has a tag of its own.
  app.disable('etag');
  app.set('trust proxy', config.trustProxy);
  const asksPostcodes = config.liveLookup.postcodes !== undefined;
  useViews(app, path.join(ROOT, 'views'), { catchesMail, asksPostcodes, mailFrom: config.mailFrom });
  if (!config.development) app.enable('view cache');

  app.use(securityHeaders(config.baseUrl));
  app.use('/assets', express.static(path.join(ROOT, 'public'), { maxAge: '1h', index: false }));
  app.use(requestLog(log, deps.metrics?.requestDone));
  app.use(noStore);
  // Before the language, for a frame on another site has no cookies.
  app.use(embedRoutes(deps));
  app.use(chooseLanguage(deps.dictionary, config.baseUrl), nulNotFound);
  app.use(landingPage(campaignParts));
  // A mail server or a relay posts here, from elsewhere: a signature stands in for the same origin.
  app.use(hookRoutes(deps));
  // So does a mail program, in its reader's name; it can only switch mail off.
  app.use(unsubscribeRoutes(deps));
  app.use(sameOriginOnly(config.baseUrl));
  app.use('/staff', formBody(LARGEST_FORM.staff));
  app.use(formBody(LARGEST_FORM.supporters));

  app.use(watchRoutes(deps));
  app.use(
    onlyUnder(RESERVED_SLUGS, [
      pageRoutes({ readPeriods: periods }),
      dataSourceRoutes(deps),
      ...(catchesMail ? [devMailRoutes(deps.mailDir)] : []),
      confirmRoutes(deps),
      confirmContactRoutes(deps),
      carryOnRoutes(deps),
      myLetterRoutes(deps),
      myContactRoutes(deps),
      replyRoutes(deps),

      countsByToken(deps),
      staffRoutes(deps),
      figureRoutes({ ...deps, hexesFile: path.join(ROOT, 'prisma', 'starter', 'hexes.json') }),
    ]),
  );

  app.use('/:campaign', withCampaign(deps), unlessOpen);
  app.use(campaignRoutes(campaignParts));
  app.use(mpRoutes({ ...deps, places: placeKeeper(deps), waitingDays }));
  app.use(
    letterRoutes({
      ...deps,
      draftDays: async () => (await periods()).drafts,
      countNeighbours: (campaignId, seat) => countNeighbours(db, campaignId, seat),
      keptDays: async () => (await periods()).letters,
    }),
  );
  app.use(contactRoutes({ ...deps, waitingDays }));

  app.use(pageNotFound);
  app.use(errorPages(log));
  return app;
}
