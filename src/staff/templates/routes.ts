import { type RequestHandler, Router } from 'express';
import { listTemplateDesks } from '../../campaigns/template-store.ts';
import { staffOnly } from '../guard.ts';
import type { StaffParts } from '../parts.ts';
import { TEMPLATES_PATH } from './desk.ts';
import { editorRoutes } from './editor-routes.ts';
import { historyRoutes } from './history-routes.ts';
import { publishRoutes } from './publish-routes.ts';
import { variantRoutes } from './variant-routes.ts';

/** `/staff/templates`: the campaigns' letters; under each its editor, its variants, its publishing, its history. */
export function templateRoutes(parts: StaffParts): Router {
  const router = Router();
  router.use(TEMPLATES_PATH, templateStyles);

  router.get(TEMPLATES_PATH, staffOnly('edit-templates'), async (_req, res) => {
    const desks = await listTemplateDesks(parts.db);
    res.render('staff/templates/list', { title: 'Letter templates', desks });
  });

  router.use(editorRoutes(parts));
  router.use(variantRoutes(parts));
  router.use(publishRoutes(parts));
  router.use(historyRoutes(parts));

  return router;
}

const templateStyles: RequestHandler = (_req, res, next) => {
  res.locals.styles = ['staff-templates.css'];
  next();
};
