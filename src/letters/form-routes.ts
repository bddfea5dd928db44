import { type Request, type Response, Router } from 'express';
import type { Limiter } from '../abuse/limiter.ts';
import type { ProofOfWork } from '../abuse/proof.ts';
import { signsOf } from '../abuse/suspicion.ts';
import { findPrompts } from '../campaigns/prompt-store.ts';
import { campaignOf } from '../campaigns/routes.ts';
import { wordsOf } from '../languages/choose-language.ts';
import type { FilledSeat } from '../mps/mp-store.ts';
import { type FieldError, type FormBody, readLine } from '../web/form.ts';
import { carryOnLater } from './carry-on.ts';
import { type DeskParts, openDesk } from './desk.ts';
import { type Answers, LETTER_LIMITS, type Letter } from './letter.ts';
import { answerErrors, answersKept, emailErrors, readAnswers } from './letter-form.ts';
import { letterFormPage } from './letter-form-page.ts';
import type { MailParts } from './letter-mails.ts';
import { changeDraft } from './letter-store.ts';
import { languageAt } from './letter-text.ts';
import { requireLetter } from './place-keeper.ts';

export type FormParts = DeskParts &
  MailParts & {
    limiter: Limiter;
    /** Null: no sum is asked of the browser. */
    proof: ProofOfWork | null;
    draftDays: () => Promise<number>;
  };

/**
 * `/:campaign/letter`: the form. Each of its buttons keeps all that it holds, complete or not; so does its
 * script while somebody types.
 */
export function formRoutes(parts: FormParts): Router {
  const { db, clock, limiter, proof, cookie } = parts;
  const router = Router({ mergeParams: true });

  router.get('/:campaign/letter', async (req, res) => {
    const desk = await openDesk(parts, req, res);
    if (desk) await showForm(res, desk.letter, desk.seat, []);
  });

  router.post('/:campaign/letter', async (req, res) => {
    const form = await takeForm(req, res);
    if (!form) return;
    const errors = answerErrors(form.letter, campaignOf(res));
    if (errors.length > 0) return showForm(res.status(422), form.letter, form.seat, errors);
    res.redirect(303, `/${req.params.campaign}/preview`);
  });

  // Whatever became of the MP or the campaign meanwhile: words are kept first.
  router.post('/:campaign/letter/draft', async (req, res) => {
    const letter = await requireLetter(parts, req, res);
    const { kept } = await keepForm(req, res, letter);
    res.status(kept ? 204 : 409).end();
  });

  router.post('/:campaign/letter/questions', async (req, res) => {
    if (await takeForm(req, res)) res.redirect(303, `/${req.params.campaign}/story`);
  });

  router.post('/:campaign/letter/later', async (req, res) => {
    const form = await takeForm(req, res);
    if (!form) return;
    const later = `/${req.params.campaign}/later`;
    if (emailErrors(form.letter.email).length > 0) return res.redirect(303, later);
    await limiter.countAddress('hand-over', req);
    await limiter.byEmail('mail', form.letter.email);
    await carryOnLater(parts, form.letter.id, form.key, form.letter.email, await parts.draftDays());
    res.redirect(303, `${later}?sent=yes`);
  });

  return router;

  /** Keeps the form. @returns the letter to go on with; null where it has answered already */
  async function takeForm(req: Request, res: Response) {
    const open = campaignOf(res).state === 'open';
    const keep = (letter: Letter) => keepForm(req, res, letter);
    const desk = await openDesk(parts, req, res, { takeBack: open, keep });
    if (!desk) return null;
    const { answers } = await keepForm(req, res, desk.letter);
    if (open) return { ...desk, letter: { ...desk.letter, ...answers } };
    res.redirect(303, `/${req.params.campaign}`);
    return null;
  }

  async function keepForm(
    req: Request,
    res: Response,
    letter: Letter,
  ): Promise<{ answers: Answers & Pick<Letter, 'formMpName'>; kept: boolean }> {
    const named = readLine(req.body.addressed_to);
    const formMpName = named.length > LETTER_LIMITS.mpName ? null : named || null;
    const answers = { ...readAnswers(req.body), formMpName };
    const change = {
      ...answersKept(answers, campaignOf(res)),
      formMpName,
      signs: signsIn(req.body, letter),
      language: languageAt(letter, res),
      formLanguage: wordsOf(res).language,
    };
    const kept = await changeDraft(db, letter.id, change, clock());
    cookie.renew(req, res, campaignOf(res).slug);
    return { answers, kept };
  }

  /** A server that asks for a sum has a puzzle for each form; what a form lacks is noted, and never refused. */
  function signsIn(form: FormBody, { id, createdAt }: Letter) {
    const now = clock();
    return signsOf({
      trap: readLine(form.homepage),
      milliseconds: now.getTime() - createdAt.getTime(),
      proved: proof?.isSolved(id, readLine(form.proof), now),
    });
  }

  async function showForm(
    res: Response,
    letter: Letter,
    seat: FilledSeat,
    errors: FieldError[],
  ): Promise<void> {
    const campaign = campaignOf(res);
    const page = letterFormPage(campaign, letter, seat, errors, wordsOf(res));
    const hasQuestions = (await findPrompts(db, campaign.id)).length > 0;
    res.render('letters/form', { ...page, hasQuestions, sum: proof?.puzzleFor(letter.id, clock()) });
  }
}
