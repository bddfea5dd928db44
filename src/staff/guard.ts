import type { Request, RequestHandler, Response } from 'express';
import { Problem } from '../web/problem.ts';
import { navigationFor } from './navigation.ts';
import type { StaffDeps } from './parts.ts';
import { type Action, LEAST_ROLE, may } from './role.ts';
import { findSession, type Session, timeLeft, touchSession } from './session.ts';

type GuardParts = Pick<StaffDeps, 'db' | 'clock' | 'staffCookie' | 'needsSecondFactor'>;

/** Where whoever lacks the second factor that they must have is led before anything else. */
export const SECOND_FACTOR_PATH = '/staff/account/second-factor';

/** What stays open to them. */
const BEFORE_SECOND_FACTOR = new Set([SECOND_FACTOR_PATH, '/staff/sign-out']);

/** Stands in front of all of /staff but the doors: no session, no page. */
export function requireSession({ db, clock, staffCookie, needsSecondFactor }: GuardParts): RequestHandler {
  return async (req, res, next) => {
    const session = await findSession(db, staffCookie.read(req), clock());
    if (session?.stage !== 'open') return turnAway(req, res);
    res.locals.session = session;
    const lastSeenAt = await touchSession(db, session, clock());
    const { role, totpSecret } = session.account;
    if (needsSecondFactor(role) && !totpSecret) {
      const open = BEFORE_SECOND_FACTOR.has(req.baseUrl + req.path);
      return open ? next() : res.redirect(303, SECOND_FACTOR_PATH);
    }
    res.locals.navigation = navigationFor(role, req.originalUrl);
    res.locals.secondsLeft = Math.ceil(timeLeft({ ...session, lastSeenAt }, role, clock()) / 1_000);
    next();
  };
}

/**
 * The one way in which a staff route says what it takes. A test walks the router and finds a route
 * without it.
 */
export function staffOnly(action: Action): RequestHandler & { action: Action } {
  const guard: RequestHandler = (_req, res, next) => {
    if (!may(sessionOf(res).account.role, action)) {
      res.locals.needed = LEAST_ROLE[action];
      throw new Problem(403, 'staff-role');
    }
    next();
  };
  return Object.assign(guard, { action });
}

/** Who is signed in; only behind requireSession. */
export const sessionOf = (res: Response): Session => res.locals.session;

/** The path to go to after signing in: a page of the staff area, or its first page. */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !/^\/staff(?:[/?]|$)/.test(next)) return '/staff';
  const base = 'http://here.invalid';
  const { origin, pathname, search } = new URL(next, base);
  const inside = origin === base && /^\/staff(?:\/|$)/.test(pathname);
  return inside ? pathname + search : '/staff';
}

/** The page of the staff area whose form was sent, as the browser says it; else the first page. */
export function pageBefore(req: Request): string {
  const page = req.get('Referer') ?? '';
  if (!URL.canParse(page)) return safeNext('');
  const { pathname, search } = new URL(page);
  return safeNext(pathname + search);
}

/** Where to sign in, to be led on to that page. */
export const doorTo = (next: string): string =>
  next === '/staff' ? '/staff/sign-in' : `/staff/sign-in?${new URLSearchParams({ next })}`;

function turnAway(req: Request, res: Response): void {
  if (req.method !== 'GET' && req.method !== 'HEAD') throw new Problem(403, 'staff-signed-out');
  res.redirect(303, doorTo(safeNext(req.originalUrl)));
}
