import { Router } from 'express';
import { Problem } from '../web/problem.ts';
import type { StaffParts } from './parts.ts';
import { browserOf, newPasswordErrors, readPassword } from './password-form.ts';
import { setUpAccount } from './set-up.ts';
import { findSetUpLink } from './set-up-link.ts';

/** `/staff/set-up/:token`: choose a password. Opening the link changes nothing. */
export function setUpRoutes(parts: StaffParts): Router {
  const { db, clock, staffCookie, devices, needsSecondFactor } = parts;
  const router = Router();

  router.get('/staff/set-up/:token', async (req, res) => {
    res.render('staff/set-up', await pageFor(req.params.token));
  });

  router.post('/staff/set-up/:token', async (req, res) => {
    const page = await pageFor(req.params.token);
    const password = readPassword(req.body.password);
    const errors = await newPasswordErrors(parts, password, readPassword(req.body.again), page.email);
    if (errors.length > 0) return res.status(422).render('staff/set-up', { ...page, errors });
    const browser = browserOf(parts, req);
    const session = await setUpAccount(parts, page.link, password, browser.name);
    if (!session) throw new Problem(410, 'staff-link-over');
    staffCookie.write(res, session.token);
    if (session.stage === 'code') return res.redirect(303, '/staff/sign-in/code');
    devices.remember(res, page.link.accountId);
    res.redirect(303, '/staff');
  });

  return router;

  async function pageFor(token: string) {
    const link = await findSetUpLink(db, token, clock());
    if (!link) throw new Problem(404, 'staff-no-link');
    if (link.over) throw new Problem(410, 'staff-link-over');
    const { email, role, totpSecret } = link.account;
    return {
      title: 'Choose your password',
      link,
      email,
      thenCode: totpSecret !== null,
      thenSecondFactor: needsSecondFactor(role) && totpSecret === null,
    };
  }
}
