import { Router } from 'express';
import { type AfterParts, afterRoutes } from './after-routes.ts';
import { type LaterParts, laterRoutes } from './carry-on-routes.ts';
import { type FormParts, formRoutes } from './form-routes.ts';
import { previewRoutes } from './preview-routes.ts';
import { storyRoutes } from './story-routes.ts';
import { waysOutRoutes } from './ways-out-routes.ts';

/** A letter under `/:campaign`, in the order of its pages: write it, check it, take it or hand it over, and thanks. */
export function letterRoutes(parts: FormParts & LaterParts & AfterParts): Router {
  const router = Router({ mergeParams: true });
  router.use(formRoutes(parts));
  router.use(storyRoutes(parts));
  router.use(laterRoutes(parts));
  router.use(previewRoutes(parts));
  router.use(waysOutRoutes(parts));
  router.use(afterRoutes(parts));
  return router;
}
