/** A day of the calendar, `2026-03-29`, where a spreadsheet should show a date. */
export type Day = { day: string };
export type Cell = string | number | Date | Day | null;
/** A column of an export: its heading, what it holds, and how wide a spreadsheet shows it, characters. */
export type Column<Row> = { name: string; of: (row: Row) => Cell; width?: number };

/** Below this a count of people can point at one of them. */
const SMALL = 5;
export const FEW = 'fewer than 5';

/** A count as the public may see it. */
export const publicCount = (count: number): number | string => (count > 0 && count < SMALL ? FEW : count);

/** Text without the characters that no cell shows, and that hide what stands behind them. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu, ' ');
}

/** What a spreadsheet takes for the beginning of a formula or of a command, in narrow and in wide characters. */
const FORMULA = /^[\s'\p{Cf}]*[=+\-@|%＝＋－＠]/u;

/** Text that no spreadsheet runs when it opens a CSV: an apostrophe goes before what begins like a formula. */
export function harmless(text: string): string {
  const shown = visible(text);
  return FORMULA.test(shown) ? `'${shown}` : shown;
}
