import { Router } from 'express';
import { readLine } from '../web/form.ts';
import { notFound } from '../web/problem.ts';
import { asOwner } from './acting.ts';
import { audit } from './audit.ts';
import { sessionOf, staffOnly } from './guard.ts';
import type { StaffParts } from './parts.ts';
import { currentPasswordErrors, newPasswordErrors, readPassword } from './password-form.ts';
import { ROLE_WORDS } from './role.ts';
import { listSessions, renewSession, revokeOthers, revokeSession } from './session.ts';

/** What was done on the page before. */
const DONE = new Map([
  ['password', 'Your password is changed. You are signed out everywhere else.'],
  ['sessions', 'You are signed out there.'],
]);

/** `/staff/account`: one's own account, its password, and where it is signed in. */
export function accountRoutes(parts: StaffParts): Router {
  const { db, clock, passwords, staffCookie } = parts;
  const router = Router();

  router.get('/staff/account', staffOnly('own-account'), async (req, res) => {
    const session = sessionOf(res);
    const sessions = await listSessions(db, session, clock());
    res.render('staff/account', {
      title: 'My account',
      done: DONE.get(readLine(req.query.done)),
      roleWords: ROLE_WORDS[session.account.role],
      hasSecondFactor: session.account.totpSecret !== null,
      sessions: sessions.map(each => ({ ...each, here: each.hash === session.hash })),
      others: sessions.length > 1,
    });
  });

  router.get('/staff/account/password', staffOnly('own-account'), (_req, res) => {
    res.render('staff/password', { title: 'Change your password' });
  });

  router.post('/staff/account/password', staffOnly('own-account'), async (req, res) => {
    const session = sessionOf(res);
    const { email } = session.account;
    const password = readPassword(req.body.password);
    const errors = newPasswordErrors(password, readPassword(req.body.again), email);
    const all = errors.length > 0 ? errors : await currentPasswordErrors(parts, req, res);
    if (all.length > 0) {
      if (res.statusCode === 200) res.status(422);
      return res.render('staff/password', { title: 'Change your password', errors: all });
    }
    const passwordHash = await passwords.hash(password);
    const token = await asOwner(parts, res, async (tx, by) => {
      await tx.staffAccount.update({ where: { id: session.accountId }, data: { passwordHash } });
      await audit(tx, { ...by, what: 'password.change' });
      return renewSession(tx, session, by.at);
    });
    staffCookie.write(res, token);
    res.redirect(303, '/staff/account?done=password');
  });

  router.post('/staff/account/sessions/:id/end', staffOnly('own-account'), async (req, res) => {
    const { accountId, account } = sessionOf(res);
    const device = await db.write(async tx => {
      const ended = await revokeSession(tx, accountId, String(req.params.id));
      if (!ended) return null;
      await audit(tx, {
        at: clock(),
        who: account.email,
        what: 'session.revoke',
        target: account.email,
        details: { device: ended },
      });
      return ended;
    });
    if (!device) throw notFound();
    res.redirect(303, '/staff/account?done=sessions');
  });

  router.post('/staff/account/sessions/end-others', staffOnly('own-account'), async (_req, res) => {
    const session = sessionOf(res);
    const { email } = session.account;
    await db.write(async tx => {
      const sessions = await revokeOthers(tx, session);
      await audit(tx, {
        at: clock(),
        who: email,
        what: 'session.revoke',
        target: email,
        details: { sessions },
      });
    });
    res.redirect(303, '/staff/account?done=sessions');
  });

  return router;
}
