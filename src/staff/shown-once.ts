import type { Request, Response } from 'express';
import { type Clock, MINUTE } from '../clock.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { hostCookie } from '../web/cookie.ts';

/** A page follows its post at once; a slow browser has a few minutes. */
const LIFETIME = 5 * MINUTE;

/**
 * Carries what is shown once, such as recovery codes, from a post to the page after it: sealed, with its
 * end, in a cookie that the page takes away.
 */
export function shownOnce(secrets: Secrets, baseUrl: URL, clock: Clock) {
  const box = secrets.box('staff shown once');
  const cookie = hostCookie(baseUrl, 'staff-once', LIFETIME);
  return {
    /** @param to the page and the account that it is for */
    put(res: Response, to: { path: string; accountId: string }, text: string): void {
      const until = clock().getTime() + LIFETIME;
      const sealed = box.seal(`${until} ${text}`, `${to.path} ${to.accountId}`);
      cookie.write(res, sealed);
    },
    /** @returns what was put there for this page and account, or null */
    take(req: Request, res: Response, to: { path: string; accountId: string }): string | null {
      const sealed = cookie.read(req);
      if (!sealed) return null;
      cookie.clear(res);
      const opened = box.open(sealed, `${to.path} ${to.accountId}`) ?? '';
      const [, until, text = null] = /^(\d+) (.*)$/s.exec(opened) ?? [];
      return clock().getTime() < Number(until) ? text : null;
    },
  };
}
