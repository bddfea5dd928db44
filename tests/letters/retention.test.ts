import { describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import {
  type Due,
  dueOf,
  type KeptLetter,
  PERIODS,
  type Periods,
  USUAL_PERIODS,
} from '../../src/letters/retention.ts';
import { CONFIRM_FOR } from '../../src/tokens/token.ts';

const NOW = new Date('2026-11-24T10:00:00Z');
const ago = (days: number, more = 0) => new Date(NOW.getTime() - days * DAY + more);

const LETTER: KeptLetter = {
  state: 'accepted',
  way: 'email',
  keeps: 'all',
  updatedAt: ago(28),
  confirmedAt: ago(28),
  settledAt: ago(28),
  waitsFrom: null,
  toldAt: null,
  updates: false,
  toAsk: false,
  followUpDays: 14,
};

/** Each line: what it says, how it differs from a letter accepted 28 days ago, what is due. */
const CASES: [string, Partial<KeptLetter>, Due, Partial<Periods>?][] = [
  ['a draft on its seventh day', { state: 'draft', updatedAt: ago(7, 1) }, null],
  ['a draft after seven days', { state: 'draft', updatedAt: ago(7) }, 'expire'],
  ['a draft that waits for a new MP', { state: 'draft', updatedAt: ago(90), waitsFrom: ago(180, 1) }, null],
  [
    'a draft that has waited for 180 days',
    { state: 'draft', updatedAt: ago(181), waitsFrom: ago(180) },
    'expire',
  ],
  [
    'a draft whose writer was told of a new MP lately',
    { state: 'draft', updatedAt: ago(90), waitsFrom: ago(90), toldAt: ago(7, 1) },
    null,
  ],
  [
    'a draft whose writer was told of a new MP a week ago',
    { state: 'draft', updatedAt: ago(90), waitsFrom: ago(90), toldAt: ago(7) },
    'expire',
  ],
  [
    'a draft that its writer went on with, long after waiting',
    { state: 'draft', updatedAt: ago(1), waitsFrom: ago(200), toldAt: ago(20) },
    null,
  ],
  [
    'an unconfirmed letter on its seventh day',
    { state: 'awaiting_confirmation', updatedAt: ago(7, 1) },
    null,
  ],
  ['an unconfirmed letter after seven days', { state: 'awaiting_confirmation', updatedAt: ago(7) }, 'expire'],
  ['a letter held for 180 days less a moment', { state: 'held', updatedAt: ago(180, 1) }, null],
  ['a letter held for 180 days', { state: 'held', updatedAt: ago(180) }, 'expire'],
  ['a letter in the queue, however old', { state: 'confirmed', updatedAt: ago(4000) }, null],
  ['a letter by post after 28 days', { state: 'confirmed', way: 'own_means', settledAt: null }, 'clear-all'],
  ['an accepted letter on its 28th day', { updatedAt: ago(28, 1) }, null],
  ['an accepted letter after 28 days', {}, 'clear-all'],
  ['a bounced letter after 28 days', { state: 'bounced' }, 'clear-all'],
  ['a failed letter after 28 days', { state: 'failed' }, 'clear-all'],
  [
    'a letter whose reply came yesterday',
    { state: 'replied', updatedAt: ago(1), confirmedAt: ago(40) },
    null,
  ],
  ['an expired letter that still holds something', { state: 'expired', updatedAt: NOW }, 'clear-all'],
  ['an erased letter', { state: 'erased', keeps: 'nothing' }, null],
  ['a letter of which nothing is left', { keeps: 'nothing', updatedAt: ago(400) }, null],
  ['a letter whose writer is to be kept in touch', { updates: true }, 'clear-text'],
  ['the same, its text gone', { updates: true, keeps: 'writer' }, null],
  [
    'the same after 365 days',
    { updates: true, keeps: 'writer', updatedAt: ago(365), confirmedAt: ago(365), settledAt: ago(365) },
    'clear-all',
  ],
  [
    'a text kept for ten days: who wrote is still known, so that nobody writes twice',
    { updatedAt: ago(10), confirmedAt: ago(10), settledAt: ago(10) },
    'clear-text',
    { letters: 10 },
  ],
  [
    'the same on the 28th day',
    { keeps: 'writer', updatedAt: ago(28, 1), confirmedAt: ago(28, 1), settledAt: ago(28, 1) },
    null,
    { letters: 10 },
  ],
  ['the same after 28 days', { keeps: 'writer' }, 'clear-all', { letters: 10 }],
  [
    'a letter that waited for weeks before it left, on the 28th day from then',
    { keeps: 'writer', updatedAt: ago(28, 1), confirmedAt: ago(60), settledAt: ago(28, 1) },
    null,
    { letters: 10 },
  ],
  [
    'the same after 28 days from then',
    { keeps: 'writer', confirmedAt: ago(60) },
    'clear-all',
    { letters: 10 },
  ],
  [
    'a letter whose writer is still to be asked after 60 days',
    { toAsk: true, followUpDays: 60 },
    'clear-text',
  ],
  ['a letter whose writer was to be asked after 14 days', { toAsk: true }, 'clear-all'],
  [
    'a letter asked about after 60 days, once more after 67, on its 68th day',
    {
      toAsk: true,
      followUpDays: 60,
      keeps: 'writer',
      updatedAt: ago(68, 1),
      confirmedAt: ago(68, 1),
      settledAt: ago(68, 1),
    },
    null,
  ],
  [
    'the same after 68 days',
    {
      toAsk: true,
      followUpDays: 60,
      keeps: 'writer',
      updatedAt: ago(68),
      confirmedAt: ago(68),
      settledAt: ago(68),
    },
    'clear-all',
  ],
];

describe('what is due', () => {
  it.each(CASES)('for %s', (_name, letter, due, periods = {}) => {
    expect(dueOf({ ...LETTER, ...letter }, { ...USUAL_PERIODS, ...periods }, NOW)).toBe(due);
  });
});

describe('what supporters are told', () => {
  it('is kept to: nobody can choose less than a link to confirm holds', () => {
    expect(PERIODS.unconfirmed.least * DAY).toBe(CONFIRM_FOR);
    expect(PERIODS.contacts.least * DAY).toBe(CONFIRM_FOR);
  });
});
