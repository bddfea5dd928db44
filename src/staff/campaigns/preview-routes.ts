import { Router } from 'express';
import { wordsOf } from '../../languages/choose-language.ts';
import { letterFormPage } from '../../letters/letter-form-page.ts';
import { staffOnly } from '../guard.ts';
import { type CampaignParts, readCampaign } from './change-campaign.ts';
import { SAMPLE_SEAT, sampleLetter } from './sample.ts';

/** `/staff/campaigns/:slug/preview`: the supporters' pages as they will be; nothing can be sent from them. */
export function previewRoutes(parts: CampaignParts): Router {
  const router = Router();
  const preview = { layout: 'page', preview: true };

  router.get('/staff/campaigns/:slug/preview', staffOnly('edit-campaigns'), async (req, res) => {
    const campaign = await readCampaign(parts, req.params.slug);
    res.render('campaigns/campaign', { title: campaign.name, campaign, letters: 0, ...preview });
  });

  router.get('/staff/campaigns/:slug/preview/letter', staffOnly('edit-campaigns'), async (req, res) => {
    const campaign = await readCampaign(parts, req.params.slug);
    const page = letterFormPage(campaign, sampleLetter(campaign), SAMPLE_SEAT, [], wordsOf(res));
    res.render('letters/form', { ...page, campaign, ...preview });
  });

  return router;
}
