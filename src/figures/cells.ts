/** A day of the calendar, `2026-03-29`, where a spreadsheet should show a date. */
type Day = { day: string };
export type Cell = string | number | Date | Day | null;
/** A column of an export: its heading, what it holds, and how wide a spreadsheet shows it, characters. */
export type Column<Row> = { name: string; of: (row: Row) => Cell; width?: number };

/** Below this a count of people can point at one of them. */
const SMALL = 5;
const FEW = 'fewer than 5';

/** A count as the public may see it. */
export const publicCount = (count: number): number | string => (count > 0 && count < SMALL ? FEW : count);
