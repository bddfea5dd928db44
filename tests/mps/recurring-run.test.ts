import { describe, expect, it } from 'vitest';
import { nextRun } from '../../src/mps/recurring-run.ts';

describe('work that repeats', () => {
  const now = new Date('2026-11-24T10:00:00Z');
  it.each([
    ['done', 0, '2026-11-25T10:00:00.000Z'],
    ['done', 1, '2026-11-25T10:30:00.000Z'],
    ['failed', 0, '2026-11-24T11:00:00.000Z'],
    ['failed', 0.5, '2026-11-24T11:15:00.000Z'],
  ] as const)('that is %s, with chance %s, is due again at %s', (outcome, random, due) => {
    expect(nextRun(outcome, now, random).toISOString()).toBe(due);
  });
});
