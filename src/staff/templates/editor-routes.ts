import { type Request, type Response, Router } from 'express';
import { discardDraft, saveDraft } from '../../campaigns/template-store.ts';
import { type FormBody, readLine } from '../../web/form.ts';
import { audit } from '../audit.ts';
import { staffOnly } from '../guard.ts';
import type { StaffParts } from '../parts.ts';
import { changeTemplate } from './change-template.ts';
import { deskOf, newestWords, TEMPLATES_PATH } from './desk.ts';
import { readWords, variantIn } from './editor-form.ts';
import { checkedLetter, readerIn, showEditor } from './editor-page.ts';

const PATH = `${TEMPLATES_PATH}/:campaign`;

/** `/staff/templates/:campaign`: the words, what is wrong with them, and what a supporter would see. */
export function editorRoutes(parts: StaffParts): Router {
  const { db } = parts;
  const router = Router();

  router.get(PATH, staffOnly('edit-templates'), async (req, res) => {
    const desk = await deskOf(db, req);
    const [words, variant] = [newestWords(desk), variantIn(req.query)];
    const reader = readerIn(req.query, words, variant);
    await showEditor(parts, res, desk, { words, variant, reader, done: readLine(req.query.done) });
  });

  // Saves nothing. A reload of the page that it shows leads back to the editor.
  router.get(`${PATH}/preview`, staffOnly('edit-templates'), (req, res) =>
    res.redirect(303, `${TEMPLATES_PATH}/${req.params.campaign}`),
  );

  router.post(`${PATH}/preview`, staffOnly('edit-templates'), async (req, res) => {
    const desk = await deskOf(db, req);
    const page = pageIn(req.body, readWords(req.body, newestWords(desk)));
    if (readLine(req.body.fragment)) {
      const checked = await checkedLetter(parts, desk, page, () => res.destroyed);
      return res.render('staff/templates/checked', { layout: false, ...checked });
    }
    const overwrites = readLine(req.body.overwrite) !== '';
    await showEditor(parts, res, desk, { ...page, seen: readLine(req.body.revision), overwrites });
  });

  router.post(PATH, staffOnly('edit-templates'), async (req, res) => {
    const desk = await deskOf(db, req);
    const words = readWords(req.body, newestWords(desk));
    const overwrites = readLine(req.body.overwrite) !== '';
    const saved = await changeTemplate(parts, res, async (tx, by) => {
      const { revision } = await saveDraft(tx, desk.campaign.id, words, readLine(req.body.revision), by);
      const entry = { ...by, what: 'template.overwrite', target: desk.campaign.slug } as const;
      if (overwrites) await audit(tx, { ...entry, details: { revision } });
    });
    if (!saved) return showConflict(req, res);
    const [variant, persona] = [variantIn(req.body), readLine(req.body.persona)];
    const shown = new URLSearchParams({ variant, persona, done: 'saved' });
    const next = readLine(req.body.next) === 'publish' ? '/publish' : `?${shown}`;
    res.redirect(303, `${TEMPLATES_PATH}/${req.params.campaign}${next}`);
  });

  router.post(`${PATH}/discard`, staffOnly('edit-templates'), async (req, res) => {
    const { campaign, draft, published } = await deskOf(db, req);
    const next = `${TEMPLATES_PATH}/${campaign.slug}?done=discarded`;
    // The same button pressed twice: it is gone already, and was not published.
    const gone = !draft && String(published?.version ?? 0) === readLine(req.body.version);
    if (gone) return res.redirect(303, next);
    const discarded = await changeTemplate(parts, res, async (tx, by) => {
      await discardDraft(tx, campaign.id, readLine(req.body.revision));
      await audit(tx, { ...by, what: 'template.discard', target: campaign.slug });
    });
    if (!discarded) {
      const desk = await deskOf(db, req);
      const message =
        'The draft has changed since you opened this page. Nothing was thrown away: look at it first';
      const page = pageIn({}, newestWords(desk));
      return showEditor(parts, res.status(409), desk, { ...page, errors: [{ field: 'body', message }] });
    }
    res.redirect(303, next);
  });

  return router;

  /** Somebody was quicker: both texts, and what was typed still in the form. */
  async function showConflict(req: Request, res: Response): Promise<void> {
    const message = 'Somebody else changed this letter after you opened it. Your text is not saved yet';
    const desk = await deskOf(db, req);
    await showEditor(parts, res.status(409), desk, {
      ...pageIn(req.body, readWords(req.body, newestWords(desk))),
      overwrites: true,
      errors: [{ field: 'conflict', message }],
    });
  }
}

function pageIn(form: FormBody, words: ReturnType<typeof newestWords>) {
  const variant = variantIn(form);
  return { words, variant, reader: readerIn(form, words, variant) };
}
