import { timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Secrets } from '../secrets/secrets.ts';
import { Problem } from '../web/problem.ts';
import { sessionOf } from './guard.ts';

/** Makes a session's token from its hash, so that it ends with the session and opens no other. */
export const formTokens = (secrets: Secrets) => secrets.marker('staff form token');

/** Puts the session's token where the `csrf` partial finds it, and refuses a post without it. */
export function formToken(secrets: Secrets): RequestHandler {
  const mark = formTokens(secrets);
  return (req, res, next) => {
    const token = mark(sessionOf(res).hash);
    res.locals.csrf = token;
    const reads = req.method === 'GET' || req.method === 'HEAD';
    if (!reads && !isSame(req.body._csrf, token)) throw new Problem(403, 'staff-form-token');
    next();
  };
}

function isSame(given: unknown, token: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
