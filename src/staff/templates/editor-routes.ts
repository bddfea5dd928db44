import { type Request, type Response, Router } from 'express';
import type { LetterTemplate } from '../../campaigns/letter-template.ts';
import {
  discardDraft,
  OutdatedTemplate,
  revisionOf,
  saveDraft,
  type TemplateDesk,
} from '../../campaigns/template-store.ts';
import { londonDate } from '../../clock.ts';
import { letterFieldGuide } from '../../letters/letter-field-guide.ts';
import { sampleLetters } from '../../letters/sample-letters.ts';
import { type FieldError, type FormBody, readLine, readText } from '../../web/form.ts';
import { audit } from '../audit.ts';
import { staffOnly } from '../guard.ts';
import type { StaffParts } from '../parts.ts';
import { byOf, deskOf, problemsOf, shownProblems, TEMPLATES_PATH } from './desk.ts';
import { differences } from './differences.ts';
import { exampleOf } from './example.ts';
import { previewOf, type Readers, readerChoices, readReaders } from './preview.ts';

const PATH = `${TEMPLATES_PATH}/:campaign`;

/** `/staff/templates/:campaign`: the words, what is wrong with them, and what a supporter would see. */
export function editorRoutes({ db, clock }: StaffParts): Router {
  const router = Router();

  router.get(PATH, staffOnly('edit-templates'), async (req, res) => {
    const desk = await deskOf(db, req);
    await showEditor(res, desk, { text: newestText(desk), readers: readersIn(req.query) });
  });

  // Saves nothing. A reload of the page that it shows leads back to the editor.
  router.get(`${PATH}/preview`, staffOnly('edit-templates'), (req, res) =>
    res.redirect(303, `${TEMPLATES_PATH}/${req.params.campaign}`),
  );

  router.post(`${PATH}/preview`, staffOnly('edit-templates'), async (req, res) => {
    const desk = await deskOf(db, req);
    const text = readTemplate(req.body);
    const readers = readersIn(req.body);
    if (readLine(req.body.fragment)) {
      return res.render('staff/templates/checked', {
        layout: false,
        ...(await checked(desk, text, readers)),
      });
    }
    await showEditor(res, desk, {
      text,
      readers,
      seen: readLine(req.body.revision),
      overwrites: readLine(req.body.overwrite) !== '',
    });
  });

  router.post(PATH, staffOnly('edit-templates'), async (req, res) => {
    const desk = await deskOf(db, req);
    const text = readTemplate(req.body);
    const overwrites = readLine(req.body.overwrite) !== '';
    const by = byOf(res, clock());
    try {
      await db.write(async tx => {
        const draft = await saveDraft(tx, desk.campaign.id, text, readLine(req.body.revision), by);
        const target = desk.campaign.slug;
        if (overwrites)
          await audit(tx, {
            ...by,
            what: 'template.overwrite',
            target,
            details: { revision: draft.revision },
          });
      });
    } catch (failure) {
      if (!(failure instanceof OutdatedTemplate)) throw failure;
      return showConflict(req, res, text);
    }
    const next =
      readLine(req.body.next) === 'publish' ? '/publish' : `?${new URLSearchParams(readersIn(req.body))}`;
    res.redirect(303, `${TEMPLATES_PATH}/${req.params.campaign}${next}`);
  });

  router.post(`${PATH}/discard`, staffOnly('edit-templates'), async (req, res) => {
    const { campaign } = await deskOf(db, req);
    const by = byOf(res, clock());
    try {
      await db.write(async tx => {
        await discardDraft(tx, campaign.id, readLine(req.body.revision));
        await audit(tx, { ...by, what: 'template.discard', target: campaign.slug });
      });
    } catch (failure) {
      if (!(failure instanceof OutdatedTemplate)) throw failure;
      const desk = await deskOf(db, req);
      const message =
        'The draft has changed since you opened this page. Nothing was thrown away: look at it first';
      return showEditor(res.status(409), desk, {
        text: newestText(desk),
        readers: readersIn(req.body),
        errors: [{ field: 'body', message }],
      });
    }
    res.redirect(303, `${TEMPLATES_PATH}/${campaign.slug}`);
  });

  return router;

  /** Somebody was quicker: both texts, and what was typed still in the form. */
  async function showConflict(req: Request, res: Response, text: LetterTemplate): Promise<void> {
    const message = 'Somebody else changed this letter after you opened it. Your text is not saved yet';
    await showEditor(res.status(409), await deskOf(db, req), {
      text,
      readers: readersIn(req.body),
      overwrites: true,
      errors: [{ field: 'conflict', message }],
    });
  }

  async function showEditor(
    res: Response,
    desk: TemplateDesk,
    page: {
      text: LetterTemplate;
      readers: Readers;
      /** The revision that the writer began from; the newest, if it is not given. */
      seen?: string;
      /** Whether saving is to replace somebody else's text. */
      overwrites?: boolean;
      errors?: FieldError[];
    },
  ): Promise<void> {
    const { text, readers, overwrites } = page;
    const { campaign, published, draft } = desk;
    const samples = sampleLetters(campaign, londonDate(clock()));
    const theirs = newestText(desk);
    res.render('staff/templates/editor', {
      title: `Letter of “${campaign.name}”`,
      campaign,
      path: `${TEMPLATES_PATH}/${campaign.slug}`,
      published,
      draft,
      text,
      revision: page.seen || revisionOf(desk),
      errors: page.errors,
      conflict: overwrites && {
        who: draft ? draft.savedBy : published?.publishedBy,
        at: draft ? draft.savedAt : published?.createdAt,
        theirs,
        changes: differences(theirs, text),
      },
      guide: letterFieldGuide(campaign).map(({ title, entries }) => ({
        title,
        entries: entries.map(entry => ({ ...entry, ...exampleOf(entry, samples[0]?.fields ?? {}) })),
      })),
      ...readerChoices(readers),
      ...(await checked(desk, text, readers)),
    });
  }

  async function checked({ campaign }: TemplateDesk, text: LetterTemplate, readers: Readers) {
    return {
      editing: true,
      ...shownProblems(problemsOf(text, campaign, clock()), text),
      preview: await previewOf(db, text, campaign, readers, clock()),
    };
  }
}

const newestText = ({ draft, published }: TemplateDesk): LetterTemplate =>
  draft ?? published ?? { subject: '', body: '' };

/** A line break in the subject is kept, so that it can be shown as a mistake. */
const readTemplate = (body: FormBody): LetterTemplate => ({
  subject: readText(body.subject),
  body: readText(body.body),
});

const readersIn = (form: FormBody) => readReaders(readLine(form.relationship), readLine(form.mp));
