import { hostCookie } from '../web/cookie.ts';
import { SESSION_LASTS } from './session.ts';

export type StaffCookie = ReturnType<typeof staffCookie>;

/** The cookie with the session's token. */
export const staffCookie = (baseUrl: URL) => hostCookie(baseUrl, 'staff', SESSION_LASTS);
