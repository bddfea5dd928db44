import { describe, expect, it } from 'vitest';
import { overdueDays } from '../../src/mps/data-age.ts';

describe('data', () => {
  it.each([
    ['members', '2026-11-01T00:00:00Z', '2026-11-01T09:00:00Z', null],
    ['members', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z', null],
    ['members', '2026-11-01T00:00:00Z', '2026-12-01T23:59:59Z', null],
    ['members', '2026-11-01T00:00:00Z', '2026-12-02T00:00:00Z', 31],
    ['members', '2026-11-01T00:00:00Z', '2027-11-01T00:00:00Z', 365],
    ['postcodes', '2026-01-01T00:00:00Z', '2026-06-30T00:00:00Z', null],
    ['postcodes', '2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z', 181],
    ['constituencies', '2024-07-04T00:00:00Z', '2030-01-01T00:00:00Z', null],
    ['members', '2026-12-25T00:00:00Z', '2026-11-24T00:00:00Z', null],
  ])('about %s of %s are overdue by %s: %s days', (name, asOf, now, days) => {
    expect(overdueDays({ name, asOf: new Date(asOf) }, new Date(now))).toBe(days);
  });
});
