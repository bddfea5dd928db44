import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { OnSettled } from '../delivery/outbox.ts';
import type { Dictionary } from '../languages/words.ts';
import type { MailRecords, ResolveTxt } from '../mail/dns-check.ts';
import type { RenderMail } from '../mail/render-mail.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { IsBreached } from './breached-passwords.ts';
import { knownDevices } from './known-device.ts';
import type { Passwords } from './password.ts';
import type { Role } from './role.ts';
import type { StaffCookie } from './session-cookie.ts';
import { shownOnce } from './shown-once.ts';
import { throttleStore } from './throttle-store.ts';

/** What second factors are sealed for. */
export const TOTP_PURPOSE = 'staff totp';

/** What the staff area is given. */
export type StaffDeps = {
  db: Database;
  clock: Clock;
  log: Logger;
  secrets: Secrets;
  staffCookie: StaffCookie;
  passwords: Passwords;
  isBreached: IsBreached;
  /** Whether that role must have a second factor. */
  needsSecondFactor: (role: Role) => boolean;
  baseUrl: URL;
  mailFrom: string;
  mailRecords: MailRecords;
  resolveTxt: ResolveTxt;
  renderMail: RenderMail;
  dictionary: Dictionary;
  onSettled: OnSettled;
};

/** The same, with what the area makes of it. */
export type StaffParts = ReturnType<typeof staffParts>;

export function staffParts(deps: StaffDeps) {
  const { secrets, baseUrl, clock } = deps;
  return {
    ...deps,
    throttle: throttleStore(secrets),
    devices: knownDevices(secrets, baseUrl, clock),
    once: shownOnce(secrets, baseUrl, clock),
    totpBox: secrets.box(TOTP_PURPOSE),
  };
}
