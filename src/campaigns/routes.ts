import { type RequestHandler, type Response, Router } from 'express';
import type { Database } from '../db/database.ts';
import { notFound } from '../web/problem.ts';
import { cacheable } from '../web/security.ts';
import { type Campaign, findCampaign, openCampaigns } from './campaign-store.ts';

type Parts = { db: Database; countLetters: (campaignId: number) => Promise<number> };

/** `/` and `/:campaign`: what is asked, why, and where to begin. */
export function campaignRoutes({ db, countLetters }: Parts): Router {
  const router = Router();

  router.get('/', cacheable, async (_req, res) => {
    const campaigns = await openCampaigns(db);
    const [only, ...others] = campaigns;
    if (only && others.length === 0) return res.redirect(303, `/${only.slug}`);
    res.render('campaigns/list', { title: 'Campaigns', campaigns });
  });

  router.get('/:campaign', cacheable, async (_req, res) => {
    const campaign = campaignOf(res);
    const letters = await countLetters(campaign.id);
    res.render('campaigns/campaign', { title: campaign.name, letters });
  });

  return router;
}

/** Finds the campaign that an address begins with; its pages read it with campaignOf. */
export function withCampaign(db: Database): RequestHandler<{ campaign: string }> {
  return async (req, res, next) => {
    const campaign = await findCampaign(db, req.params.campaign);
    if (!campaign) throw notFound();
    res.locals.campaign = campaign;
    next();
  };
}

export const campaignOf = (res: Response): Campaign => res.locals.campaign;
