import { type RequestHandler, Router } from 'express';
import type { Secrets } from '../secrets/secrets.ts';
import { formToken } from './csrf.ts';
import { type GuardParts, requireSession, sessionOf, staffOnly } from './guard.ts';
import { createPasswords } from './password.ts';
import { ROLE_WORDS } from './role.ts';
import { signInRoutes, signOutRoutes } from './sign-in-routes.ts';

/**
 * The staff area: its doors first, then the guard, then everything behind it. Every route behind it
 * has its whole path and `staffOnly` with what it takes; a test walks them all.
 */
export function staffRoutes(given: GuardParts & { secrets: Secrets }): Router {
  const parts = { ...given, passwords: createPasswords() };
  const router = Router();

  router.use('/staff', staffLayout);
  router.use(signInRoutes(parts));

  router.use('/staff', requireSession(parts), formToken(parts.secrets));
  router.use(signOutRoutes(parts));
  router.get('/staff', staffOnly('see-counts'), (_req, res) => {
    res.render('staff/home', { title: 'Welcome', roleWords: ROLE_WORDS[sessionOf(res).account.role] });
  });

  return router;
}

const staffLayout: RequestHandler = (_req, res, next) => {
  res.locals.layout = 'staff';
  next();
};
