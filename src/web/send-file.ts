import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Response } from 'express';

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
