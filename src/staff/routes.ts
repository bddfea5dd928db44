import { type RequestHandler, Router } from 'express';
import { accountRoutes } from './account-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { formToken } from './csrf.ts';
import { requireSession, sessionOf, staffOnly } from './guard.ts';
import { letterCaseRoutes } from './letters/routes.ts';
import { mpCorrectionRoutes } from './mps/routes.ts';
import { type StaffDeps, staffParts } from './parts.ts';
import { peopleRoutes } from './people-routes.ts';
import { ROLE_WORDS } from './role.ts';
import { secondFactorRoutes } from './second-factor-routes.ts';
import { setUpRoutes } from './set-up-routes.ts';
import { codeRoutes, signInRoutes, signOutRoutes } from './sign-in-routes.ts';

/**
 * The staff area: its doors first, then the guard, then everything behind it. Every route behind it
 * has its whole path and `staffOnly` with what it takes; a test walks them all.
 */
export function staffRoutes(deps: StaffDeps): Router {
  const parts = staffParts(deps);
  const router = Router();

  router.use('/staff', staffLayout);
  router.use(signInRoutes(parts));
  router.use(codeRoutes(parts));
  router.use(setUpRoutes(parts));

  router.use('/staff', requireSession(parts), formToken(parts.secrets));
  router.use(signOutRoutes(parts));
  router.get('/staff', staffOnly('see-counts'), (_req, res) => {
    res.render('staff/home', { title: 'Welcome', roleWords: ROLE_WORDS[sessionOf(res).account.role] });
  });
  router.use(accountRoutes(parts));
  router.use(secondFactorRoutes(parts));
  router.use(letterCaseRoutes(parts));
  router.use(mpCorrectionRoutes(parts));
  router.use(peopleRoutes(parts));
  router.use(auditRoutes(parts));

  return router;
}

const staffLayout: RequestHandler = (_req, res, next) => {
  res.locals.layout = 'staff';
  next();
};
