import { type Response, Router } from 'express';
import type { Transaction } from '../db/database.ts';
import { type FieldError, readLine } from '../web/form.ts';
import { asOwner } from './acting.ts';
import { audit } from './audit.ts';
import { sessionOf, staffOnly } from './guard.ts';
import type { StaffParts } from './parts.ts';
import { currentPasswordErrors, newPasswordErrors, readPassword } from './password-form.ts';
import { OWN_ROLE_WORDS } from './role.ts';
import { listSessions, renewSession, revokeOthers, revokeSession, type Session } from './session.ts';
import { endSetUpLinks } from './set-up-link.ts';

/** What was done on the page before. */
const DONE = new Map([
  ['password', 'Your password is changed. You are signed out everywhere else.'],
  ['sessions', 'You are signed out there.'],
]);

/** What the form says instead of one session. */
const EVERYWHERE_ELSE = 'others';

/** `/staff/account`: one's own account, its password, and where it is signed in. */
export function accountRoutes(parts: StaffParts): Router {
  const { db, clock, passwords, staffCookie } = parts;
  const router = Router();

  router.get('/staff/account', staffOnly('own-account'), async (req, res) => {
    await showAccount(res, { done: DONE.get(readLine(req.query.done)) });
  });

  router.get('/staff/account/password', staffOnly('own-account'), (_req, res) => {
    res.render('staff/password', { title: 'Change your password' });
  });

  router.post('/staff/account/password', staffOnly('own-account'), async (req, res) => {
    const session = sessionOf(res);
    const { email } = session.account;
    const password = readPassword(req.body.password);
    const errors = await newPasswordErrors(parts, password, readPassword(req.body.again), email);
    const all = errors.length > 0 ? errors : await currentPasswordErrors(parts, req, res);
    if (all.length > 0) {
      if (res.statusCode === 200) res.status(422);
      return res.render('staff/password', { title: 'Change your password', errors: all });
    }
    const passwordHash = await passwords.hash(password);
    const token = await asOwner(parts, res, async (tx, by) => {
      await tx.staffAccount.update({ where: { id: session.accountId }, data: { passwordHash } });
      await endSetUpLinks(tx, session.accountId, by.at);
      await audit(tx, { ...by, what: 'password.change' });
      return renewSession(tx, session, by.at);
    });
    staffCookie.write(res, token);
    res.redirect(303, '/staff/account?done=password');
  });

  router.post('/staff/account/sessions/end', staffOnly('own-account'), async (req, res) => {
    const session = sessionOf(res);
    const where = readLine(req.body.session);
    const errors = where
      ? await currentPasswordErrors(parts, req, res)
      : [{ field: 'session', message: 'Choose where to sign out' }];
    if (errors.length > 0) return showAccount(res, { errors, where });
    await asOwner(parts, res, async (tx, by) => {
      const ended = await revoke(tx, session, where);
      if (ended) {
        await audit(tx, { ...by, what: 'session.revoke', target: session.account.email, details: ended });
      }
    });
    res.redirect(303, '/staff/account?done=sessions');
  });

  return router;

  async function showAccount(
    res: Response,
    page: { done?: string | undefined; errors?: FieldError[]; where?: string },
  ): Promise<void> {
    const session = sessionOf(res);
    const sessions = await listSessions(db, session, clock());
    if (page.errors && res.statusCode === 200) res.status(422);
    res.render('staff/account', {
      title: 'My account',
      roleWords: OWN_ROLE_WORDS[session.account.role],
      hasSecondFactor: session.account.totpSecret !== null,
      here: sessions.find(({ hash }) => hash === session.hash),
      others: sessions.filter(({ hash }) => hash !== session.hash),
      everywhereElse: EVERYWHERE_ELSE,
      ...page,
    });
  }
}

/** @param where one's own session by its id, or all but this one. @returns what ended; null: it had ended already */
async function revoke(
  tx: Transaction,
  session: Session,
  where: string,
): Promise<Record<string, string | number> | null> {
  if (where === EVERYWHERE_ELSE) {
    const sessions = await revokeOthers(tx, session);
    return sessions > 0 ? { sessions } : null;
  }
  const device = await revokeSession(tx, session.accountId, where);
  return device === null ? null : { device };
}
