import { type RequestHandler, type Response, Router } from 'express';
import { type Clock, londonDay } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { preferLanguage, wordsOf } from '../languages/choose-language.ts';
import { notFound } from '../web/problem.ts';
import { cacheable } from '../web/security.ts';
import { sendLogo, sendTheme } from './campaign-look.ts';
import { CAMPAIGN_TABLES, type Campaign, findCampaign, openCampaigns } from './campaign-store.ts';
import { type CampaignInLanguage, campaignIn } from './campaign-words.ts';
import { sharePreview } from './share.ts';

export type CampaignRouteParts = {
  db: Database;
  clock: Clock;
  baseUrl: URL;
  countLetters: (campaignId: number) => Promise<number>;
};

/** `/` and `/:campaign`: what is asked, why, and where to begin; or that it is paused or over. */
export function campaignRoutes(parts: CampaignRouteParts): Router {
  const { db, clock } = parts;
  const router = Router();

  router.get('/', cacheable, async (_req, res) => {
    const campaigns = await openCampaigns(db, clock());
    const [only, ...others] = campaigns;
    if (only && others.length === 0) return res.redirect(303, `/${only.slug}`);
    const { text, language } = wordsOf(res);
    res.render('campaigns/list', {
      title: text('campaigns:list.title'),
      campaigns: campaigns.map(campaign => campaignIn(campaign, language)),
    });
  });

  router.get('/:campaign', cacheable, async (_req, res) => {
    res.send(await showCampaign(parts, res));
  });

  router.get('/:campaign/theme.css', (req, res) => sendTheme(campaignOf(res).colour, req, res));

  router.get('/:campaign/logo', (req, res) => sendLogo(db, campaignOf(res).id, req, res));

  return router;
}

/** The page of the campaign that res.locals hold. @returns its HTML */
export async function showCampaign(
  { baseUrl, countLetters }: Pick<CampaignRouteParts, 'baseUrl' | 'countLetters'>,
  res: Response,
): Promise<string> {
  const campaign = campaignOf(res);
  const letters = await countLetters(campaign.id);
  const share = sharePreview(campaign, baseUrl, wordsOf(res).language);
  return new Promise((resolve, reject) => {
    res.render(VIEWS[campaign.state], { title: campaign.name, letters, share }, (error, html) =>
      error ? reject(error) : resolve(html),
    );
  });
}

/** A campaign's page, by its state; a draft is shown to staff alone. */
const VIEWS: Record<Campaign['state'], string> = {
  draft: 'campaigns/campaign',
  open: 'campaigns/campaign',
  paused: 'campaigns/paused',
  closed: 'campaigns/closed',
};

/**
 * Finds the campaign that an address begins with; its pages read it with campaignOf, in the language of
 * the page. That is the campaign's own for whoever has chosen none.
 */
export function withCampaign(
  parts: Pick<CampaignRouteParts, 'db' | 'clock'>,
): RequestHandler<{ campaign: string }> {
  return async (req, res, next) => {
    if (!(await speakForCampaign(parts, req.params.campaign, res))) throw notFound();
    next();
  };
}

/** @returns whether there is such a campaign */
export async function speakForCampaign(
  { db, clock }: Pick<CampaignRouteParts, 'db' | 'clock'>,
  slug: string,
  res: Response,
): Promise<boolean> {
  const now = clock();
  const campaign = await findCampaign(db, slug, now);
  if (!campaign) return false;
  preferLanguage(res, campaign.defaultLanguage);
  const { language } = wordsOf(res);
  const key = `campaign ${slug} on ${londonDay(now)} in ${language}`;
  res.locals.campaign = await db.remember(CAMPAIGN_TABLES, key, async () => campaignIn(campaign, language));
  return true;
}

/** Pages of letters that were handed over, and what belongs to the campaign's own page. */
const STILL_SHOWN = [
  '/',
  '/thanks',
  '/sent',
  '/myself',
  '/myself/mail',
  '/myself/copy',
  '/myself/print',
  '/logo',
  '/theme.css',
];

/**
 * What a paused or closed campaign still does, below its own page: letters that were handed over go their
 * way, and words that somebody is just writing are kept before the writer is led to the campaign's page.
 */
const STILL_DONE: Record<string, readonly string[]> = {
  GET: STILL_SHOWN,
  HEAD: STILL_SHOWN,
  POST: [
    '/letter',
    '/letter/draft',
    '/letter/later',
    '/letter/questions',
    '/story',
    '/story/draft',
    '/preview',
    '/sent',
    '/myself',
  ],
};

/** Leads from all else of a paused or closed campaign to its page, which says what is the matter. */
export const unlessOpen: RequestHandler<{ campaign: string }> = (req, res, next) => {
  const { state, slug } = campaignOf(res);
  if (state === 'open' || STILL_DONE[req.method]?.includes(req.path)) return next();
  res.redirect(303, `/${slug}`);
};

/** The campaign that the address begins with, in the language of the page; only behind withCampaign. */
export const campaignOf = (res: Response): CampaignInLanguage<Campaign> => res.locals.campaign;
