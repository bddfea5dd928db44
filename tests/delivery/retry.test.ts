import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/clock.ts';
import { nextTry } from '../../src/delivery/retry.ts';

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
    expect(minutesUntil(nextTry('try-later', attempts, START, START), START)).toBe(minutes);
  });

  it('are half an hour at least after the first two tries, as RFC 5321 asks', () => {
    for (let attempts = 3; attempts < 50; attempts += 1) {
      expect(minutesUntil(nextTry('try-later', attempts, START, START), START)).toBeGreaterThanOrEqual(30);
    }
  });

  it('end after five days, and not before four', () => {
    const nextAfter = (time: number) => nextTry('try-later', 30, START, new Date(START.getTime() + time));
    expect(nextAfter(4 * DAY)).not.toBeNull();
    expect(nextAfter(5 * DAY - 4 * HOUR)).not.toBeNull();
    expect(nextAfter(5 * DAY - HOUR)).toBeNull();
  });

  it('are long after a try that may have succeeded, since a second mail is worse than a wait', () => {
    expect(minutesUntil(nextTry('unknown', 1, START, START), START)).toBe(240);
  });
});
