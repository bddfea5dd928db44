import { type Request, type Response, Router } from 'express';
import type { Limiter } from '../abuse/limiter.ts';
import { campaignOf } from '../campaigns/routes.ts';
import { DAY } from '../clock.ts';
import { textLanguageOf, wordsOf } from '../languages/choose-language.ts';
import { addressedName, plainName } from '../mps/member.ts';
import { type FieldError, readChoices, readLine } from '../web/form.ts';
import { type ChildDetail, findChildDetails, markOf } from './child-privacy.ts';
import { type Desk, type DeskParts, openDesk } from './desk.ts';
import { LETTER_LIMITS, type Letter } from './letter.ts';
import { answerErrors, type LetterText, letterTextErrors, readLetterText } from './letter-form.ts';
import { errorsInWords } from './letter-form-page.ts';
import { changeDraft } from './letter-store.ts';
import {
  addressedTo,
  type Composed,
  composedAt,
  isMadeElsewhere,
  languageAt,
  placeOf,
  sameText,
  textAt,
} from './letter-text.ts';
import { ownWordsInKind, ownWordsShare, withoutStory } from './own-words.ts';
import { PERIODS } from './retention.ts';
import { storyIn } from './story.ts';
import { isRepeated, type SubmitParts, submitLetter } from './submit-letter.ts';

type Parts = SubmitParts & DeskParts & { limiter: Limiter };

/** What the page shows beside the text. */
type Shown = {
  text: LetterText;
  composed: Composed;
  edited: boolean;
  errors?: FieldError[];
  /** It was written to another MP before. */
  changed?: boolean;
  /** There is something that its writer has not seen yet: the page begins there. */
  stop?: boolean;
};

/** `/:campaign/preview`: the letter as the MP will read it, to be changed and handed over. */
export function previewRoutes(parts: Parts): Router {
  const { db, clock, limiter } = parts;
  const router = Router({ mergeParams: true });

  router.get('/:campaign/preview', async (req, res) => {
    const desk = await openDesk(parts, req, res);
    if (!desk) return;
    if (answerErrors(desk.letter, campaignOf(res)).length > 0) {
      return res.redirect(303, `/${req.params.campaign}/letter`);
    }
    const composed = await composedAt(parts, desk, res);
    showPreview(res, desk, { ...textAt(desk, composed), composed });
  });

  router.post('/:campaign/preview', async (req, res) => {
    const open = campaignOf(res).state === 'open';
    const action = readLine(req.body.action);
    const desk = await openDesk(parts, req, res, {
      takeBack: open && ['answers', 'afresh', 'myself'].includes(action),
      keep: ({ id }) => changeDraft(db, id, textAsSent(req), clock()),
    });
    if (!desk) return;
    const { letter, seat } = desk;
    const to = (page: string) => res.redirect(303, `/${req.params.campaign}/${page}`);
    if (action === 'afresh') {
      await changeDraft(db, letter.id, { subject: null, body: null }, clock());
      return to('preview');
    }
    const composed = await composedAt(parts, desk, res, composedOn(req));
    const sent = { madeFor: readLine(req.body.made_for), text: readLetterText(req.body), at: composed.at };
    const { changed, text } = (await isMadeElsewhere(parts, desk, sent, res))
      ? { changed: true, text: composed.text }
      : addressedTo(seat, readLine(req.body.addressed_to), sent.text);
    const edited = !sameText(text, composed.text);
    const kept = edited ? { ...text, mpName: addressedName(seat.member) } : { subject: null, body: null };
    const spoken = { variant: composed.variant, language: languageAt(letter, res) };
    await changeDraft(db, letter.id, { ...kept, ...spoken }, clock());
    if (!open) return res.redirect(303, `/${req.params.campaign}`);
    if (action === 'answers' || answerErrors(letter, campaignOf(res)).length > 0) return to('letter');
    const errors = errorsInWords(letterTextErrors(text), wordsOf(res), text);
    if (errors.length > 0) return showPreview(res.status(422), desk, { text, composed, edited, errors });
    const stop = unseen(req, detailsIn(desk, text)).length > 0;
    if (changed || stop) return showPreview(res.status(409), desk, { text, composed, edited, changed, stop });
    if (action === 'myself') return to('myself');
    await limiter.countAddress('hand-over', req);
    if (isRepeated(letter, text)) return to('sent');
    await limiter.byEmail('mail', letter.email);
    const ownWords = ownWordsIn(text, composed, letter);
    const story = storyIn(text.body, composed.text.body, letter.story);
    await submitLetter(parts, letter, desk.key, seat, { ...text, ownWords, story });
    to('sent');
  });

  return router;

  /** Whether it was changed cannot be told without the MP that it was made for. */
  function textAsSent(req: Request) {
    const mpName = readLine(req.body.addressed_to);
    return mpName && mpName.length <= LETTER_LIMITS.mpName ? { ...readLetterText(req.body), mpName } : {};
  }

  /** The day that stands in the page's letter, which may have been open since yesterday: else it looked changed. */
  function composedOn(req: Request): Date {
    const now = clock();
    const on = new Date(readLine(req.body.composed_on));
    return on <= now && on.getTime() > now.getTime() - PERIODS.drafts.least * DAY ? on : now;
  }

  function detailsIn({ letter, seat }: Desk, { body }: LetterText): ChildDetail[] {
    return findChildDetails(body, { writer: letter.name, mp: plainName(seat.member), now: clock() });
  }

  /** The page brings along what it pointed out, and nobody is asked about that twice. */
  function unseen(req: Request, details: ChildDetail[]): ChildDetail[] {
    const seen = readChoices(req.body.seen);
    return details.filter(detail => !seen.includes(markOf(detail)));
  }

  function showPreview(res: Response, desk: Desk, { text, composed, edited, ...shown }: Shown) {
    const { member } = desk.seat;
    // Of one that is too long the rest is not looked at: it could be very long.
    const looked = { ...text, body: text.body.slice(0, LETTER_LIMITS.body) };
    const details = detailsIn(desk, looked).map(shownDetail);
    res.render('letters/preview', {
      title: wordsOf(res).text('letters:preview.title'),
      ...shown,
      text,
      edited,
      composedOn: composed.at.toISOString(),
      madeFor: placeOf(desk.letter),
      limits: LETTER_LIMITS,
      mp: { plain: plainName(member), addressed: addressedName(member), email: member.email },
      ownWords: ownWordsShown(ownWordsIn(looked, composed, desk.letter)),
      details,
      sentences: bySentence(details),
      textLanguage: textLanguageOf(res, composed.language),
      inLanguage: { en: 'letters:preview.inEnglish', cy: 'letters:preview.inWelsh' },
    });
  }
}

/** Only once the answers are found right: each line of the story is looked for. @returns percent */
const ownWordsIn = ({ body }: LetterText, composed: Composed, { story }: Letter): number =>
  ownWordsShare(body, withoutStory(composed.text.body, story));

function ownWordsShown(percent: number) {
  const { kind, share } = ownWordsInKind(percent);
  return { words: `letters:preview.own.${kind}`, share };
}

const shownDetail = (detail: ChildDetail) => ({
  ...detail,
  mark: markOf(detail),
  what: `letters:privacy.what.${detail.kind}`,
  suggestion: `letters:privacy.suggest.${detail.child ? 'child' : detail.kind}`,
});

/** Each sentence is quoted once, with all that was found in it. */
function bySentence(details: ReturnType<typeof shownDetail>[]) {
  return [...new Set(details.map(({ sentence }) => sentence))].map(sentence => {
    const found = details.filter(detail => detail.sentence === sentence);
    return { sentence, found, texts: found.map(({ text }) => text).join(', ') };
  });
}
