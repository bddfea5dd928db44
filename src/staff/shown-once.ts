import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { MINUTE } from '../clock.ts';
import type { Secrets } from '../secrets/secrets.ts';

/**
 * Carries what is shown once, such as recovery codes, from a post to the page after it: sealed, in a
 * cookie that the page takes away.
 */
export function shownOnce(secrets: Secrets, baseUrl: URL) {
  const box = secrets.box('staff shown once');
  const secure = baseUrl.protocol === 'https:';
  const name = secure ? '__Host-staff-once' : 'staff-once';
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/' };
  return {
    /** @param to the page and the account that it is for */
    put(res: Response, to: { path: string; accountId: string }, text: string): void {
      const sealed = box.seal(text, `${to.path} ${to.accountId}`);
      res.cookie(name, sealed, { ...options, maxAge: 5 * MINUTE });
    },
    /** @returns what was put there for this page and account, or null */
    take(req: Request, res: Response, to: { path: string; accountId: string }): string | null {
      const sealed = parseCookie(req.get('Cookie') ?? '')[name];
      if (!sealed) return null;
      res.clearCookie(name, options);
      return box.open(sealed, `${to.path} ${to.accountId}`);
    },
  };
}
