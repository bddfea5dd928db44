import { HOUR } from '../clock.ts';
import { hostCookie } from '../web/cookie.ts';

export type StaffCookie = ReturnType<typeof staffCookie>;

/** The cookie with the session's token. */
export const staffCookie = (baseUrl: URL) => hostCookie(baseUrl, 'staff', 12 * HOUR);
