import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';
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

/** Sends a CSV piece by piece. */
export const sendCsv = (res: Response, pieces: AsyncIterable<string>): Promise<void> =>
  sendPieces(res.type('text/csv'), forExcel(pieces));

/**
 * Sends a file in pieces, each when the one before has left: whoever reads slowly makes the database wait, not
 * the memory grow. Whoever goes away ends the asking; that is no error of ours.
 */
export async function sendPieces(res: Response, pieces: AsyncIterable<string | Uint8Array>): Promise<void> {
  // A piece is a page of rows: one of them ahead is enough.
  const ahead = Readable.from(pieces, { highWaterMark: 1 });
  await pipeline(ahead, res).catch(error => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}

/**
 * The same, as Excel opens it: without the mark it guesses at the characters, and guesses wrong. SQLite answers at
 * once, and a fast reader takes at once: without a turn for them behind each piece, nobody else would be heard until
 * the file's end, and all of it would be held in memory.
 */
async function* forExcel(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  yield '\ufeff';
  for await (const piece of pieces) {
    yield piece;
    await nextTurn();
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
