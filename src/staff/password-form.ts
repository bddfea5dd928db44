import type { Request, Response } from 'express';
import type { FieldError } from '../web/form.ts';
import { homeOf, networkOf } from '../web/network.ts';
import { deviceName } from './device.ts';
import { sessionOf } from './guard.ts';
import type { StaffParts } from './parts.ts';
import { folded, passwordFault } from './password-rules.ts';
import { type Browser, checkPassword } from './sign-in.ts';
import { waitInWords } from './throttle.ts';

/** A password as typed: blanks at its ends belong to it. */
export const readPassword = (value: unknown): string =>
  typeof value === 'string' ? value.toWellFormed().slice(0, 1_000) : '';

const BREACHED =
  'Choose another password: this one is in a list of passwords that were stolen from other websites';

/** @returns what is wrong with a new password that was typed twice */
export async function newPasswordErrors(
  { isBreached }: StaffParts,
  password: string,
  again: string,
  email: string,
): Promise<FieldError[]> {
  const fault = password ? passwordFault(password, email) : 'Choose a password';
  if (fault) return [{ field: 'password', message: fault }];
  if (folded(password) !== folded(again)) {
    return [{ field: 'again', message: 'The two passwords differ. Type the same one twice' }];
  }
  return (await isBreached(password)) ? [{ field: 'password', message: BREACHED }] : [];
}

/** Asks for the password that stands: whoever finds an open browser cannot take the account over. */
export async function currentPasswordErrors(
  parts: StaffParts,
  req: Request,
  res: Response,
): Promise<FieldError[]> {
  const field = 'current';
  const current = readPassword(req.body[field]);
  if (!current) return [{ field, message: 'Enter the password that you have now' }];
  const outcome = await checkPassword(parts, sessionOf(res), current, browserOf(parts, req));
  if (outcome.kind === 'wait') return [toWait(parts, res, field, outcome.until)];
  return outcome.kind === 'right' ? [] : [{ field, message: 'This is not the password that you have now' }];
}

/** What a request tells about the browser. */
export function browserOf({ devices, staffCookie }: StaffParts, req: Request): Browser {
  const { ip = 'unknown' } = req;
  return {
    name: deviceName(req.get('User-Agent')),
    home: homeOf(ip),
    network: networkOf(ip),
    known: accountId => devices.read(req, accountId),
    token: staffCookie.read(req),
  };
}

/** Answers 429, and says how long to wait. @returns the message for the page */
export function toWait({ clock }: StaffParts, res: Response, field: string, until: Date): FieldError {
  const wait = until.getTime() - clock().getTime();
  res.status(429).set('Retry-After', String(Math.ceil(wait / 1_000)));
  return { field, message: `There have been too many tries. Wait ${waitInWords(wait)}, and try again` };
}
