import { type Request, type Response, Router } from 'express';
import { publishDraft, revisionOf, type TemplateDesk } from '../../campaigns/template-store.ts';
import { NO_WORDS, templateWords } from '../../campaigns/variants.ts';
import { type FieldError, readLine } from '../../web/form.ts';
import { audit } from '../audit.ts';
import { staffOnly } from '../guard.ts';
import type { StaffParts } from '../parts.ts';
import { changeTemplate } from './change-template.ts';
import { deskOf, isSound, problemsOf, shownProblems, TEMPLATES_PATH } from './desk.ts';
import { differences } from './differences.ts';
import { isPublishedAlready, noteErrors } from './note.ts';

const PATH = `${TEMPLATES_PATH}/:campaign/publish`;

/** `/staff/templates/:campaign/publish`: what would change, and the button that changes it. */
export function publishRoutes(parts: StaffParts): Router {
  const { db, clock } = parts;
  const router = Router();

  router.get(PATH, staffOnly('edit-templates'), async (req, res) => {
    const desk = await deskOf(db, req);
    if (!desk.draft) return res.redirect(303, `${TEMPLATES_PATH}/${desk.campaign.slug}`);
    await showPublish(res, desk);
  });

  router.post(PATH, staffOnly('edit-templates'), async (req, res) => {
    const desk = await deskOf(db, req);
    const { campaign, draft } = desk;
    const next = `${TEMPLATES_PATH}/${campaign.slug}/history?done=published`;
    const note = readLine(req.body.note);
    const seen = { revision: readLine(req.body.revision), version: Number(readLine(req.body.version)) };
    if (!draft && isPublishedAlready(desk, seen.version, note, res)) return res.redirect(303, next);
    if (!draft || revisionOf(desk) !== seen.revision) return showOutdated(req, res, note);
    const errors = [...(await mistakesOf(desk)), ...noteErrors(note)];
    if (errors.length > 0) return showPublish(res.status(422), desk, { note, errors });
    const done = await changeTemplate(parts, res, async (tx, by) => {
      const { version } = await publishDraft(tx, campaign.id, seen, note, by);
      await audit(tx, { ...by, what: 'template.publish', target: campaign.slug, details: { version } });
    });
    if (!done) return showOutdated(req, res, note);
    res.redirect(303, next);
  });

  return router;

  /** The draft, or what is published, is no longer what was looked at. */
  async function showOutdated(req: Request, res: Response, note: string): Promise<void> {
    const message =
      'Nothing is published yet: the letter changed after you opened this page. Look at the differences again';
    await showPublish(res.status(409), await deskOf(db, req), {
      note,
      errors: [{ field: 'changes', message }],
    });
  }

  async function mistakesOf({ draft, campaign }: TemplateDesk): Promise<FieldError[]> {
    if (!draft || isSound(await problemsOf(templateWords(draft), campaign, clock()))) return [];
    return [{ field: 'mistakes', message: 'Mend the mistakes in the letter first' }];
  }

  async function showPublish(
    res: Response,
    desk: TemplateDesk,
    page: { note?: string; errors?: FieldError[] } = {},
  ): Promise<void> {
    const { campaign, published, draft } = desk;
    const words = draft && templateWords(draft);
    const problems = words ? await problemsOf(words, campaign, clock()) : [];
    const changes = words ? differences(templateWords(published ?? NO_WORDS), words) : [];
    res.render('staff/templates/publish', {
      title: 'Publish the letter',
      campaign,
      path: `${TEMPLATES_PATH}/${campaign.slug}`,
      published,
      draft,
      changes,
      sound: isSound(problems),
      revision: revisionOf(desk),
      overtaken: draft && draft.baseVersion !== (published?.version ?? 0),
      ...(words ? shownProblems(problems, words) : {}),
      ...page,
    });
  }
}
