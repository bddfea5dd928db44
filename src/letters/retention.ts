import { DAY } from '../clock.ts';
import type { LetterState } from './letter-state.ts';

/** Pages and mails say how long a draft stays and a link to confirm works, days. */
const SAID = 7;

/**
 * How long each thing is kept, in days, unless staff choose another time (docs/guide-for-admins.md). All
 * that is decided about letters is decided in this file. Below `least` something else would break: what
 * supporters are told, or a letter that comes back, which is sent with its text for five days.
 */
export const PERIODS = {
  drafts: { days: SAID, least: SAID, title: 'Letters that are being written', hint: 'From the last change.' },
  unconfirmed: {
    days: SAID,
    least: SAID,
    title: 'Letters that nobody has confirmed',
    hint: 'From the last email with a link to confirm.',
  },
  letters: {
    days: 28,
    least: 7,
    title: 'The text of letters that went out, and the address',
    hint: 'From the last thing that happened to the letter: it left, came back, or its writer told us of a reply.',
  },
  waiting: {
    days: 180,
    least: 30,
    title: 'What waits for a new MP',
    hint: 'Drafts and letters whose seat is vacant. From the day on which the writer asked to be told, or the letter was held.',
  },
  contacts: {
    days: SAID,
    least: SAID,
    title: 'Email addresses that nobody has confirmed',
    hint: 'From the day on which they were left.',
  },
  updates: {
    days: 365,
    least: 7,
    title: 'Name and email address of people who asked to be kept in touch',
    hint: 'From their confirmation. Take the list over in this time.',
  },
  records: {
    days: 28,
    least: 7,
    title: 'Records of mail that left, reports about it, and links that no longer work',
    hint: 'They hold no text.',
  },
} as const;

export type PeriodName = keyof typeof PERIODS;
export type Periods = Record<PeriodName, number>;
export const PERIOD_NAMES = Object.keys(PERIODS) as PeriodName[];
/** What holds where staff have chosen nothing else, days. */
export const USUAL_PERIODS = Object.fromEntries(
  PERIOD_NAMES.map(name => [name, PERIODS[name].days]),
) as Periods;

/** Milliseconds. Nobody writes twice in one campaign in this time from confirming or leaving, so it is known who wrote. */
export const ONCE_IN = 28 * DAY;

/** From asking whether the MP replied to asking once more, and from then to the end of waiting, milliseconds. */
export const ASKED_AGAIN_AFTER = 7 * DAY;
const LAST_ANSWER_AFTER = DAY;

/**
 * What is still held of a letter's writer. Name and e-mail address are held as `writer`, and as `updates` for
 * somebody who asked to be kept in touch: these stay for a year, and the purge has to pass them by every hour.
 */
export type Keeps = 'all' | 'writer' | 'updates' | 'nothing';

export type KeptLetter = {
  state: LetterState;
  way: string | null;
  keeps: Keeps;
  updatedAt: Date;
  confirmedAt: Date | null;
  settledAt: Date | null;
  /** When a contact that waits for a new MP with this draft was confirmed, and was told of one. */
  waitsFrom: Date | null;
  toldAt: Date | null;
  /** Its writer asked to be kept in touch, and has not taken that back. */
  updates: boolean;
  /** Its writer is still to be asked whether the MP replied, or once more. */
  toAsk: boolean;
  /** The campaign asks this many days after the letter. */
  followUpDays: number;
};

/** `expire`: it ends, and all that names its writer goes; `clear-text`: name and e-mail address stay. */
export type Due = 'expire' | 'clear-text' | 'clear-all' | null;

/** What is due for a letter now; null: nothing yet. A letter in the queue is never touched. */
export function dueOf(letter: KeptLetter, periods: Periods, now: Date): Due {
  const { state, way, keeps, updatedAt } = letter;
  const past = (since: Date, days: number) => now.getTime() >= since.getTime() + days * DAY;
  if (keeps === 'nothing') return null;
  if (state === 'expired' || state === 'erased') return 'clear-all';
  if (state === 'draft') return draftIsDue(letter, periods, past) ? 'expire' : null;
  if (state === 'awaiting_confirmation') return past(updatedAt, periods.unconfirmed) ? 'expire' : null;
  if (state === 'held') return past(updatedAt, periods.waiting) ? 'expire' : null;
  if (state === 'confirmed' && way !== 'own_means') return null;
  if (!past(updatedAt, periods.letters)) return null;
  if (now.getTime() >= writerDueAt(letter, periods)) return 'clear-all';
  return keeps === 'all' ? 'clear-text' : null;
}

type Past = (since: Date, days: number) => boolean;

function draftIsDue({ updatedAt, waitsFrom, toldAt }: KeptLetter, periods: Periods, past: Past): boolean {
  if (!past(updatedAt, periods.drafts)) return false;
  if (toldAt) return past(toldAt, periods.drafts);
  return waitsFrom === null || past(waitsFrom, periods.waiting);
}

/** Name and address stay as long as a promise needs them: not twice, the question, keeping in touch. */
function writerDueAt(letter: KeptLetter, periods: Periods): number {
  const { updatedAt, confirmedAt, settledAt, updates, toAsk, followUpDays } = letter;
  const confirmed = (confirmedAt ?? updatedAt).getTime();
  const left = (settledAt ?? confirmedAt ?? updatedAt).getTime();
  return Math.max(
    Math.max(confirmed, left) + ONCE_IN,
    toAsk ? left + followUpDays * DAY + ASKED_AGAIN_AFTER + LAST_ANSWER_AFTER : 0,
    updates ? confirmed + periods.updates * DAY : 0,
  );
}

/** Letters worth a look: those whose `by` lies before that time. */
export type Sieve = { keeps: Keeps; states: LetterState[]; by: 'updatedAt' | 'confirmedAt'; before: Date };

/** Which letters are worth a look: a coarse sieve for the database, in front of `dueOf`, each a stretch of an index. */
export function sievesFor(periods: Periods, now: Date): Sieve[] {
  const ago = (days: number) => new Date(now.getTime() - days * DAY);
  const stoodStill: [LetterState[], Date][] = [
    [['expired', 'erased'], now],
    [['draft'], ago(periods.drafts)],
    [['awaiting_confirmation'], ago(periods.unconfirmed)],
    [['held'], ago(periods.waiting)],
    [LEFT, ago(periods.letters)],
  ];
  return [
    ...(['all', 'writer'] as const).flatMap(keeps =>
      stoodStill.map(([states, before]): Sieve => ({ keeps, states, by: 'updatedAt', before })),
    ),
    { keeps: 'updates', states: LEFT, by: 'confirmedAt', before: ago(periods.updates) },
  ];
}

const LEFT: LetterState[] = ['confirmed', 'accepted', 'bounced', 'failed', 'replied'];
