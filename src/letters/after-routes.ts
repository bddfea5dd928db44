import { Router } from 'express';
import type { Limiter } from '../abuse/limiter.ts';
import { campaignOf } from '../campaigns/routes.ts';
import { DAY, londonDate } from '../clock.ts';
import type { Pace } from '../delivery/pace.ts';
import { wordsOf } from '../languages/choose-language.ts';
import { type DeskParts, openDesk, pageOf } from './desk.ts';
import type { Letter } from './letter.ts';
import { standingForWriter } from './my-letter.ts';
import { begunLetter, requireLetter } from './place-keeper.ts';
import { readQueuePlace } from './queue-place.ts';
import { shareLinks } from './share-links.ts';
import { resendConfirmation, type SubmitParts } from './submit-letter.ts';
import { canTakeOut } from './ways-out.ts';

export type AfterParts = SubmitParts &
  DeskParts & {
    limiter: Limiter;
    pace: Pace;
    /** Confirmed letters from a constituency, as the public may see it: text where they are too few to say. */
    countNeighbours: (campaignId: number, constituencyCode: string) => Promise<number | string>;
    /** How long the text of a letter is kept, days. */
    keptDays: () => Promise<number>;
  };

/** `/:campaign/sent` and `/thanks`: what is still to be done, and what happens next. */
export function afterRoutes(parts: AfterParts): Router {
  const { db, clock, limiter } = parts;
  const router = Router({ mergeParams: true });

  router.get('/:campaign/sent', async (req, res) => {
    const letter = await requireLetter(parts, req, res);
    if (letter.state !== 'awaiting_confirmation') {
      return res.redirect(303, pageOf(letter, req.params.campaign));
    }
    res.render('letters/sent', { title: wordsOf(res).text('letters:sent.title'), letter });
  });

  router.post('/:campaign/sent', limiter.byAddress('hand-over'), async (req, res) => {
    if (req.body.action === 'change') {
      if (campaignOf(res).state !== 'open') return res.redirect(303, `/${req.params.campaign}`);
      const desk = await openDesk(parts, req, res, { takeBack: true });
      if (desk) res.redirect(303, `/${req.params.campaign}/letter`);
      return;
    }
    const letter = await requireLetter(parts, req, res);
    await limiter.byEmail('mail', letter.email);
    await db.write(tx => resendConfirmation(tx, parts, letter.id, campaignOf(res)));
    res.redirect(303, `/${req.params.campaign}/sent`);
  });

  // Whoever confirmed on another device has no draft here; their mails carry the reference.
  router.get('/:campaign/thanks', async (req, res) => {
    const begun = await begunLetter(parts, req, res);
    const letter = begun?.confirmedAt ? begun : null;
    const campaign = campaignOf(res);
    const words = wordsOf(res);
    const standing = letter && standingForWriter(letter);
    const address = new URL(`/${campaign.slug}`, parts.baseUrl).href;
    res.render('letters/thanks', {
      title: words.text('letters:thanks.title'),
      letter,
      standing,
      leaving: standing === null || standing === 'confirmed',
      place: letter && (await readQueuePlace(db, letter, parts.pace, clock())),
      neighbours: letter && (await neighboursOf(letter)),
      asked: londonDate(askedAt(letter, campaign.followUpDays), words.language),
      keptDays: await parts.keptDays(),
      ownMeans: letter && canTakeOut(letter),
      myselfAddress: `/${campaign.slug}/myself`,
      address,
      shares: shareLinks(address, words.text('letters:thanks.share.text', { campaign: campaign.name })).map(
        ({ key, href }) => ({ href, words: `letters:thanks.share.${key}` }),
      ),
    });
  });

  return router;

  /** About when its writer is asked whether the MP replied. */
  function askedAt(letter: Letter | null, followUpDays: number): Date {
    const since = letter?.settledAt ?? letter?.confirmedAt ?? clock();
    return new Date(since.getTime() + followUpDays * DAY);
  }

  /** `count` is null where it is too small to be said. */
  async function neighboursOf({ campaignId, constituencyCode, constituency }: Letter) {
    if (!constituencyCode) return null;
    const count = await parts.countNeighbours(campaignId, constituencyCode);
    return { constituency, count: typeof count === 'number' ? count : null };
  }
}
