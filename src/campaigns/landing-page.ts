import { createHash } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { londonDay } from '../clock.ts';
import { cacheable } from '../web/security.ts';
import { CAMPAIGN_TABLES } from './campaign-store.ts';
import { type CampaignRouteParts, showCampaign, speakForCampaign } from './routes.ts';
import { RESERVED_SLUGS } from './slug.ts';

type Page = { body: Buffer; etag: string };

/**
 * `/:campaign` as nearly everyone asks for it: made once, and sent to all who speak the same language until
 * staff change the campaign, or for a second; its number of letters may be so much behind. It stands before
 * all other pages, as a surge meets it first. Whoever asks for more in the address gets a page of their own
 * further on.
 */
export function landingPage(parts: CampaignRouteParts): Router {
  const { db, clock } = parts;
  const router = Router();

  router.get('/:campaign', async (req, res, next) => {
    const { campaign: slug } = req.params;
    if (RESERVED_SLUGS.has(slug) || req.originalUrl !== `/${slug}`) return next();
    const key = `landing page ${res.locals.chosenLanguage ?? 'unchosen'} ${londonDay(clock())} ${slug}`;
    const page = await db.remember(CAMPAIGN_TABLES, key, () => make(slug, res));
    if (!page) return next();
    cacheable(req, res, () => send(page, req, res));
  });

  return router;

  async function make(slug: string, res: Response): Promise<Page | null> {
    if (!(await speakForCampaign(parts, slug, res))) return null;
    const html = await showCampaign(parts, res);
    return { body: Buffer.from(html), etag: `"${createHash('sha256').update(html).digest('base64url')}"` };
  }
}

function send({ body, etag }: Page, req: Request, res: Response): void {
  res.set('ETag', etag);
  if (req.fresh) {
    res.status(304).end();
    return;
  }
  res.set({ 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': String(body.length) }).end(body);
}
