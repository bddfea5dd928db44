import { stringify } from 'csv-stringify/sync';

type Row = { at: Date; who: string; what: string; target: string; details: unknown };

const COLUMNS = ['at_utc', 'who', 'what', 'target', 'details'];

/** The header line. */
export const AUDIT_CSV_HEADER = stringify([COLUMNS], { record_delimiter: 'windows' });

/** One line. A spreadsheet takes no cell for a formula, whatever stands in it. */
export function auditCsvLine({ at, who, what, target, details }: Row): string {
  const cells = [at.toISOString(), who, what, target, details ? JSON.stringify(details) : ''];
  return stringify([cells.map(plainCell)], { escape_formulas: true, record_delimiter: 'windows' });
}

/**
 * csv-stringify sees a formula only where a cell begins with its sign: control characters and blanks
 * before it go, and a pipe, which some programs run, gets the same apostrophe.
 */
function plainCell(text: string): string {
  const visible = text.replace(/\p{Cc}+/gu, ' ').trim();
  return visible.startsWith('|') ? `'${visible}` : visible;
}
