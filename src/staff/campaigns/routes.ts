import { type Response, Router } from 'express';
import { withState } from '../../campaigns/campaign-store.ts';
import { slugFrom } from '../../campaigns/slug.ts';
import { type FieldError, readLine } from '../../web/form.ts';
import { asStaff } from '../acting.ts';
import { staffOnly } from '../guard.ts';
import type { CampaignParts } from './change-campaign.ts';
import { choicesRoutes } from './choices-routes.ts';
import { createCampaign, type NewCampaign, newCampaignErrors, SLUG_TAKEN } from './create-campaign.ts';
import { detailsRoutes } from './details-routes.ts';
import { logoRoutes } from './logo-routes.ts';
import { previewRoutes } from './preview-routes.ts';
import { promptsRoutes } from './prompts-routes.ts';
import { stateRoutes } from './state-routes.ts';
import { welshRoutes } from './welsh-routes.ts';

/** `/staff/campaigns`: the list, a new one or a copy; then each campaign's own pages. */
export function campaignsRoutes(parts: CampaignParts): Router {
  const { db, clock } = parts;
  const router = Router();

  router.get('/staff/campaigns', staffOnly('edit-campaigns'), async (_req, res) => {
    const campaigns = await db.read.campaign.findMany({ orderBy: { id: 'desc' } });
    res.render('staff/campaigns/list', {
      title: 'Campaigns',
      campaigns: campaigns.map(campaign => withState(campaign, clock())),
    });
  });

  router.get('/staff/campaigns/new', staffOnly('edit-campaigns'), (req, res) =>
    showNew(res, { name: '', slug: '', from: readLine(req.query.from) }),
  );

  router.post('/staff/campaigns', staffOnly('edit-campaigns'), async (req, res) => {
    const name = readLine(req.body.name);
    const typed: NewCampaign = {
      name,
      slug: readLine(req.body.slug) || slugFrom(name),
      from: readLine(req.body.from),
    };
    const errors = newCampaignErrors(typed);
    if (errors.length > 0) return showNew(res.status(422), typed, errors);
    const created = await asStaff(parts, res, 'edit-campaigns', (tx, by) => createCampaign(tx, by, typed));
    if (!created) return showNew(res.status(422), typed, [{ field: 'slug', message: SLUG_TAKEN }]);
    res.redirect(303, `/staff/campaigns/${typed.slug}`);
  });

  router.use(detailsRoutes(parts));
  router.use(stateRoutes(parts));
  router.use(choicesRoutes(parts));
  router.use(promptsRoutes(parts));
  router.use(logoRoutes(parts));
  router.use(welshRoutes(parts));
  router.use(previewRoutes(parts));

  return router;

  async function showNew(res: Response, form: NewCampaign, errors: FieldError[] = []): Promise<void> {
    const from = form.from ? await db.read.campaign.findUnique({ where: { slug: form.from } }) : null;
    res.render('staff/campaigns/new', {
      title: from ? 'Copy a campaign' : 'New campaign',
      form,
      errors,
      from,
    });
  }
}
