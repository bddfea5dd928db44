import { type Response, Router } from 'express';
import type { ProofOfWork } from '../abuse/proof.ts';
import { signsOf } from '../abuse/suspicion.ts';
import { campaignOf } from '../campaigns/routes.ts';
import { wordsOf } from '../languages/choose-language.ts';
import { type FieldError, type FormBody, readLine } from '../web/form.ts';
import { type AfterParts, afterRoutes } from './after-routes.ts';
import { openDesk, type WritableSeat } from './desk.ts';
import type { Letter } from './letter.ts';
import { answerErrors, readAnswers } from './letter-form.ts';
import { letterFormPage } from './letter-form-page.ts';
import { changeDraft } from './letter-store.ts';
import { previewRoutes } from './preview-routes.ts';
import { waysOutRoutes } from './ways-out-routes.ts';

type Parts = AfterParts & {
  /** Null: no sum is asked of the browser. */
  proof: ProofOfWork | null;
};

/** `/:campaign/letter`, `/preview`, `/myself`, `/sent`, `/thanks`: write, check, hand over. */
export function letterRoutes(parts: Parts): Router {
  const { db, clock, proof } = parts;
  const router = Router({ mergeParams: true });

  router.get('/:campaign/letter', async (req, res) => {
    const desk = await openDesk(parts, req, res);
    if (desk) showForm(res, desk.letter, desk.seat, []);
  });

  router.post('/:campaign/letter', async (req, res) => {
    const open = campaignOf(res).state === 'open';
    const desk = await openDesk(parts, req, res, { takeBack: open });
    if (!desk) return;
    const answers = readAnswers(req.body);
    const signs = signsIn(req.body, desk.letter);
    await changeDraft(db, desk.letter.id, { ...answers, signs, language: wordsOf(res).language }, clock());
    if (!open) return res.redirect(303, `/${req.params.campaign}`);
    const errors = answerErrors(answers, campaignOf(res));
    if (errors.length > 0)
      return showForm(res.status(422), { ...desk.letter, ...answers }, desk.seat, errors);
    res.redirect(303, `/${req.params.campaign}/preview`);
  });

  router.use(previewRoutes(parts), waysOutRoutes(parts), afterRoutes(parts));

  return router;

  /** A server that asks for a sum has a puzzle for each form; what a form lacks is noted, and never refused. */
  function signsIn(form: FormBody, { id, createdAt }: Letter) {
    const now = clock();
    return signsOf({
      trap: readLine(form.homepage),
      milliseconds: now.getTime() - createdAt.getTime(),
      proved: proof?.isSolved(id, readLine(form.proof), now),
    });
  }

  function showForm(res: Response, letter: Letter, seat: WritableSeat, errors: FieldError[]) {
    const page = letterFormPage(campaignOf(res), letter, seat, errors, wordsOf(res));
    res.render('letters/form', { ...page, sum: proof?.puzzleFor(letter.id, clock()) });
  }
}
