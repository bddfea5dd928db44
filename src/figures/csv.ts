import { stringify } from 'csv-stringify/sync';
import { harmless } from '../web/cell-text.ts';
import type { Cell, Column } from './cells.ts';
import { londonStamp } from './london-time.ts';

/** The file in pieces, one a page of rows, so that a long one is never in memory whole. */
export async function* csvOf<Row>(
  columns: readonly Column<Row>[],
  pages: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
): AsyncGenerator<string> {
  yield lines([columns.map(({ name }) => name)]);
  for await (const rows of pages) {
    if (rows.length > 0) yield lines(rows.map(row => columns.map(({ of }) => csvCell(of(row)))));
  }
}

/** A cell of several lines is quoted, though its breaks are not the file's own. */
const lines = (rows: (string | number)[][]) =>
  stringify(rows, { record_delimiter: 'windows', quoted_match: /[\r\n]/ });

function csvCell(cell: Cell): string | number {
  if (cell === null) return '';
  if (cell instanceof Date) return londonStamp(cell);
  if (typeof cell === 'object') return cell.day;
  return typeof cell === 'number' ? cell : harmless(cell);
}
