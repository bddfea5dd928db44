import { type Request, type Response, Router } from 'express';
import type { Limiter } from '../abuse/limiter.ts';
import { campaignOf } from '../campaigns/routes.ts';
import { textLanguageOf, wordsOf } from '../languages/choose-language.ts';
import { type Language, languageOf } from '../languages/language.ts';
import { addressedName, HOUSE_OF_COMMONS_ON_PAGES } from '../mps/member.ts';
import { readLine } from '../web/form.ts';
import { notFound } from '../web/problem.ts';
import { type DeskParts, openDesk } from './desk.ts';
import type { Letter } from './letter.ts';
import { answerErrors, type LetterText, letterTextErrors } from './letter-form.ts';
import { composedAt, textAt } from './letter-text.ts';
import { requireLetter } from './place-keeper.ts';
import { canTakeOut, fileNameOf, isWayOut, mailtoLink, sheetOf, type WayOut } from './ways-out.ts';

/** A letter that can be taken out, as it stands now. */
type Taken = {
  letter: Letter;
  text: LetterText;
  /** What the text is written in. */
  language: Language;
  mp: { name: string; email: string | null };
};

/** The page that a way opens; the other ways are files. */
const PAGES: Partial<Record<WayOut, string>> = { own_mail: 'mail', copied: 'copy', printed: 'print' };

/** `/:campaign/myself`: the supporter takes the letter and sends it; a post says how, and is recorded. */
export function waysOutRoutes(
  parts: DeskParts & { limiter: Limiter; draftDays: () => Promise<number> },
): Router {
  const { db, clock } = parts;
  const router = Router({ mergeParams: true });

  router.get('/:campaign/myself', async (req, res) => {
    const taken = await takenFrom(req, res);
    if (!taken) return;
    const { letter, mp } = taken;
    const isDraft = letter.state === 'draft';
    res.render('letters/ways-out', {
      title: titleOf(res, 'title'),
      letter,
      mp,
      isDraft,
      days: await parts.draftDays(),
      post: HOUSE_OF_COMMONS_ON_PAGES,
    });
  });

  router.post('/:campaign/myself', async (req, res) => {
    const way = readLine(req.body.way);
    if (!isWayOut(way)) throw notFound();
    const taken = await takenFrom(req, res);
    if (!taken) return;
    if (way === 'word_file') await parts.limiter.countAddress('word-file', req);
    await recordTaking(taken.letter.id, way);
    const page = PAGES[way];
    if (page) return res.redirect(303, `/${req.params.campaign}/myself/${page}`);
    await sendFile(res, taken, way);
  });

  router.get('/:campaign/myself/mail', async (req, res) => {
    const taken = await takenFrom(req, res);
    if (!taken) return;
    const { text, mp } = taken;
    if (!mp.email) return res.redirect(303, `/${req.params.campaign}/myself`);
    const link = mailtoLink({ address: mp.email, ...text });
    showText(res, 'mailTitle', taken, { link });
  });

  router.get('/:campaign/myself/copy', async (req, res) => {
    const taken = await takenFrom(req, res);
    if (taken) showText(res, 'copyTitle', taken, {});
  });

  router.get('/:campaign/myself/print', async (req, res) => {
    const taken = await takenFrom(req, res);
    if (!taken) return;
    res.render('letters/ways-out-print', {
      title: titleOf(res, 'printTitle'),
      sheet: sheetOf(taken.text.body, taken.letter),
      textLanguage: textLanguageOf(res, taken.language),
      post: HOUSE_OF_COMMONS_ON_PAGES,
    });
  });

  return router;

  /** Otherwise it has answered already, with the page where the letter stands. */
  async function takenFrom(req: Request, res: Response): Promise<Taken | null> {
    const kept = await requireLetter(parts, req, res);
    if (canTakeOut(kept)) {
      const { subject, body, mpName, mpEmail } = kept;
      return {
        letter: kept,
        text: { subject: subject ?? '', body: body ?? '' },
        language: languageOf(kept.language) ?? 'en',
        mp: { name: mpName ?? '', email: mpEmail },
      };
    }
    if (campaignOf(res).state !== 'open') {
      res.redirect(303, `/${req.params.campaign}`);
      return null;
    }
    const desk = await openDesk(parts, req, res);
    if (!desk) return null;
    const { letter, seat } = desk;
    const composed = await composedAt(parts, desk, res);
    const { text, changed } = textAt(desk, composed);
    // What is missing, too long, or new to its writer, is said there.
    const errors = [...answerErrors(letter, campaignOf(res)), ...letterTextErrors(text)];
    if (letter.state !== 'draft' || changed || errors.length > 0) {
      res.redirect(303, `/${req.params.campaign}/preview`);
      return null;
    }
    const { member } = seat;
    return {
      letter,
      text,
      language: composed.language,
      mp: { name: addressedName(member), email: member.email },
    };
  }

  function recordTaking(letterId: string, way: WayOut): Promise<unknown> {
    return db.write(tx =>
      tx.taking.upsert({
        where: { letterId_way: { letterId, way } },
        create: { letterId, way, at: clock() },
        update: {},
      }),
    );
  }

  async function sendFile(res: Response, { letter, text, language, mp }: Taken, way: WayOut): Promise<void> {
    if (way === 'word_file') {
      // Loaded when the first is asked for: what makes Word files is large, and few letters leave that way.
      const { wordFile } = await import('./word-file.ts');
      const file = await wordFile(sheetOf(text.body, letter), text.subject, language);
      res.attachment(fileNameOf(mp.name, 'docx')).send(file);
    } else {
      res.attachment(fileNameOf(mp.name, 'txt')).type('text/plain').send(text.body.replace(/\n/g, '\r\n'));
    }
  }

  function showText(res: Response, title: string, { text, language, mp }: Taken, more: object) {
    const textLanguage = textLanguageOf(res, language);
    res.render('letters/ways-out-text', { title: titleOf(res, title), text, mp, textLanguage, ...more });
  }
}

const titleOf = (res: Response, key: string) => wordsOf(res).text(`letters:waysOut.${key}`);
