import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { SESSION_LASTS } from './session.ts';

export type StaffCookie = ReturnType<typeof staffCookie>;

/** The cookie with the session's token; the prefix keeps other hosts from setting it. */
export function staffCookie(baseUrl: URL) {
  const secure = baseUrl.protocol === 'https:';
  const name = secure ? '__Host-staff' : 'staff';
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/' };
  return {
    read: (req: Request): string | undefined => parseCookie(req.get('Cookie') ?? '')[name],
    write: (res: Response, token: string) => res.cookie(name, token, { ...options, maxAge: SESSION_LASTS }),
    clear: (res: Response) => res.clearCookie(name, options),
  };
}
