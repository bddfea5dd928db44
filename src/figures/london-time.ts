import { DAY, HOUR, inLondon, londonDay } from '../clock.ts';

/** The hour by which sums are kept, in UTC: `2026-11-24T09`. London's midnights are whole hours there too. */
export const utcHourOf = (at: Date): string => at.toISOString().slice(0, 13);

/** The instant at which that day, `2026-03-29`, begins in London. */
export function startOfLondonDay(day: string): Date {
  const midnight = new Date(`${day}T00:00:00Z`);
  const anHourEarlier = new Date(midnight.getTime() - HOUR);
  return londonDay(anHourEarlier) === day ? anHourEarlier : midnight;
}

/** The day so many days later. Calendar days, so that clock changes make no difference. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Whether it is a day of the years 2000 to 2999, written as `2026-03-29`: beyond 9999 days have no such name. */
export function isDay(text: string): boolean {
  if (!/^2\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const longDay = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** `29 March 2026`. */
export const dayInWords = (day: string): string => longDay.format(new Date(`${day}T00:00:00Z`));
/** `29 Mar`. */
export const dayInShort = (day: string): string => shortDay.format(new Date(`${day}T00:00:00Z`));

/** `2026-03-29 14:05`, UK time: sorts, and spreadsheets take it for a time. */
export function londonStamp(at: Date): string {
  const { day, hour } = inLondon(at);
  return `${day} ${String(hour).padStart(2, '0')}${at.toISOString().slice(13, 16)}`;
}
