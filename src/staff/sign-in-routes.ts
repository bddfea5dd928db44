import { type Response, Router } from 'express';
import { type FieldError, readLine } from '../letters/letter-form.ts';
import { audit } from './audit.ts';
import { deviceName } from './device.ts';
import { type GuardParts, safeNext, sessionOf, staffOnly } from './guard.ts';
import { endSession } from './session.ts';
import { type SignInParts, signIn } from './sign-in.ts';

type Parts = GuardParts & SignInParts;

const NOT_RIGHT = 'The email address or the password is not right. Check both, and try again';

/** `/staff/sign-in`: the door. Same page, same words and same work, whether there is such an account or not. */
export function signInRoutes(parts: Parts): Router {
  const { staffCookie } = parts;
  const router = Router();

  router.get('/staff/sign-in', (req, res) => showSignIn(res, { next: safeNext(req.query.next) }));

  router.post('/staff/sign-in', async (req, res) => {
    const next = safeNext(req.body.next);
    const email = readLine(req.body.email);
    const { password } = req.body;
    const errors = missing(email, password);
    if (errors.length > 0) return showSignIn(res.status(422), { next, form: { email }, errors });
    const device = deviceName(req.get('User-Agent'));
    const token = await signIn(parts, { email, password, device });
    if (!token) {
      const notRight = [{ field: 'email', message: NOT_RIGHT }];
      return showSignIn(res.status(422), { next, form: { email }, errors: notRight });
    }
    staffCookie.write(res, token);
    res.redirect(303, next);
  });

  return router;
}

/** `/staff/sign-out`, behind the guard. */
export function signOutRoutes({ db, clock, staffCookie }: Parts): Router {
  const router = Router();

  router.post('/staff/sign-out', staffOnly('own-account'), async (_req, res) => {
    const { hash, account } = sessionOf(res);
    await db.write(async tx => {
      await endSession(tx, hash);
      await audit(tx, { at: clock(), who: account.email, what: 'session.end' });
    });
    staffCookie.clear(res);
    res.redirect(303, '/staff/sign-in');
  });

  return router;
}

function showSignIn(res: Response, page: { next: string; form?: { email: string }; errors?: FieldError[] }) {
  res.render('staff/sign-in', { title: 'Sign in', ...page });
}

function missing(email: string, password: unknown): FieldError[] {
  const errors: FieldError[] = [];
  if (!email) errors.push({ field: 'email', message: 'Enter your email address' });
  if (typeof password !== 'string' || password === '') {
    errors.push({ field: 'password', message: 'Enter your password' });
  }
  return errors;
}
