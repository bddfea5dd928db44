/** The time now. Injected, so that a test can let five days pass. */
export type Clock = () => Date;

const london = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' });

/** "24 November 2026", as the calendar on a British wall has it. */
export const londonDate = (at: Date): string => london.format(at);

const londonClock = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'Europe/London',
});

/** "24 November 2026 at 10:00", as British clocks show it, in summer and in winter. */
export const londonTime = (at: Date): string => londonClock.format(at);

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const isoDay = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: 'Europe/London' });

/** "2026-11-24", the day on a British calendar; days compare as text. */
export const londonDay = (at: Date): string => isoDay.format(at);
