import { type Request, type RequestHandler, type Response, Router } from 'express';
import { type FieldError, readLine } from '../web/form.ts';
import { audit } from './audit.ts';
import { formToken } from './csrf.ts';
import { doorTo, safeNext, sessionOf, staffOnly } from './guard.ts';
import type { StaffParts } from './parts.ts';
import { browserOf, readPassword, toWait } from './password-form.ts';
import { endSession, findSession } from './session.ts';
import { giveCode, signIn } from './sign-in.ts';

const NOT_RIGHT = 'The email address or the password is not right. Check both, and try again';
const CODE_NOT_RIGHT =
  'That code is not right, or was used before. Wait until your app shows a new one, and enter it. If none is right, let your phone set its clock by itself';

/** `/staff/sign-in`: the door. Same page, same words and same work, whether there is such an account or not. */
export function signInRoutes(parts: StaffParts): Router {
  const router = Router();

  router.get('/staff/sign-in', async (req, res) => {
    const next = safeNext(req.query.next);
    if ((await sessionIn(parts, req))?.stage === 'open') return res.redirect(303, next);
    showSignIn(res, { next, again: req.query.again === 'yes' });
  });

  router.post('/staff/sign-in', async (req, res) => {
    const next = safeNext(req.body.next);
    const email = readLine(req.body.email);
    const password = readPassword(req.body.password);
    const page = { next, form: { email } };
    const errors = missing(email, password);
    if (errors.length > 0) return showSignIn(res.status(422), { ...page, errors });
    const outcome = await signIn(parts, { email, password, browser: browserOf(parts, req) });
    if (outcome.kind === 'wait') {
      return showSignIn(res, { ...page, errors: [toWait(parts, res, 'email', outcome.until)] });
    }
    if (outcome.kind === 'wrong') {
      const notRight = [{ field: 'email', message: NOT_RIGHT }];
      return showSignIn(res.status(422), { ...page, errors: notRight });
    }
    parts.staffCookie.write(res, outcome.token);
    if (outcome.kind === 'code')
      return res.redirect(303, `/staff/sign-in/code?${new URLSearchParams({ next })}`);
    parts.devices.remember(res, outcome.accountId);
    res.redirect(303, next);
  });

  return router;
}

/** `/staff/sign-in/code`: the second factor, for a browser that has given the password. */
export function codeRoutes(parts: StaffParts): Router {
  const router = Router();
  router.use('/staff/sign-in/code', requirePassword(parts), formToken(parts.secrets));

  router.get('/staff/sign-in/code', (req, res) => showCode(res, { next: safeNext(req.query.next) }));

  router.post('/staff/sign-in/code', async (req, res) => {
    const next = safeNext(req.body.next);
    const code = readLine(req.body.code);
    if (!code) {
      const errors = [{ field: 'code', message: 'Enter the code that your app shows' }];
      return showCode(res.status(422), { next, errors });
    }
    const outcome = await giveCode(parts, sessionOf(res), code, browserOf(parts, req));
    if (outcome.kind === 'wait') {
      return showCode(res, { next, errors: [toWait(parts, res, 'code', outcome.until)] });
    }
    if (outcome.kind === 'wrong') {
      return showCode(res.status(422), { next, errors: [{ field: 'code', message: CODE_NOT_RIGHT }] });
    }
    if (outcome.kind === 'over') {
      parts.staffCookie.clear(res);
      return res.redirect(303, `/staff/sign-in?${new URLSearchParams({ next, again: 'yes' })}`);
    }
    parts.staffCookie.write(res, outcome.token);
    if (outcome.kind === 'open') parts.devices.remember(res, outcome.accountId);
    res.redirect(303, next);
  });

  return router;
}

/** `/staff/sign-out`, behind the guard. */
export function signOutRoutes({ db, clock, staffCookie }: StaffParts): Router {
  const router = Router();

  router.post('/staff/sign-out', staffOnly('own-account'), async (_req, res) => {
    const { hash, account } = sessionOf(res);
    await db.write(async tx => {
      await endSession(tx, hash);
      await audit(tx, { at: clock(), who: account.email, what: 'session.end' });
    });
    staffCookie.clear(res);
    // No cache keeps a page; what the browser keeps for its "back" is another thing.
    res.set('Clear-Site-Data', '"cache", "storage"').redirect(303, '/staff/sign-in');
  });

  return router;
}

/** The door leads on whoever has come in since, by a double click for example. */
function requirePassword(parts: StaffParts): RequestHandler {
  return async (req, res, next) => {
    const session = await sessionIn(parts, req);
    if (session?.stage !== 'code')
      return res.redirect(303, doorTo(safeNext(req.body.next ?? req.query.next)));
    res.locals.session = session;
    next();
  };
}

const sessionIn = ({ db, clock, staffCookie }: StaffParts, req: Request) =>
  findSession(db, staffCookie.read(req), clock());

type Page = { next: string; errors?: FieldError[] };

const showSignIn = (res: Response, page: Page & { form?: { email: string }; again?: boolean }) =>
  res.render('staff/sign-in', { title: 'Sign in', ...page });

const showCode = (res: Response, page: Page) =>
  res.render('staff/code', { title: 'Enter your code', ...page });

function missing(email: string, password: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!email) errors.push({ field: 'email', message: 'Enter your email address' });
  if (!password) errors.push({ field: 'password', message: 'Enter your password' });
  return errors;
}
