import { stringify } from 'csv-stringify/sync';
import { harmless } from '../web/cell-text.ts';
import { readLine } from '../web/form.ts';

type Row = { at: Date; who: string; what: string; target: string; details: unknown };

const COLUMNS = ['at_utc', 'who', 'what', 'target', 'details'];

/** The header line. */
export const AUDIT_CSV_HEADER = stringify([COLUMNS], { record_delimiter: 'windows' });

/** One line. A spreadsheet takes no cell for a formula, whatever stands in it. */
export function auditCsvLine({ at, who, what, target, details }: Row): string {
  const cells = [at.toISOString(), who, what, target, details ? JSON.stringify(details) : ''];
  return stringify([cells.map(cell => harmless(readLine(cell)))], { record_delimiter: 'windows' });
}
