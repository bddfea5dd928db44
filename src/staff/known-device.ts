import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { type Clock, DAY } from '../clock.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { hostCookie } from '../web/cookie.ts';

/** A browser stays known for so long after it last signed in. */
const LIFETIME = 90 * DAY;

/**
 * The cookie of a browser that has signed in to an account before: it opens nothing, and keeps the
 * owner's way in free while strangers try the same account. The time stands within what is marked, so
 * that it is over after LIFETIME whatever a browser keeps.
 */
export function knownDevices(secrets: Secrets, baseUrl: URL, clock: Clock) {
  const mark = secrets.marker('staff known device');
  const markOf = (accountId: string, device: string, since: string) =>
    mark(`${accountId} ${device} ${since}`);
  const cookie = hostCookie(baseUrl, 'staff-device', LIFETIME);
  return {
    /** The browser's id, where it is known to the account; or null. */
    read(req: Request, accountId: string): string | null {
      const [device = '', since = '', given = ''] = cookie.read(req)?.split('.') ?? [];
      const expected = Buffer.from(markOf(accountId, device, since));
      const got = Buffer.from(given);
      if (got.length !== expected.length || !timingSafeEqual(got, expected)) return null;
      return clock().getTime() < Number.parseInt(since, 36) + LIFETIME ? device : null;
    },
    remember(res: Response, accountId: string): void {
      const device = randomUUID();
      const since = clock().getTime().toString(36);
      cookie.write(res, `${device}.${since}.${markOf(accountId, device, since)}`);
    },
  };
}
