import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/clock.ts';
import { nextRun } from '../../src/runs/recurring-run.ts';

describe('work that repeats', () => {
  const now = new Date('2026-11-24T10:00:00Z');
  const daily = { name: 'daily', every: DAY, spread: 30 * MINUTE };
  const hourly = { name: 'hourly', every: HOUR, spread: 0 };

  it.each([
    [daily, 'done', 0, '2026-11-25T10:00:00.000Z'],
    [daily, 'done', 1, '2026-11-25T10:30:00.000Z'],
    [daily, 'failed', 0, '2026-11-24T11:00:00.000Z'],
    [daily, 'failed', 0.5, '2026-11-24T11:15:00.000Z'],
    [hourly, 'done', 1, '2026-11-24T11:00:00.000Z'],
  ] as const)('%o that is %s, with chance %s, is due again at %s', (work, outcome, random, due) => {
    expect(nextRun(work, outcome, now, random).toISOString()).toBe(due);
  });
});
