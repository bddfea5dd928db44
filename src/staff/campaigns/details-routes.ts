import { Router } from 'express';
import { mayChangeSlug } from '../../campaigns/campaign-state.ts';
import { readLine } from '../../web/form.ts';
import { audit } from '../audit.ts';
import { staffOnly } from '../guard.ts';
import { showStaffCampaign } from './campaign-page.ts';
import { type CampaignParts, changeCampaign } from './change-campaign.ts';
import { SLUG_TAKEN } from './create-campaign.ts';
import { changedFields, detailsErrors, detailsOf, detailsRow, readDetails } from './details-form.ts';

/** `/staff/campaigns/:slug`: a campaign's words and settings. */
export function detailsRoutes(parts: CampaignParts): Router {
  const router = Router();

  router.get('/staff/campaigns/:slug', staffOnly('edit-campaigns'), (req, res) =>
    showStaffCampaign(parts, res, req.params.slug, { done: readLine(req.query.done) }),
  );

  router.post('/staff/campaigns/:slug', staffOnly('edit-campaigns'), async (req, res) => {
    const slug = String(req.params.slug);
    const details = readDetails(req.body, slug);
    const failed = await changeCampaign(
      parts,
      res,
      {
        slug,
        newSlug: details.slug,
        revision: req.body.revision,
        isDone: campaign => changedFields(detailsOf(campaign), details).length === 0,
      },
      async (tx, campaign, by) => {
        const errors = detailsErrors(details, campaign.state);
        if (details.slug !== slug && !mayChangeSlug(campaign.state)) {
          return [{ field: 'slug', message: 'The web address stays as it is once a campaign has opened' }];
        }
        if (errors.length > 0) return errors;
        if (details.slug !== slug && (await tx.campaign.findUnique({ where: { slug: details.slug } }))) {
          return [{ field: 'slug', message: SLUG_TAKEN }];
        }
        await tx.campaign.update({ where: { id: campaign.id }, data: detailsRow(details) });
        const fields = changedFields(detailsOf(campaign), details).join(', ');
        await audit(tx, { ...by, what: 'campaign.change', target: details.slug, details: { fields } });
      },
    );
    if (!failed) return res.redirect(303, `/staff/campaigns/${details.slug}?done=details`);
    await showStaffCampaign(parts, res.status(failed.status), slug, { typed: { details }, ...failed });
  });

  return router;
}
