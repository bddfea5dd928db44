import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';

/**
 * A cookie of this host alone. By https its name begins with `__Host-`: then no browser takes it from another host,
 * such as a neighbour under the same domain, which could put its own value in the place of ours.
 *
 * @param lifetime milliseconds, from each time that it is written
 */
export function hostCookie(baseUrl: URL, name: string, lifetime: number) {
  const secure = baseUrl.protocol === 'https:';
  const fullName = secure ? `__Host-${name}` : name;
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/' };
  return {
    read: (req: Request): string | undefined => parseCookie(req.get('Cookie') ?? '')[fullName],
    write: (res: Response, value: string) => res.cookie(fullName, value, { ...options, maxAge: lifetime }),
    clear: (res: Response) => res.clearCookie(fullName, options),
  };
}
