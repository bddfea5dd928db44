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

const isoDay = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: 'Europe/London' });

/** "2026-11-24", the day on a British calendar; days compare as text. */
export function londonDay(at: Date): string {
  // London keeps whole hours from UTC: a day begins with one of them.
  const hour = Math.floor(at.getTime() / HOUR);
  if (hour !== latest.hour) latest = { hour, day: isoDay.format(at) };
  return latest.day;
}

let latest = { hour: Number.NaN, day: '' };
