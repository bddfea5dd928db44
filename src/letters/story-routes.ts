import { type Request, type Response, Router } from 'express';
import { findPrompts } from '../campaigns/prompt-store.ts';
import { choosePrompts, type Prompt } from '../campaigns/prompts.ts';
import { campaignOf } from '../campaigns/routes.ts';
import { wordsOf } from '../languages/choose-language.ts';
import type { Language } from '../languages/language.ts';
import { type FormBody, readText } from '../web/form.ts';
import { Problem } from '../web/problem.ts';
import { type DeskParts, openDesk } from './desk.ts';
import { LETTER_LIMITS, type Letter } from './letter.ts';
import { changeDraft } from './letter-store.ts';
import { languageAt } from './letter-text.ts';
import { requireLetter } from './place-keeper.ts';
import { withAnswers, withoutAnswers } from './story.ts';

/** Longest story that answers are still put behind: five times what a letter takes. */
const MOST_KEPT = 5 * LETTER_LIMITS.story;

/** `/:campaign/story`: a few questions to begin with. What is answered becomes part of the story at once. */
export function storyRoutes(parts: DeskParts): Router {
  const { db, clock, cookie } = parts;
  const router = Router({ mergeParams: true });

  router.get('/:campaign/story', async (req, res) => {
    const desk = await openDesk(parts, req, res);
    if (!desk) return;
    const { language, text } = wordsOf(res);
    const prompts = choosePrompts(await findPrompts(db, campaignOf(res).id), desk.letter);
    if (prompts.length === 0) return res.redirect(303, `/${req.params.campaign}/letter#story`);
    res.render('letters/story', {
      title: text('letters:prompts.title'),
      questions: prompts.map(prompt => asked(prompt, language)),
      story: desk.letter.story,
    });
  });

  router.post('/:campaign/story', async (req, res) => {
    const open = campaignOf(res).state === 'open';
    const keep = (letter: Letter) => keepAnswers(req, res, letter);
    const desk = await openDesk(parts, req, res, { takeBack: open, keep });
    if (!desk) return;
    await keepAnswers(req, res, desk.letter);
    res.redirect(303, open ? `/${req.params.campaign}/letter#story` : `/${req.params.campaign}`);
  });

  router.post('/:campaign/story/draft', async (req, res) => {
    const kept = await keepAnswers(req, res, await requireLetter(parts, req, res));
    res.status(kept ? 204 : 409).end();
  });

  return router;

  async function keepAnswers(req: Request, res: Response, letter: Letter): Promise<boolean> {
    const answers = readStoryAnswers(req.body);
    const before = readText(req.body.before);
    const told =
      req.body.action === 'skip'
        ? withoutAnswers(letter.story, [readText(req.body.sending), before])
        : withAnswers(letter.story, answers, before);
    // Each time it grows by what is sent, and it can be sent for ever.
    if (told.length > Math.max(MOST_KEPT, letter.story.length)) throw new Problem(413, 'too-large');
    cookie.renew(req, res, campaignOf(res).slug);
    return changeDraft(db, letter.id, { story: told, language: languageAt(letter, res) }, clock());
  }
}

/** In the order of the page, also where staff have taken the question away since. */
function readStoryAnswers(body: FormBody): string[] {
  const names = Object.keys(body).filter(name => /^answer-\d+$/.test(name));
  return names.map(name => readText(body[name]));
}

/** @returns `lang` only where the question is not in the page's language */
function asked({ id, question, questionCy }: Prompt, language: Language) {
  if (language === 'en') return { id, question };
  return questionCy ? { id, question: questionCy } : { id, question, lang: 'en' };
}
