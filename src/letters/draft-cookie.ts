import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { DAY } from '../clock.ts';
import { PERIODS } from './retention.ts';

export type DraftCookie = ReturnType<typeof draftCookie>;

/** As pages say: a draft is kept at least as long. */
const LIFETIME = PERIODS.drafts.least * DAY;

/** The cookie that holds the key to a supporter's draft; it is set at the first post, never before. */
export function draftCookie(baseUrl: URL) {
  const secure = baseUrl.protocol === 'https:';
  const nameOf = (slug: string) => `${secure ? '__Host-' : ''}draft-${slug}`;
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: LIFETIME };
  const read = (req: Request, slug: string) => parseCookie(req.get('Cookie') ?? '')[nameOf(slug)];
  const write = (res: Response, slug: string, key: string) => res.cookie(nameOf(slug), key, options);
  return {
    read,
    write,
    /** With each save it lasts as long again, so that nothing ends while somebody writes. */
    renew(req: Request, res: Response, slug: string): void {
      const key = read(req, slug);
      if (key) write(res, slug, key);
    },
  };
}
