import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/clock.ts';
import { afterUncertain, isPresumed, nextTry } from '../../src/delivery/retry.ts';

const START = new Date('2026-11-24T10:00:00Z');
const minutesUntil = (next: Date | null, from: Date) => next && (next.getTime() - from.getTime()) / MINUTE;

describe('the waits between tries', () => {
  it.each([
    [1, 1],
    [2, 5],
    [3, 30],
    [4, 60],
    [5, 120],
    [6, 240],
    [40, 240],
  ])('after try %i it waits %i minutes', (attempts, minutes) => {
    expect(minutesUntil(nextTry(attempts, START, START), START)).toBe(minutes);
  });

  it('are half an hour at least after the first two tries, as RFC 5321 asks', () => {
    for (let attempts = 3; attempts < 50; attempts += 1) {
      expect(minutesUntil(nextTry(attempts, START, START), START)).toBeGreaterThanOrEqual(30);
    }
  });

  it('end after five days, and not before four', () => {
    const nextAfter = (time: number) => nextTry(30, START, new Date(START.getTime() + time));
    expect(nextAfter(4 * DAY)).not.toBeNull();
    expect(nextAfter(5 * DAY - 4 * HOUR)).not.toBeNull();
    expect(nextAfter(5 * DAY - HOUR)).toBeNull();
  });

  it('are long after a try that may have succeeded, since a second letter is worse than a wait', () => {
    expect(minutesUntil(afterUncertain('letter', START), START)).toBe(240);
  });

  it.each(['confirmation', 'copy', 'failure', 'notice'])(
    'are short for a %s in doubt: a second one does a supporter no harm',
    kind => {
      expect(minutesUntil(afterUncertain(kind, START), START)).toBe(5);
    },
  );

  it('end where a mail server fell silent twice: it is taken to have the mail', () => {
    expect([0, 1, 2, 3].map(isPresumed)).toEqual([false, false, true, true]);
  });
});
