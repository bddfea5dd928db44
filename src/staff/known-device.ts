import { randomUUID, timingSafeEqual } from 'node:crypto';
import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { DAY } from '../clock.ts';
import type { Secrets } from '../secrets/secrets.ts';

/** A browser stays known for so long after it last signed in. */
const LIFETIME = 90 * DAY;

/**
 * The cookie of a browser that has signed in to an account before: it opens nothing, and keeps the
 * owner's way in free while strangers try the same account.
 */
export function knownDevices(secrets: Secrets, baseUrl: URL) {
  const mark = secrets.marker('staff known device');
  const secure = baseUrl.protocol === 'https:';
  const name = secure ? '__Host-staff-device' : 'staff-device';
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: LIFETIME };
  return {
    /** The browser's id, where it is known to the account; or null. */
    read(req: Request, accountId: string): string | null {
      const [device = '', given = ''] = (parseCookie(req.get('Cookie') ?? '')[name] ?? '').split('.');
      const expected = Buffer.from(mark(`${accountId} ${device}`));
      const got = Buffer.from(given);
      return got.length === expected.length && timingSafeEqual(got, expected) ? device : null;
    },
    remember(res: Response, accountId: string): void {
      const device = randomUUID();
      res.cookie(name, `${device}.${mark(`${accountId} ${device}`)}`, options);
    },
  };
}
