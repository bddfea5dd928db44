import { type Request, type Response, Router } from 'express';
import { addVersion, listVersions } from '../../campaigns/template-store.ts';
import { templateWords } from '../../campaigns/variants.ts';
import { type FieldError, readLine } from '../../web/form.ts';
import { notFound } from '../../web/problem.ts';
import { audit } from '../audit.ts';
import { staffOnly } from '../guard.ts';
import type { StaffParts } from '../parts.ts';
import { changeTemplate } from './change-template.ts';
import { deskOf, isSound, problemsOf, shownProblems, TEMPLATES_PATH, variantViews } from './desk.ts';
import { differences } from './differences.ts';
import { isPublishedAlready, noteErrors } from './note.ts';

const PATH = `${TEMPLATES_PATH}/:campaign/history`;

const PUBLISHED = 'Published. Supporters get this from now on.';

/** `/staff/templates/:campaign/history`: every text that was ever published, and the way back to it. */
export function historyRoutes(parts: StaffParts): Router {
  const { db, clock } = parts;
  const router = Router();

  router.get(PATH, staffOnly('edit-templates'), async (req, res) => {
    const { campaign, published } = await deskOf(db, req);
    const versions = await listVersions(db, campaign.id);
    res.render('staff/templates/history', {
      title: 'History of the letter',
      campaign,
      path: `${TEMPLATES_PATH}/${campaign.slug}`,
      done: readLine(req.query.done) === 'published' ? PUBLISHED : undefined,
      versions: versions.map(version => ({
        ...version,
        current: version.id === published?.id,
      })),
    });
  });

  router.get(`${PATH}/:version`, staffOnly('edit-templates'), async (req, res) => showVersion(req, res));

  router.post(`${PATH}/:version/roll-back`, staffOnly('edit-templates'), async (req, res) => {
    const { campaign, chosen, published } = await versionOf(req);
    const note = readLine(req.body.note);
    const seen = Number(readLine(req.body.version));
    const next = `${TEMPLATES_PATH}/${campaign.slug}/history?done=published`;
    if (isPublishedAlready({ published }, seen, note, res)) return res.redirect(303, next);
    const errors = noteErrors(note);
    if (!isSound(await problemsOf(templateWords(chosen), campaign, clock()))) {
      errors.unshift({
        field: 'mistakes',
        message: 'This text no longer fits the campaign: mend it in the editor',
      });
    }
    if (errors.length > 0) return showVersion(req, res.status(422), { note, errors });
    const done = await changeTemplate(parts, res, async (tx, by) => {
      const { version } = await addVersion(tx, campaign.id, seen, chosen, note, by);
      const details = { version, text: chosen.version };
      await audit(tx, { ...by, what: 'template.roll-back', target: campaign.slug, details });
    });
    if (!done) {
      const message =
        'Another text was published after you opened this page. Nothing has changed: look at it first';
      return showVersion(req, res.status(409), { note, errors: [{ field: 'changes', message }] });
    }
    res.redirect(303, next);
  });

  return router;

  async function versionOf(req: Request) {
    const { campaign, published } = await deskOf(db, req);
    const versions = await listVersions(db, campaign.id);
    const chosen = versions.find(({ version }) => String(version) === req.params.version);
    if (!chosen || !published) throw notFound();
    return { campaign, published, versions, chosen };
  }

  async function showVersion(
    req: Request,
    res: Response,
    page: { note?: string; errors?: FieldError[] } = {},
  ): Promise<void> {
    const { campaign, published, versions, chosen } = await versionOf(req);
    const asked = readLine(req.query.with) || String(chosen.version - 1);
    const other = versions.find(({ version }) => String(version) === asked);
    const current = chosen.id === published.id;
    const words = templateWords(chosen);
    res.render('staff/templates/version', {
      title: `Version ${chosen.version} of the letter`,
      campaign,
      path: `${TEMPLATES_PATH}/${campaign.slug}`,
      chosen,
      current,
      published,
      other,
      changes: other && differences(templateWords(other), words),
      variants: variantViews(words),
      others: versions
        .filter(({ id }) => id !== chosen.id)
        .map(({ version }) => ({ version, chosen: version === other?.version })),
      note: `Back to version ${chosen.version}`,
      ...shownProblems(current ? [] : await problemsOf(words, campaign, clock()), words),
      ...page,
    });
  }
}
