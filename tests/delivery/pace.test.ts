import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOUR, londonDayAndMonth, MINUTE } from '../../src/clock.ts';
import {
  expectedAt,
  roundedCount,
  slotAfter,
  turnOf,
  unevenGap,
  weightAt,
  whenInWords,
} from '../../src/delivery/pace.ts';
import { openDictionary } from '../../src/languages/words.ts';

const PACE = { perMpPerHour: 20, perMinute: 300 };
const { text } = openDictionary(path.join(import.meta.dirname, '..', '..', 'languages'))('en');
const at = (text: string) => new Date(text);
/** A Tuesday, winter time. */
const NOON = at('2026-11-24T12:00:00Z');
const later = (minutes: number, from = NOON) => new Date(from.getTime() + minutes * MINUTE);

describe('the weight of an hour', () => {
  it.each([
    ['2026-11-24T08:59:00Z', 0.5, 'a minute before work'],
    ['2026-11-24T09:00:00Z', 1, 'at nine'],
    ['2026-11-24T16:59:00Z', 1, 'before five'],
    ['2026-11-24T17:00:00Z', 0.5, 'at five'],
    ['2026-11-24T21:00:00Z', 0.25, 'at night'],
    ['2026-11-28T12:00:00Z', 0.25, 'on Saturday'],
    ['2026-11-29T12:00:00Z', 0.25, 'on Sunday'],
    ['2026-07-01T08:00:00Z', 1, 'at nine in summer, which is eight in Greenwich'],
    ['2026-07-01T16:00:00Z', 0.5, 'at five in summer'],
  ])('%s is %d: %s', (time, weight) => {
    expect(weightAt(at(time))).toBe(weight);
  });
});

describe('the next slot to one MP', () => {
  it.each([
    ['in working hours', '2026-11-24T12:00:00Z', 1, '2026-11-24T12:03:00Z'],
    ['in the evening', '2026-11-24T18:00:00Z', 1, '2026-11-24T18:06:00Z'],
    ['at night', '2026-11-24T23:00:00Z', 1, '2026-11-24T23:12:00Z'],
    ['across nine o’clock: half a gap before, half after', '2026-11-24T08:57:00Z', 1, '2026-11-24T09:01:30Z'],
    ['twenty gaps on, in working hours', '2026-11-24T12:00:00Z', 20, '2026-11-24T13:00:00Z'],
    [
      'across the hour that is left out in spring, a Sunday',
      '2026-03-29T00:54:00Z',
      1,
      '2026-03-29T01:06:00Z',
    ],
    [
      'across the hour that comes twice in autumn, a Sunday',
      '2026-10-25T00:54:00Z',
      1,
      '2026-10-25T01:06:00Z',
    ],
  ])('%s', (_name, last, gaps, next) => {
    expect(slotAfter(at(last), PACE, gaps)).toEqual(at(next));
  });

  it.each([
    // Of 24 hours 8 weigh 1, 6 weigh a half and 10 a quarter; a weekend's all a quarter.
    ['an ordinary Tuesday', '2026-11-24T00:00:00Z', 24, 270],
    ['an ordinary Sunday', '2026-11-22T00:00:00Z', 24, 120],
    ['the Sunday of 23 hours', '2026-03-29T00:00:00Z', 23, 115],
    ['the Sunday of 25 hours', '2026-10-24T23:00:00Z', 25, 125],
  ])('lets a day’s worth leave on %s', (_name, start, hours, letters) => {
    const end = at(start).getTime() + hours * HOUR;
    let left = 0;
    for (let slot = slotAfter(at(start), PACE); slot.getTime() <= end; slot = slotAfter(slot, PACE))
      left += 1;
    expect(left).toBeGreaterThanOrEqual(letters - 1);
    expect(left).toBeLessThanOrEqual(letters);
  });

  it('is uneven by half a gap at most', () => {
    expect([0, 0.5, 1].map(unevenGap)).toEqual([1, 1.25, 1.5]);
  });
});

describe('a letter that is due', () => {
  it.each([
    ['leaves at once where nothing went before', { last: null, end: null }, false, NOON],
    ['leaves at once a gap after the last', { last: later(-3), end: null }, false, NOON],
    ['waits for its gap', { last: later(-1), end: null }, false, later(2)],
    ['goes behind all that wait', { last: later(-5), end: later(30) }, false, later(33)],
    ['leaves in its place', { last: later(-3), end: later(30) }, true, NOON],
    ['leaves in its place, though the one before was late', { last: later(-2), end: null }, true, NOON],
    ['is moved where the one before has just left', { last: later(-1), end: null }, true, later(2)],
    ['is moved behind those moved with it', { last: later(-1), end: later(2) }, true, later(5)],
    ['waits one gap where the clock was set back an hour', { last: later(60), end: null }, false, later(3)],
  ])('%s', (_name, lane, placed, turn) => {
    expect(turnOf(lane, placed, PACE, NOON, 0)).toEqual(turn);
  });
});

describe('when a letter is expected to leave', () => {
  const given = { from: null, before: 0, beforeAll: 0, dueAt: NOON, now: NOON };
  it.each([
    ['at once, alone', given, NOON],
    ['in its place', { ...given, dueAt: later(40) }, later(40)],
    ['behind four others to that MP', { ...given, from: NOON, before: 3 }, later(15)],
    ['behind the letters to all MPs', { ...given, beforeAll: 900 }, later(3)],
    ['not in the past', { ...given, dueAt: later(-60) }, NOON],
  ])('%s', (_name, place, expected) => {
    expect(expectedAt(place, PACE)).toEqual(expected);
  });

  it.each([
    ['2026-11-24T12:03:00Z', 'within a few minutes'],
    ['2026-11-24T12:50:00Z', 'within the hour'],
    ['2026-11-24T15:00:00Z', 'this afternoon'],
    ['2026-11-24T18:00:00Z', 'this evening'],
    ['2026-11-24T22:00:00Z', 'tonight'],
    ['2026-11-25T03:00:00Z', 'early on Wednesday'],
    ['2026-11-25T09:00:00Z', 'on Wednesday morning'],
    ['2026-11-28T23:00:00Z', 'on Saturday night'],
    ['2026-12-01T09:00:00Z', 'on Tuesday 1 December'],
  ])('%s reads %j at noon on 24 November', (time, words) => {
    const { key, day, at: shown } = whenInWords(at(time), NOON);
    expect(text(key, { day: text(day), date: londonDayAndMonth(shown) })).toBe(words);
  });

  it.each([
    [0, 0],
    [9, 9],
    [37, 40],
    [1234, 1230],
  ])('%i letters before it read as about %i', (count, rounded) => {
    expect(roundedCount(count)).toBe(rounded);
  });
});
