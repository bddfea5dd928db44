import { DAY, MINUTE } from '../clock.ts';

/** Waits after the first, second, third try …, minutes; RFC 5321 asks for half an hour after the first two. */
const WAITS = [1, 5, 30, 60, 120, 240];

/** How long a mail is tried, milliseconds: RFC 5321 asks for four to five days. */
const PATIENCE = 5 * DAY;

/**
 * Minutes after a try that may have succeeded. A second letter to an MP is worse than a wait, in which a
 * bounce may come or staff may decide; a second mail to a supporter does no harm.
 */
const WAIT_AFTER_UNKNOWN = { letter: 4 * 60, other: 5 };

/** One slow try after the mail server fell silent; if it falls silent again, it is taken to have the mail. */
const MOST_SILENCES = 2;

export const isPresumed = (silences: number): boolean => silences >= MOST_SILENCES;

/** When a mail leaves again that a mail server may have. */
export const afterUncertain = (kind: string, now: Date): Date =>
  new Date(now.getTime() + WAIT_AFTER_UNKNOWN[kind === 'letter' ? 'letter' : 'other'] * MINUTE);

/**
 * When to try again after "not now", or null: give up.
 *
 * @param attempts tries made so far, 1 or more
 * @param since when the first of them began
 */
export function nextTry(attempts: number, since: Date, now: Date): Date | null {
  const minutes = WAITS[attempts - 1] ?? WAITS.at(-1) ?? 240;
  const next = new Date(now.getTime() + minutes * MINUTE);
  return next.getTime() - since.getTime() > PATIENCE ? null : next;
}
