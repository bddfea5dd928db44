import { createHmac, timingSafeEqual } from 'node:crypto';
import { MINUTE } from '../clock.ts';

/** How far a request's time may lie from ours, either way. */
export const SIGNATURE_HOLDS = 5 * MINUTE;

/**
 * The signature of a request: HMAC-SHA256 of its time, a dot and its body as sent, in hexadecimal.
 *
 * @param timestamp seconds since 1970, in digits
 */
export function signatureOf(secret: string, timestamp: string, body: Buffer): string {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
}

/** Whether a request's time, as its header has it, is now. */
export function isTimely(timestamp: string, now: Date): boolean {
  return (
    /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) * 1000 - now.getTime()) <= SIGNATURE_HOLDS
  );
}

/** Compares in constant time. @param given the header's value, "sha256=" and 64 hexadecimal digits */
export function isSigned(expected: string, given: string): boolean {
  const digits = /^sha256=([0-9a-f]{64})$/i.exec(given)?.[1];
  return digits !== undefined && timingSafeEqual(Buffer.from(digits, 'hex'), Buffer.from(expected, 'hex'));
}
