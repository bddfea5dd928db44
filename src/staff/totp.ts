import { Secret, TOTP } from 'otpauth';

/** Seconds that one code lasts; what every authenticator app expects. */
const PERIOD = 30;

/** Codes of the step before and the step after are taken too: clocks differ, and typing takes time. */
const WINDOW = 1;

/** A new secret, 160 bits, in base32 as apps take it. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** The address that a QR code holds. */
export const totpUri = (secret: string, email: string): string => totp(secret, email).toString();

/** The secret in groups of four, to be typed. */
export const spacedSecret = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');

/**
 * Checks a code.
 *
 * @param lastStep the step whose code was taken last, or null: that one and earlier ones are refused
 * @returns the code's step, to be kept; or null: not right, or used before
 */
export function takenStep(secret: string, code: string, lastStep: number | null, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totp(secret).validate({ token: code, timestamp: now.getTime(), window: WINDOW });
  if (delta === null) return null;
  const step = Math.floor(now.getTime() / 1_000 / PERIOD) + delta;
  return lastStep === null || step > lastStep ? step : null;
}

const totp = (secret: string, label = 'staff') =>
  new TOTP({ issuer: 'Dear MP', label, secret: Secret.fromBase32(secret), digits: 6, period: PERIOD });
