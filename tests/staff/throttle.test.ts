import { describe, expect, it } from 'vitest';
import { countersFor, openAt, type ThrottleKind, waitInWords } from '../../src/staff/throttle.ts';

const now = new Date('2026-11-24T10:00:00Z');

describe('tries to sign in', () => {
  it.each<[ThrottleKind, number, number]>([
    ['pair', 0, 0],
    ['pair', 4, 0],
    ['pair', 5, 15],
    ['pair', 6, 30],
    ['pair', 9, 240],
    ['pair', 11, 900],
    ['pair', 5_000, 900],
    ['home', 49, 0],
    ['home', 50, 5],
    ['home', 500, 120],
    ['network', 249, 0],
    ['network', 250, 5],
    ['network', 2_500, 120],
    ['account', 99, 0],
    ['account', 100, 1],
    ['account', 100_000, 5],
    ['device', 9, 0],
    ['device', 10, 15],
    ['device', 1_000, 300],
    ['code', 10, 60],
    ['code', 1_000, 900],
    ['deviceCode', 10, 15],
  ])('counted by %s wait, after %i failures, %i seconds', (kind, failures, seconds) => {
    expect((openAt(kind, { failures, lastAt: now }).getTime() - now.getTime()) / 1_000).toBe(seconds);
  });

  const from = { email: 'a@b.example', home: '192.0.2.1', network: '192.0.2' };

  it('are counted by account and home, by home, by what surrounds it, and by account', () => {
    const tried = { ...from, stage: 'password', device: null } as const;
    expect(countersFor(tried).map(({ kind }) => kind)).toEqual(['pair', 'home', 'network', 'account']);
    expect(countersFor({ ...tried, stage: 'code' }).map(({ kind }) => kind)).toEqual(['code']);
  });

  it('of a browser that the account knows are counted by themselves', () => {
    const tried = { ...from, device: 'one' } as const;
    expect(countersFor({ ...tried, stage: 'password' })).toEqual([{ kind: 'device', of: 'a@b.example one' }]);
    expect(countersFor({ ...tried, stage: 'code' })).toEqual([{ kind: 'deviceCode', of: 'a@b.example one' }]);
  });

  it.each([
    [1, '1 second'],
    [15_000, '15 seconds'],
    [60_000, '1 minute'],
    [61_000, '2 minutes'],
    [900_000, '15 minutes'],
  ])('that wait %i milliseconds are told to wait %s', (milliseconds, words) => {
    expect(waitInWords(milliseconds)).toBe(words);
  });
});
