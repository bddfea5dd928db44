/** The time now. Injected, so that a test can let five days pass. */
export type Clock = () => Date;

const inLanguages = (options: Intl.DateTimeFormatOptions) => ({
  en: new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'Europe/London' }),
  cy: new Intl.DateTimeFormat('cy', { ...options, timeZone: 'Europe/London' }),
});

const calendar = inLanguages({ dateStyle: 'long' });

/** "24 November 2026", as the calendar on a British wall has it; "24 Tachwedd 2026" in Welsh. */
export const londonDate = (at: Date, language: 'en' | 'cy' = 'en'): string => calendar[language].format(at);

const calendarDay = inLanguages({ day: 'numeric', month: 'long' });

/** "8 December", where the year goes without saying; "8 Rhagfyr" in Welsh. */
export const londonDayAndMonth = (at: Date, language: 'en' | 'cy' = 'en'): string =>
  calendarDay[language].format(at);

const wallClock = inLanguages({ dateStyle: 'long', timeStyle: 'short' });

/** "24 November 2026 at 10:00", as British clocks show it, in summer and in winter. */
export const londonTime = (at: Date, language: 'en' | 'cy' = 'en'): string => wallClock[language].format(at);

/** Milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const dayAndHour = new Intl.DateTimeFormat('en-CA', {
  dateStyle: 'short',
  timeStyle: 'short',
  hourCycle: 'h23',
  timeZone: 'Europe/London',
});

type LondonHour = { readonly day: string; readonly hour: number };

/** Formatting is slow and the same for a whole hour, in UTC too: a year of hours is remembered. */
const known = new Map<number, LondonHour>();
const MOST_KNOWN = 366 * 24;

/** The day and hour on a clock in London: `{day: '2026-03-29', hour: 2}`. */
export function inLondon(at: Date): LondonHour {
  const utcHour = Math.floor(at.getTime() / HOUR);
  const found = known.get(utcHour);
  if (found) return found;
  const text = dayAndHour.format(at);
  const made = { day: text.slice(0, 10), hour: Number(text.slice(12, 14)) };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(utcHour, made);
  return made;
}

/** "2026-11-24", the day on a British calendar; days compare as text. */
export const londonDay = (at: Date): string => inLondon(at).day;
