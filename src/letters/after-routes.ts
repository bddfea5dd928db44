import { Router } from 'express';
import type { Limiter } from '../abuse/limiter.ts';
import { campaignOf } from '../campaigns/routes.ts';
import { DAY, londonDate } from '../clock.ts';
import type { Pace } from '../delivery/pace.ts';
import { pauseReason } from '../delivery/pause.ts';
import { wordsOf } from '../languages/choose-language.ts';
import { hasOpenLink } from '../tokens/token.ts';
import { type DeskParts, openDesk, pageOf } from './desk.ts';
import type { Letter } from './letter.ts';
import type { LetterState } from './letter-state.ts';
import { constituencyIn } from './letter-store.ts';
import { standingForWriter } from './my-letter.ts';
import { begunLetter, requireLetter } from './place-keeper.ts';
import { readQueuePlace } from './queue-place.ts';
import { shareLinks } from './share-links.ts';
import { resendConfirmation, type SubmitParts } from './submit-letter.ts';
import { canTakeOut } from './ways-out.ts';

/** Its MP has not had it, or its writer has said already that a reply came. */
const NEVER_ASKED: LetterState[] = ['failed', 'bounced', 'replied'];

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
    const linkIsOut = await hasOpenLink(db.read, letter.id);
    const title = wordsOf(res).text(linkIsOut ? 'letters:sent.title' : 'letters:sent.stopped');
    const again = linkIsOut && req.query.again === 'yes';
    res.render('letters/sent', { title, letter, linkIsOut, again });
  });

  router.post('/:campaign/sent', async (req, res) => {
    if (req.body.action === 'change') {
      if (campaignOf(res).state !== 'open') return res.redirect(303, `/${req.params.campaign}`);
      const desk = await openDesk(parts, req, res, { takeBack: true });
      if (desk) res.redirect(303, `/${req.params.campaign}/letter`);
      return;
    }
    await limiter.countAddress('hand-over', req);
    const letter = await requireLetter(parts, req, res);
    await limiter.byEmail('mail', letter.email);
    await db.write(tx => resendConfirmation(tx, parts, letter.id));
    res.redirect(303, `/${req.params.campaign}/sent?again=yes`);
  });

  // Whoever confirmed on another device has no draft here; their mails carry the reference.
  router.get('/:campaign/thanks', async (req, res) => {
    const begun = await begunLetter(parts, req, res);
    const campaign = campaignOf(res);
    if (begun?.state === 'awaiting_confirmation') return res.redirect(303, `/${campaign.slug}/sent`);
    const letter = begun?.confirmedAt ? begun : null;
    const words = wordsOf(res);
    const standing = letter && standingForWriter(letter);
    const leaving = standing === null || standing === 'confirmed';
    const place = letter && (await readQueuePlace(db, letter, parts.pace, clock()));
    const asked = askedAt(letter, campaign.followUpDays);
    const address = new URL(`/${campaign.slug}`, parts.baseUrl).href;
    res.render('letters/thanks', {
      title: words.text('letters:thanks.title'),
      letter,
      standing,
      cameBack: standing === 'failed' || standing === 'bounced' ? `letters:already.${standing}` : null,
      leaving,
      soon: leaving && !place && (await pauseReason(db.read, campaign.id)) === null,
      place,
      constituency: letter && (await constituencyIn(db.read, letter, words.language)),
      neighbours: letter && (await neighboursOf(letter)),
      asked: asked && londonDate(asked, words.language),
      keptDays: await parts.keptDays(),
      ownMeans: letter && canTakeOut(letter),
      address,
      shares: shareLinks(address, words.text('letters:thanks.share.text', { campaign: campaign.name })).map(
        ({ key, href }) => ({ href, words: `letters:thanks.share.${key}` }),
      ),
    });
  });

  return router;

  /** About when its writer is asked whether the MP replied; null: they are not, or were already. */
  function askedAt(letter: Letter | null, followUpDays: number): Date | null {
    if (letter && (NEVER_ASKED.includes(letter.state) || letter.askedAt || letter.askingEndedAt)) return null;
    const since = letter?.settledAt ?? letter?.confirmedAt ?? clock();
    return new Date(since.getTime() + followUpDays * DAY);
  }

  /** `count` is null where it is too small to be said. */
  async function neighboursOf({ campaignId, constituencyCode }: Letter) {
    if (!constituencyCode) return null;
    const count = await parts.countNeighbours(campaignId, constituencyCode);
    return { count: typeof count === 'number' ? count : null };
  }
}
