import { DAY } from '../clock.ts';
import { type FieldError, readLine } from '../web/form.ts';
import { addDays, isDay, startOfLondonDay } from './london-time.ts';

/** Days in London, first and last; empty: no limit on that side. */
export type Period = { from: string; to: string };

/** What was asked for, and what is wrong with it. */
export function readPeriod(query: Record<string, unknown>): { period: Period; errors: FieldError[] } {
  const period = { from: readLine(query.from), to: readLine(query.to) };
  const errors: FieldError[] = (['from', 'to'] as const)
    .filter(field => period[field] !== '' && !isDay(period[field]))
    .map(field => ({ field, message: `Enter the ${WORDS[field]} day as year, month, day: 2026-03-29` }));
  if (errors.length === 0 && period.from && period.to && period.from > period.to) {
    errors.push({ field: 'to', message: 'Choose a last day that does not come before the first' });
  }
  return { period, errors };
}

const WORDS = { from: 'first', to: 'last' };

/** The instants between which those days lie: from the first midnight up to, not including, the last. */
export function instantsOf({ from, to }: Period): { from: Date | null; to: Date | null } {
  return {
    from: from ? startOfLondonDay(from) : null,
    to: to ? startOfLondonDay(addDays(to, 1)) : null,
  };
}

/** Periods one click away. */
export function presets(today: string): { title: string; period: Period }[] {
  return [
    { title: 'Today', period: { from: today, to: today } },
    { title: 'Last 7 days', period: { from: addDays(today, -6), to: today } },
    { title: 'Last 30 days', period: { from: addDays(today, -29), to: today } },
    { title: 'All days', period: { from: '', to: '' } },
  ];
}

/** A stretch of days that one bar of the chart stands for. */
type Stretch = Period & { count: number };

const MOST_BARS = 62;
const STRETCHES = [1, 7, 28, 91, 364] as const;

/**
 * Counts a day put together into as many bars as a chart can hold: days, weeks, four weeks and so on.
 * Days without letters are there too.
 *
 * @param days counts by London day; days outside the period do not occur
 * @param period an empty side ends where the counts end
 */
export function stretchesOf(
  days: ReadonlyMap<string, number>,
  period: Period,
): { length: number; bars: Stretch[] } {
  const counted = [...days.keys()].sort();
  const first = period.from || counted[0];
  const last = period.to || counted.at(-1);
  if (!first || !last || counted.length === 0) return { length: 1, bars: [] };
  const span = (Date.parse(last) - Date.parse(first)) / DAY + 1;
  const length = STRETCHES.find(days => span / days <= MOST_BARS) ?? Math.ceil(span / MOST_BARS);
  const bars: Stretch[] = [];
  for (let from = first; from <= last; from = addDays(from, length)) {
    const end = addDays(from, length - 1);
    bars.push({ from, to: end > last ? last : end, count: 0 });
  }
  for (const [day, count] of days) {
    const bar = bars[Math.floor((Date.parse(day) - Date.parse(first)) / DAY / length)];
    if (bar) bar.count += count;
  }
  return { length, bars };
}
