import { DAY, MINUTE } from '../clock.ts';

/** Waits after the first, second, third try …, minutes; RFC 5321 asks for half an hour after the first two. */
const WAITS = [1, 5, 30, 60, 120, 240];

/** How long a mail is tried: RFC 5321 asks for four to five days. */
const PATIENCE = 5 * DAY;

/** After a try that may have succeeded, a second mail is worse than a wait. */
const WAIT_AFTER_UNKNOWN = 4 * 60;

/**
 * When to try again, or null: give up.
 *
 * @param attempts tries made so far, 1 or more
 */
export function nextTry(
  outcome: 'try-later' | 'unknown',
  attempts: number,
  since: Date,
  now: Date,
): Date | null {
  const minutes = outcome === 'unknown' ? WAIT_AFTER_UNKNOWN : (WAITS[attempts - 1] ?? WAITS.at(-1) ?? 240);
  const next = new Date(now.getTime() + minutes * MINUTE);
  return next.getTime() - since.getTime() > PATIENCE ? null : next;
}
