import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { DAY } from '../clock.ts';

/** As long as drafts are kept. */
const LIFETIME = 7 * DAY;

/** The cookie that holds the key to a supporter's draft; it is set at the first post, never before. */
export function draftCookie(baseUrl: URL) {
  const secure = baseUrl.protocol === 'https:';
  const nameOf = (slug: string) => `${secure ? '__Host-' : ''}draft-${slug}`;
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: LIFETIME };
  return {
    read: (req: Request, slug: string) => parseCookie(req.get('Cookie') ?? '')[nameOf(slug)],
    write: (res: Response, slug: string, key: string) => res.cookie(nameOf(slug), key, options),
  };
}
