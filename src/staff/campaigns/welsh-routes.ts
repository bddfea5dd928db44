import { type Request, type Response, Router } from 'express';
import type { Campaign } from '../../campaigns/campaign-store.ts';
import { notShown, textsOf, welshFor } from '../../campaigns/campaign-words.ts';
import type { FieldError } from '../../web/form.ts';
import { audit } from '../audit.ts';
import { staffOnly } from '../guard.ts';
import { type CampaignParts, changeCampaign, readCampaign } from './change-campaign.ts';
import { changedWelsh, readWelsh, type TypedWelsh, welshErrors, welshFields } from './welsh-form.ts';

const PAGE = '/staff/campaigns/:slug/welsh';

type Shown = { typed?: TypedWelsh; errors?: FieldError[]; outdated?: boolean };

/** `/staff/campaigns/:slug/welsh`: a campaign's own words in Welsh, beside the English. */
export function welshRoutes(parts: CampaignParts): Router {
  const router = Router();

  router.get(PAGE, staffOnly('edit-campaigns'), (req, res) => showWelsh(req, res));

  router.post(PAGE, staffOnly('edit-campaigns'), async (req, res) => {
    const { slug } = req.params;
    const form = {
      slug,
      revision: req.body.revision,
      isDone: (campaign: Campaign) => {
        const texts = textsOf(campaign);
        return changedWelsh(texts, readWelsh(texts, req.body)).length === 0;
      },
    };
    const failed = await changeCampaign(parts, res, form, async (tx, campaign, by) => {
      const texts = textsOf(campaign);
      const typed = readWelsh(texts, req.body);
      const errors = welshErrors(texts, typed);
      if (errors.length > 0) return errors;
      await tx.campaign.update({
        where: { id: campaign.id },
        data: { welsh: { ...notShown(campaign), ...welshFor(texts, typed) } },
      });
      const details = { welsh: changedWelsh(texts, typed).join(', ') };
      await audit(tx, { ...by, what: 'campaign.change', target: campaign.slug, details });
    });
    if (!failed) return res.redirect(303, `/staff/campaigns/${slug}/welsh?done=saved`);
    const typed = readWelsh(textsOf(await readCampaign(parts, slug)), req.body);
    await showWelsh(req, res.status(failed.status), { typed, ...failed });
  });

  return router;

  async function showWelsh(req: Request, res: Response, { typed, errors, outdated }: Shown = {}) {
    const edited = await readCampaign(parts, req.params.slug);
    res.render('staff/campaigns/welsh', {
      title: `Welsh texts of ${edited.name}`,
      edited,
      errors,
      outdated,
      done: req.query.done === 'saved' ? 'Saved.' : undefined,
      fields: welshFields(textsOf(edited), typed, outdated),
    });
  }
}
