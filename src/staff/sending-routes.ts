import { type Response, Router } from 'express';
import { LETTER_PRIORITY } from '../delivery/outbox.ts';
import { activePauses, endPause, startPause } from '../delivery/pause.ts';
import { type FieldError, readLine } from '../web/form.ts';
import { asStaff } from './acting.ts';
import { audit } from './audit.ts';
import { staffOnly } from './guard.ts';
import { lengthErrors, STAFF_LIMITS } from './limits.ts';
import type { StaffParts } from './parts.ts';

const PATH = '/staff/sending';
/** The choice that pauses the letters of every campaign; others are a campaign's address. */
const ALL = '';

const DONE = new Map([
  [
    'pause',
    'Paused. No letter to an MP begins to leave any more. One that is leaving this minute may still go.',
  ],
  ['resume', 'Sending goes on. What waited leaves at its pace, each after its MP has been looked up again.'],
]);
const STILL_PAUSED = 'That pause is over. Another one is still on, and keeps its letters: see below.';

type Shown = { done?: string; errors?: FieldError[]; typed?: { campaign: string; reason: string } };

/** `/staff/sending`: the switch that keeps letters to MPs from leaving, all or one campaign's. */
export function sendingRoutes(parts: StaffParts): Router {
  const { db } = parts;
  const router = Router();

  router.get(PATH, staffOnly('change-settings'), (req, res) => show(res, { done: readLine(req.query.done) }));

  router.post(PATH, staffOnly('change-settings'), async (req, res) => {
    const typed = { campaign: readLine(req.body.campaign), reason: readLine(req.body.reason) };
    const campaign = await db.read.campaign.findUnique({ where: { slug: typed.campaign } });
    const errors = pauseErrors(typed, typed.campaign === ALL || campaign !== null);
    if (errors.length > 0) return show(res.status(422), { errors, typed });
    const started = await asStaff(parts, res, 'change-settings', async (tx, { who, at }) => {
      const pause = { campaignId: campaign?.id ?? null, reason: typed.reason, startedBy: who };
      if (!(await startPause(tx, pause, at))) return false;
      const details = { reason: typed.reason };
      await audit(tx, { who, at, what: 'sending.pause', target: campaign?.slug ?? 'all campaigns', details });
      return true;
    });
    if (started) return res.redirect(303, `${PATH}?done=pause`);
    const message = 'That is paused already: see above. To change the reason, go on with sending first';
    await show(res.status(409), { errors: [{ field: 'campaign', message }], typed });
  });

  router.post(`${PATH}/:id/end`, staffOnly('change-settings'), async (req, res) => {
    const pause = (await activePauses(db.read)).find(({ id }) => String(id) === req.params.id);
    if (pause) {
      const campaign = pause.campaignId
        ? await db.read.campaign.findUnique({ where: { id: pause.campaignId } })
        : null;
      await asStaff(parts, res, 'change-settings', async (tx, { who, at }) => {
        if (!(await endPause(tx, pause.id, who, at))) return;
        await audit(tx, { who, at, what: 'sending.resume', target: campaign?.slug ?? 'all campaigns' });
      });
    }
    // Somebody was quicker: it is off, as asked.
    res.redirect(303, `${PATH}?done=resume`);
  });

  return router;

  async function show(res: Response, { typed, done = '', ...page }: Shown): Promise<void> {
    const campaigns = await db.read.campaign.findMany({
      select: { id: true, slug: true, name: true },
      orderBy: { name: 'asc' },
    });
    const pauses = await activePauses(db.read);
    res.render('staff/sending', {
      title: 'Sending',
      waiting: await db.read.outboxMail.count({
        where: { state: 'queued', priority: LETTER_PRIORITY, kind: 'letter' },
      }),
      pauses: pauses.map(pause => ({
        ...pause,
        campaign: campaigns.find(({ id }) => id === pause.campaignId)?.name,
      })),
      campaigns: campaigns.map(({ slug, name }) => ({ slug, name, chosen: slug === typed?.campaign })),
      reason: typed?.reason,
      done: done === 'resume' && pauses.length > 0 ? STILL_PAUSED : DONE.get(done),
      ...page,
    });
  }
}

function pauseErrors({ reason }: { reason: string }, known: boolean): FieldError[] {
  return [
    ...(known ? [] : [{ field: 'campaign', message: 'Choose what to pause' }]),
    ...(reason === '' ? [{ field: 'reason', message: 'Say why, in a sentence for supporters' }] : []),
    ...lengthErrors('reason', reason, STAFF_LIMITS.pauseReason),
  ];
}
