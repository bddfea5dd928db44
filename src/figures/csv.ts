import { stringify } from 'csv-stringify/sync';
import { type Cell, type Column, harmless } from './cells.ts';
import { londonStamp } from './london-time.ts';

/** Tells Excel that the file is UTF-8; it guesses otherwise, and guesses wrong. */
const BYTE_ORDER_MARK = '\ufeff';

/** The file in pieces, one a page of rows, so that a long one is never in memory whole. */
export async function* csvOf<Row>(
  columns: readonly Column<Row>[],
  pages: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + lines([columns.map(({ name }) => name)]);
  for await (const rows of pages) {
    if (rows.length > 0) yield lines(rows.map(row => columns.map(({ of }) => csvCell(of(row)))));
  }
}

const lines = (rows: (string | number)[][]) => stringify(rows, { record_delimiter: 'windows' });

function csvCell(cell: Cell): string | number {
  if (cell === null) return '';
  if (cell instanceof Date) return londonStamp(cell);
  if (typeof cell === 'object') return cell.day;
  return typeof cell === 'number' ? cell : harmless(cell);
}
