import { type Response, Router } from 'express';
import type { Limiter } from '../abuse/limiter.ts';
import { campaignOf } from '../campaigns/routes.ts';
import { londonDate } from '../clock.ts';
import type { Pace } from '../delivery/pace.ts';
import { addressedName, plainName } from '../mps/member.ts';
import { type FieldError, readLine } from '../web/form.ts';
import { composeLetter } from './compose-letter.ts';
import { type DeskParts, openDesk, pageOf, type WritableSeat } from './desk.ts';
import { type Letter, LIMITS } from './letter.ts';
import { answerErrors, type LetterText, letterTextErrors, readLetterText } from './letter-form.ts';
import { changeDraft } from './letter-store.ts';
import { begunLetter, requireLetter } from './place-keeper.ts';
import { readQueuePlace } from './queue-place.ts';
import { readdressed } from './send-letter.ts';
import { resendConfirmation, reviseLetter, type SubmitParts, submitLetter } from './submit-letter.ts';

type Parts = SubmitParts & DeskParts & { limiter: Limiter; pace: Pace };

/** `/:campaign/preview`, `/sent`, `/thanks`: check, hand over. */
export function letterRoutes(parts: Parts): Router {
  const { db, clock, limiter } = parts;
  const router = Router({ mergeParams: true });
  const sendLimit = limiter.byAddress('hand-over');

  router.get('/:campaign/preview', async (req, res) => {
    const desk = await openDesk(parts, req, res);
    if (!desk) return;
    if (answerErrors(desk.letter, campaignOf(res)).length > 0) {
      return res.redirect(303, `/${req.params.campaign}/letter`);
    }
    const { subject, body, mpName } = desk.letter;
    const edited = subject !== null && body !== null;
    const text = edited ? { subject, body } : await composed(desk.letter, desk.seat, res);
    showPreview(res, addressedTo(desk.seat, (edited && mpName) || '', text), desk.seat, [], edited);
  });

  router.post('/:campaign/preview', sendLimit, async (req, res) => {
    const open = campaignOf(res).state === 'open';
    const desk = await openDesk(parts, req, res, {
      takeBack: open && (req.body.action === 'answers' || req.body.action === 'afresh'),
    });
    if (!desk) return;
    const { letter, seat } = desk;
    const to = (page: string) => res.redirect(303, `/${req.params.campaign}/${page}`);
    if (req.body.action === 'afresh') {
      await changeDraft(db, letter.id, { subject: null, body: null }, clock());
      return to('preview');
    }
    const { changed, ...text } = addressedTo(seat, readLine(req.body.addressed_to), readLetterText(req.body));
    const fresh = await composed(letter, seat, res);
    const edited = text.subject !== fresh.subject || text.body !== fresh.body;
    const kept = edited ? { ...text, mpName: addressedName(seat.member) } : { subject: null, body: null };
    await changeDraft(db, letter.id, kept, clock());
    if (!open) return res.redirect(303, `/${req.params.campaign}`);
    if (req.body.action === 'answers') return to('letter');
    if (answerErrors(letter, campaignOf(res)).length > 0) return to('letter');
    const errors = letterTextErrors(text);
    if (errors.length > 0) return showPreview(res.status(422), text, seat, errors, edited);
    if (changed) return showPreview(res.status(409), { ...text, changed }, seat, [], edited);
    await limiter.byEmail('mail', letter.email);
    await submitLetter(parts, letter.id, campaignOf(res), seat, text);
    to('sent');
  });

  router.get('/:campaign/sent', async (req, res) => {
    const letter = await requireLetter(parts, req, res);
    if (letter.state !== 'awaiting_confirmation')
      return res.redirect(303, pageOf(letter, req.params.campaign));
    res.render('letters/sent', { title: 'Check your email', letter });
  });

  router.post('/:campaign/sent', sendLimit, async (req, res) => {
    const letter = await requireLetter(parts, req, res);
    if (req.body.action === 'change') {
      if (campaignOf(res).state !== 'open') return res.redirect(303, `/${req.params.campaign}`);
      await reviseLetter(parts, letter.id);
      return res.redirect(303, `/${req.params.campaign}/letter`);
    }
    await limiter.byEmail('mail', letter.email);
    await db.write(tx => resendConfirmation(tx, parts, letter.id, campaignOf(res)));
    res.redirect(303, `/${req.params.campaign}/sent`);
  });

  // Whoever confirmed on another device has no draft here; their mails carry the reference.
  router.get('/:campaign/thanks', async (req, res) => {
    const begun = await begunLetter(parts, req, res);
    const letter = begun?.confirmedAt ? begun : null;
    const place = letter && (await readQueuePlace(db, letter, parts.pace, clock()));
    res.render('letters/thanks', { title: 'Thank you', letter, place });
  });

  return router;

  async function composed(letter: Letter, seat: WritableSeat, res: Response): Promise<LetterText> {
    const template = await db.read.templateVersion.findUniqueOrThrow({
      where: { id: letter.templateVersionId },
    });
    return composeLetter(template, letter, seat, campaignOf(res), londonDate(clock()));
  }
}

/**
 * The text as it must read for that seat's MP. `changed`: it was written to somebody else, so its writer
 * has to see it before it goes.
 *
 * @param mpName whom the text was written to, as its address block has them; "" where nobody says
 */
function addressedTo(
  { member }: WritableSeat,
  mpName: string,
  text: LetterText,
): LetterText & { changed: boolean } {
  const changed = mpName !== '' && mpName !== addressedName(member);
  return { ...text, ...(changed ? readdressed({ body: text.body, mpName }, member) : {}), changed };
}

function showPreview(
  res: Response,
  text: LetterText & { changed?: boolean },
  { member }: WritableSeat,
  errors: FieldError[],
  edited: boolean,
) {
  res.render('letters/preview', {
    title: 'Check your letter',
    text,
    errors,
    edited,
    limits: LIMITS,
    mp: { plain: plainName(member), addressed: addressedName(member), email: member.email },
  });
}
