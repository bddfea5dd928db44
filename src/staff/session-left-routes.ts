import { Router } from 'express';
import { formTokens } from './csrf.ts';
import type { StaffParts } from './parts.ts';
import { findSession, timeLeft } from './session.ts';

/**
 * `/staff/session-left`: how long the browser's session still counts, in whole seconds, whose it is, and the token of its
 * forms; for public/signed-out.js. It stands before the guard, for to ask is not to use: a page that is left open must not keep its
 * session alive.
 */
export function sessionLeftRoutes({ db, clock, secrets, staffCookie }: StaffParts): Router {
  const mark = formTokens(secrets);
  const router = Router();
  router.get('/staff/session-left', async (req, res) => {
    const session = await findSession(db, staffCookie.read(req), clock());
    if (session?.stage !== 'open') return res.json({ left: 0, who: '', token: '' });
    const { account } = session;
    const left = Math.ceil(timeLeft(session, account.role, clock()) / 1_000);
    res.json({ left, who: account.id, token: mark(session.hash) });
  });
  return router;
}
