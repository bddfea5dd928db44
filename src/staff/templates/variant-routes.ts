import { type Request, type Response, Router } from 'express';
import { saveDraft, type TemplateDesk } from '../../campaigns/template-store.ts';
import {
  addVariant,
  DEFAULT,
  MOST_VARIANTS,
  moveVariant,
  removeVariant,
  type TemplateWords,
  variantsInOrder,
} from '../../campaigns/variants.ts';
import { type FieldError, readLine } from '../../web/form.ts';
import { Problem } from '../../web/problem.ts';
import { staffOnly } from '../guard.ts';
import { STAFF_LIMITS } from '../limits.ts';
import type { StaffParts } from '../parts.ts';
import { changeTemplate } from './change-template.ts';
import { deskOf, newestWords, TEMPLATES_PATH } from './desk.ts';
import { readerIn, showEditor } from './editor-page.ts';

const PATH = `${TEMPLATES_PATH}/:campaign/variants`;

/** `/staff/templates/:campaign/variants`: which variants there are, and in which order they are asked. */
export function variantRoutes(parts: StaffParts): Router {
  const { db } = parts;
  const router = Router();

  router.post(PATH, staffOnly('edit-templates'), async (req, res) => {
    const desk = await deskOf(db, req);
    const name = readLine(req.body.new_name);
    const message = nameProblem(name, newestWords(desk));
    if (message) {
      const errors = [{ field: 'new_name', message }];
      return show(res.status(422), desk, { errors, newName: name });
    }
    const { words, key } = addVariant(newestWords(desk), name);
    await save(req, res, desk, words, { key, done: 'added' });
  });

  router.post(`${PATH}/:variant`, staffOnly('edit-templates'), async (req, res) => {
    const desk = await deskOf(db, req);
    const [words, key] = [newestWords(desk), String(req.params.variant)];
    switch (readLine(req.body.action)) {
      case 'earlier':
        return save(req, res, desk, moveVariant(words, key, -1), { key, done: 'moved' });
      case 'later':
        return save(req, res, desk, moveVariant(words, key, 1), { key, done: 'moved' });
      case 'remove':
        return save(req, res, desk, removeVariant(words, key), { key: DEFAULT.key, done: 'removed' });
      default:
        throw new Problem(400, 'damaged');
    }
  });

  return router;

  async function save(
    req: Request,
    res: Response,
    { campaign }: TemplateDesk,
    words: TemplateWords,
    { key, done }: { key: string; done: string },
  ): Promise<void> {
    const seen = readLine(req.body.revision);
    const saved = await changeTemplate(parts, res, (tx, by) => saveDraft(tx, campaign.id, words, seen, by));
    if (!saved) {
      const message = 'The letter has changed since you opened this page. Nothing was done: look at it first';
      const errors = [{ field: 'variants', message }];
      return show(res.status(409), await deskOf(db, req), { errors, newName: readLine(req.body.new_name) });
    }
    res.redirect(303, `${TEMPLATES_PATH}/${campaign.slug}?variant=${key}&done=${done}`);
  }

  function show(
    res: Response,
    desk: TemplateDesk,
    page: { errors: FieldError[]; newName: string },
  ): Promise<void> {
    const words = newestWords(desk);
    const reader = readerIn({}, words, DEFAULT.key);
    return showEditor(parts, res, desk, { words, variant: DEFAULT.key, reader, ...page });
  }
}

/** Why there can be no new variant of that name, in words; or null. */
function nameProblem(name: string, words: TemplateWords): string | null {
  if (!name) return 'Give the new variant a name, such as “Ministers”';
  if (name.length > STAFF_LIMITS.variantName) {
    return `Shorten the name to ${STAFF_LIMITS.variantName} characters`;
  }
  const taken = variantsInOrder(words).some(variant => variant.name.toLowerCase() === name.toLowerCase());
  if (taken) return 'Another variant has this name: choose another';
  if (words.variants.length >= MOST_VARIANTS)
    return `Have at most ${MOST_VARIANTS} variants: take one out first`;
  return null;
}
