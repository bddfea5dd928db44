import { type Request, type Response, Router } from 'express';
import { campaignIn } from '../campaigns/campaign-words.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { preferLanguage, wordsOf } from '../languages/choose-language.ts';
import type { Words } from '../languages/words.ts';
import type { Letter } from '../letters/letter.ts';
import { findToken, type TokenKind } from '../tokens/token.ts';
import { readLine } from '../web/form.ts';
import { deadLink, Problem } from '../web/problem.ts';
import { ANSWERS, answerOf, canBeAnswered } from './answer.ts';
import { endAsking, recordAnswer } from './survey.ts';

type Parts = { db: Database; clock: Clock };

/** `/reply/:token`: "Did your MP reply?" A link in the mail chooses the answer, and the button gives it. */
export function replyRoutes({ db, clock }: Parts): Router {
  const router = Router();

  router.get('/reply/:token', async (req, res) => {
    const letter = await letterOf({ db, clock }, req, res, 'reply');
    if (!canBeAnswered(letter)) throw new Problem(410, 'link-over');
    const chosen = answerOf(readLine(req.query.answer))?.key ?? letter.answer;
    res.render('replies/reply', page(letter, chosen, wordsOf(res)));
  });

  router.post('/reply/:token', async (req, res) => {
    const letter = await letterOf({ db, clock }, req, res, 'reply');
    const answer = answerOf(readLine(req.body.answer));
    if (!answer) {
      const errors = [{ field: 'answer', message: wordsOf(res).text('replies:reply.choose') }];
      return res.status(422).render('replies/reply', { ...page(letter, null, wordsOf(res)), errors });
    }
    if (!(await db.write(tx => recordAnswer(tx, letter.id, answer, clock())))) {
      throw new Problem(410, 'link-over');
    }
    res.redirect(303, `${req.path}/thanks`);
  });

  router.get('/reply/:token/thanks', async (req, res) => {
    const letter = await letterOf({ db, clock }, req, res, 'reply');
    const answer = answerOf(letter.answer ?? '');
    if (!answer) return res.redirect(303, `/reply/${req.params.token}`);
    const title = wordsOf(res).text('replies:thanks.title');
    res.render('replies/thanks', { title, letter, answer, back: `/reply/${req.params.token}` });
  });

  return router;
}

function page(letter: Letter, chosen: string | null, words: Words) {
  return {
    title: words.text('replies:reply.title'),
    letter,
    answered: answerOf(letter.answer ?? ''),
    answers: ANSWERS.map((answer, i) => ({
      ...answer,
      chosen: answer.key === chosen,
      // The error summary leads to the first.
      id: i === 0 ? 'answer' : `answer-${answer.key}`,
    })),
  };
}

/**
 * `/unsubscribe/:token`: no more questions whether the MP replied. The post stands outside the same-origin
 * check, for mail programs send it (RFC 8058): all that it can do is to switch mail off. It answers
 * without a redirect, as the RFC asks.
 */
export function unsubscribeRoutes({ db, clock }: Parts): Router {
  const router = Router();

  router.get('/unsubscribe/:token', async (req, res) => {
    const letter = await letterOf({ db, clock }, req, res, 'unsubscribe');
    showUnsubscribe(res, letter.askingEndedAt !== null);
  });

  router.post('/unsubscribe/:token', async (req, res) => {
    const letter = await letterOf({ db, clock }, req, res, 'unsubscribe');
    await db.write(tx => endAsking(tx, letter.id, clock()));
    showUnsubscribe(res, true);
  });

  return router;
}

function showUnsubscribe(res: Response, ended: boolean): void {
  const title = wordsOf(res).text(ended ? 'replies:unsubscribe.ended' : 'replies:unsubscribe.title');
  res.render('replies/unsubscribe', { title, ended });
}

async function letterOf(
  { db, clock }: Parts,
  req: Request<{ token: string }>,
  res: Response,
  kind: TokenKind,
) {
  const token = await findToken(db, req.params.token, clock(), kind);
  if (!token?.letterId) throw deadLink();
  const row = await db.read.letter.findUniqueOrThrow({
    where: { id: token.letterId },
    include: { campaign: true },
  });
  preferLanguage(res, row.language);
  if (token.over) throw new Problem(410, 'link-over');
  const campaign = campaignIn(row.campaign, wordsOf(res).language);
  res.locals.campaign = campaign;
  return { ...(row as Letter & typeof row), campaign };
}
