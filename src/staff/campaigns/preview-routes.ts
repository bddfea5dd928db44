import { type Request, type Response, Router } from 'express';
import { campaignIn } from '../../campaigns/campaign-words.ts';
import { readPrompts } from '../../campaigns/prompt-store.ts';
import { speak, wordsOf } from '../../languages/choose-language.ts';
import { languageOf } from '../../languages/language.ts';
import { letterFormPage } from '../../letters/letter-form-page.ts';
import { SAMPLE_SEAT } from '../../letters/sample-letters.ts';
import { staffOnly } from '../guard.ts';
import { blankLetter } from './blank-letter.ts';
import { type CampaignParts, readCampaign } from './change-campaign.ts';

/** `/staff/campaigns/:slug/preview`: the supporters' pages as they will be; nothing can be sent from them. */
export function previewRoutes(parts: CampaignParts): Router {
  const router = Router();
  const preview = { layout: 'page', preview: true };

  router.get('/staff/campaigns/:slug/preview', staffOnly('edit-campaigns'), async (req, res) => {
    const campaign = await shown(req, res);
    res.render('campaigns/campaign', { title: campaign.name, campaign, letters: 0, ...preview });
  });

  router.get('/staff/campaigns/:slug/preview/letter', staffOnly('edit-campaigns'), async (req, res) => {
    const campaign = await shown(req, res);
    const page = letterFormPage(campaign, blankLetter(campaign), SAMPLE_SEAT, [], wordsOf(res));
    const hasQuestions = (await readPrompts(parts.db.read, campaign.id)).length > 0;
    res.render('letters/form', { ...page, hasQuestions, campaign, ...preview });
  });

  return router;

  /** In the language of the page, which only the address chooses here. */
  async function shown(req: Request, res: Response) {
    speak(res, languageOf(req.query.lang) ?? 'en');
    return campaignIn(await readCampaign(parts, req.params.slug), wordsOf(res).language);
  }
}
