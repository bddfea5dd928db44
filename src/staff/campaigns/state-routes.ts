import { Router } from 'express';
import { z } from 'zod';
import {
  afterCampaignMove,
  CAMPAIGN_MOVES,
  type CampaignMove,
  canMoveCampaign,
  mayChangeLastDay,
} from '../../campaigns/campaign-state.ts';
import { type Campaign, newestTemplate } from '../../campaigns/campaign-store.ts';
import { londonDay } from '../../clock.ts';
import type { Transaction } from '../../db/database.ts';
import { type FieldError, readLine, readText } from '../../web/form.ts';
import { Problem } from '../../web/problem.ts';
import { audit } from '../audit.ts';
import { staffOnly } from '../guard.ts';
import { lengthErrors, STAFF_LIMITS } from '../limits.ts';
import { showStaffCampaign } from './campaign-page.ts';
import { type CampaignParts, changeCampaign } from './change-campaign.ts';
import { missingFrom } from './missing-from.ts';

/** What the buttons ask for; "plan" keeps the last day and the message for it. */
const STEPS = [...(Object.keys(CAMPAIGN_MOVES) as CampaignMove[]), 'plan'] as const;

/** Moves after which supporters can write: nothing may be missing. */
const OPENS: ReadonlySet<string> = new Set(['open', 'resume', 'reopen']);

type Typed = { pauseMessage?: string; closeMessage?: string; lastDay?: string };

/** `/staff/campaigns/:slug/state`: open, pause, go on, close, open again. */
export function stateRoutes(parts: CampaignParts): Router {
  const router = Router();

  router.post('/staff/campaigns/:slug/state', staffOnly('edit-campaigns'), async (req, res) => {
    const { slug } = req.params;
    const step = STEPS.find(name => name === req.body.step);
    if (!step) throw new Problem(400, 'damaged');
    const typed = readTyped(step, req.body);
    const failed = await changeCampaign(
      parts,
      res,
      { slug, revision: req.body.revision, isDone: campaign => isAsAsked(campaign, step, typed) },
      async (tx, campaign, by) => {
        const today = londonDay(by.at);
        const errors = [
          ...typedErrors(typed, campaign, today),
          ...(await refusals(tx, step, campaign, today)),
        ];
        if (errors.length > 0) return errors;
        const { lastDay, ...messages } = typed;
        const data =
          step === 'plan'
            ? { ...messages, ...(mayChangeLastDay(campaign.state) ? { closesOn: lastDay || null } : {}) }
            : { ...messages, ...afterCampaignMove(step, by.at) };
        await tx.campaign.update({ where: { id: campaign.id }, data });
        const target = campaign.slug;
        if (step !== 'plan') return void (await audit(tx, { ...by, what: `campaign.${step}`, target }));
        const details = { fields: 'closing message, last day', lastDay: lastDay ?? '' };
        await audit(tx, { ...by, what: 'campaign.change', target, details });
      },
    );
    if (!failed) return res.redirect(303, `/staff/campaigns/${slug}?done=state`);
    await showStaffCampaign(parts, res.status(failed.status), slug, { typed, ...failed });
  });

  return router;
}

/** A form without a field leaves what is stored. */
function readTyped(step: (typeof STEPS)[number], body: Record<string, unknown>): Typed {
  if (step === 'pause') return { pauseMessage: readText(body.pause_message) };
  if (step !== 'close' && step !== 'plan') return {};
  const closeMessage = readText(body.close_message);
  return step === 'plan' ? { closeMessage, lastDay: readLine(body.last_day) } : { closeMessage };
}

/** Whether the campaign stands where the step leads, with what was typed for it. */
function isAsAsked(campaign: Campaign, step: (typeof STEPS)[number], typed: Typed): boolean {
  const { state, pauseMessage, closeMessage, closesOn } = campaign;
  const there = step === 'plan' ? (closesOn ?? '') === typed.lastDay : state === CAMPAIGN_MOVES[step].to;
  const said = { pauseMessage, closeMessage, ...typed };
  return there && said.pauseMessage === pauseMessage && said.closeMessage === closeMessage;
}

function typedErrors(
  { pauseMessage, closeMessage, lastDay }: Typed,
  { state }: Campaign,
  today: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (pauseMessage === '') {
    errors.push({ field: 'pause_message', message: 'Say in a few words why the campaign is paused' });
  }
  for (const [field, message] of [
    ['pause_message', pauseMessage],
    ['close_message', closeMessage],
  ] as const) {
    errors.push(...lengthErrors(field, message ?? '', STAFF_LIMITS.campaignMessage));
  }
  if (lastDay && mayChangeLastDay(state)) {
    if (!z.iso.date().safeParse(lastDay).success) {
      errors.push({ field: 'last_day', message: 'Enter the last day as a date, such as 2027-03-31' });
    } else if (lastDay < today) {
      errors.push({
        field: 'last_day',
        message: 'The last day must be today or later. To end it now, press “Close now”',
      });
    }
  }
  return errors;
}

/** Why the campaign cannot make this step: its state, or what it lacks. */
async function refusals(
  tx: Transaction,
  step: (typeof STEPS)[number],
  campaign: Campaign,
  today: string,
): Promise<FieldError[]> {
  if (step !== 'plan' && !canMoveCampaign(campaign.state, step)) {
    return [{ field: 'state', message: `This cannot be done now: the campaign is ${campaign.state}` }];
  }
  if (!OPENS.has(step)) return [];
  if (step === 'open' && campaign.closesOn && campaign.closesOn < today) {
    return [{ field: 'last_day', message: 'The last day is over: choose a later one, or take it out' }];
  }
  const letter = await newestTemplate(tx, campaign.id);
  return missingFrom(campaign, letter).map(({ words }) => ({ field: 'missing', message: words }));
}
