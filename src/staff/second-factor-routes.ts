import { type Response, Router } from 'express';
import { renderSVG } from 'uqr';
import { MINUTE } from '../clock.ts';
import { type FieldError, readLine } from '../web/form.ts';
import { Problem } from '../web/problem.ts';
import { asOwner } from './acting.ts';
import { audit } from './audit.ts';
import { SECOND_FACTOR_PATH, sessionOf, staffOnly } from './guard.ts';
import { forgetSecondFactor } from './manage-accounts.ts';
import type { StaffParts } from './parts.ts';
import { currentPasswordErrors } from './password-form.ts';
import { keepRecoveryCodes, newRecoveryCodes } from './recovery-code.ts';
import { renewSession, type Session } from './session.ts';
import { newTotpSecret, spacedSecret, takenStep, totpUri } from './totp.ts';

const CODES_PATH = '/staff/account/recovery-codes';

/** For how long somebody who has signed in counts as whoever gave the password, milliseconds. */
const PASSWORD_HOLDS = 10 * MINUTE;

/** `/staff/account/second-factor` and `…/recovery-codes`: an authenticator app, and what stands in for it. */
export function secondFactorRoutes(parts: StaffParts): Router {
  const { db, clock, secrets, totpBox, once, staffCookie, needsSecondFactor } = parts;
  // The form brings the new secret back, sealed: until a code proves it, it is kept nowhere.
  const formBox = secrets.box('staff totp being set up');
  const router = Router();

  router.get(SECOND_FACTOR_PATH, staffOnly('own-account'), (_req, res) => {
    showSetUp(res, newTotpSecret());
  });

  router.post(SECOND_FACTOR_PATH, staffOnly('own-account'), async (req, res) => {
    const session = sessionOf(res);
    const { id } = session.account;
    const secret = formBox.open(readLine(req.body.secret), id);
    if (!secret) throw new Problem(403, 'staff-form-token');
    const step = takenStep(secret, readLine(req.body.code).replace(/\s/g, ''), null, clock());
    const errors = step === null ? [{ field: 'code', message: codeMessage(req.body.code) }] : [];
    const asks = errors.length === 0 && asksPassword(session);
    const all = asks ? await currentPasswordErrors(parts, req, res) : errors;
    if (all.length > 0) return showSetUp(res, secret, all);
    const codes = newRecoveryCodes();
    const token = await asOwner(parts, res, async (tx, by) => {
      const totpSecret = totpBox.seal(secret, id);
      await tx.staffAccount.update({ where: { id }, data: { totpSecret, totpStep: step } });
      await keepRecoveryCodes(tx, id, codes);
      await audit(tx, { ...by, what: 'second-factor.add' });
      return renewSession(tx, session, by.at);
    });
    staffCookie.write(res, token);
    showCodesNext(res, codes);
  });

  router.post(`${SECOND_FACTOR_PATH}/remove`, staffOnly('own-account'), async (req, res) => {
    const session = sessionOf(res);
    const { id, role } = session.account;
    if (needsSecondFactor(role)) throw new Problem(403, 'staff-second-factor');
    const errors = await currentPasswordErrors(parts, req, res);
    if (errors.length > 0) return showCodes(res, { errors });
    const token = await asOwner(parts, res, async (tx, by) => {
      await forgetSecondFactor(tx, id);
      await audit(tx, { ...by, what: 'second-factor.remove' });
      return renewSession(tx, session, by.at);
    });
    staffCookie.write(res, token);
    res.redirect(303, '/staff/account');
  });

  router.get(CODES_PATH, staffOnly('own-account'), async (req, res) => {
    const { accountId } = sessionOf(res);
    const codes = once.take(req, res, { path: CODES_PATH, accountId })?.split(' ');
    await showCodes(res, { codes });
  });

  router.post(CODES_PATH, staffOnly('own-account'), async (req, res) => {
    const { id, totpSecret } = sessionOf(res).account;
    if (!totpSecret) return res.redirect(303, SECOND_FACTOR_PATH);
    const errors = await currentPasswordErrors(parts, req, res);
    if (errors.length > 0) return showCodes(res, { errors });
    const codes = newRecoveryCodes();
    await asOwner(parts, res, async (tx, by) => {
      await keepRecoveryCodes(tx, id, codes);
      await audit(tx, { ...by, what: 'recovery-codes.renew' });
    });
    showCodesNext(res, codes);
  });

  return router;

  /** A first app that somebody must have comes right behind the password; otherwise an open browser must not be enough. */
  function asksPassword({ startedAt, account: { role, totpSecret } }: Session): boolean {
    const justGiven = clock().getTime() - startedAt.getTime() < PASSWORD_HOLDS;
    return totpSecret !== null || !needsSecondFactor(role) || !justGiven;
  }

  function showSetUp(res: Response, secret: string, errors: FieldError[] = []): void {
    const { id, email, role, totpSecret } = sessionOf(res).account;
    if (errors.length > 0 && res.statusCode === 200) res.status(422);
    res.render('staff/second-factor', {
      title: totpSecret ? 'Use another authenticator app' : 'Add a second factor',
      replaces: totpSecret !== null,
      required: needsSecondFactor(role) && !totpSecret,
      role,
      asksPassword: asksPassword(sessionOf(res)),
      qr: renderSVG(totpUri(secret, email), { border: 2 }),
      key: spacedSecret(secret),
      secret: formBox.seal(secret, id),
      ...(errors.length > 0 ? { errors } : {}),
    });
  }

  function showCodesNext(res: Response, codes: string[]): void {
    once.put(res, { path: CODES_PATH, accountId: sessionOf(res).accountId }, codes.join(' '));
    res.redirect(303, CODES_PATH);
  }

  async function showCodes(res: Response, page: { codes?: string[]; errors?: FieldError[] }): Promise<void> {
    const { id, role, totpSecret } = sessionOf(res).account;
    if (page.errors && res.statusCode === 200) res.status(422);
    res.render('staff/recovery-codes', {
      title: 'Recovery codes',
      hasSecondFactor: totpSecret !== null,
      left: await db.read.staffRecoveryCode.count({ where: { accountId: id, usedAt: null } }),
      removable: !needsSecondFactor(role),
      ...page,
    });
  }
}

const codeMessage = (typed: unknown): string =>
  readLine(typed)
    ? 'That code is not right. Wait until your app shows a new one, and enter it. If none is right, let your phone set its clock by itself'
    : 'Enter the six digits that your app shows';
