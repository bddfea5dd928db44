import type { Request, Response } from 'express';
import { DAY } from '../clock.ts';
import { hostCookie } from '../web/cookie.ts';
import { PERIODS } from './retention.ts';

export type DraftCookie = ReturnType<typeof draftCookie>;

/** As pages say: a draft is kept at least as long. */
const LIFETIME = PERIODS.drafts.least * DAY;

/** The cookie that holds the key to a supporter's draft; it is set at the first post, never before. */
export function draftCookie(baseUrl: URL) {
  const cookieOf = (slug: string) => hostCookie(baseUrl, `draft-${slug}`, LIFETIME);
  const read = (req: Request, slug: string) => cookieOf(slug).read(req);
  const write = (res: Response, slug: string, key: string) => cookieOf(slug).write(res, key);
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
