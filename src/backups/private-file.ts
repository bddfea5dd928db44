import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a file whole or not at all: `fill` works on a file of another name beside it, which only its
 * owner can read; then it takes its place. Nothing is left behind where something goes wrong.
 *
 * @param put moves the finished file to its place; by itself it replaces what stands there
 */
export async function makeWhole<T>(
  file: string,
  fill: (unfinished: string) => Promise<T> | T,
  put: (unfinished: string, result: T) => void = unfinished => renameSync(unfinished, file),
): Promise<T> {
  const unfinished = `${file}.unfinished-${process.pid}`;
  try {
    closeSync(openSync(unfinished, 'wx', 0o600));
    const result = await fill(unfinished);
    sync(unfinished);
    put(unfinished, result);
    sync(path.dirname(file));
    return result;
  } finally {
    for (const beside of ['', '-journal', '-wal', '-shm']) rmSync(unfinished + beside, { force: true });
  }
}

/** A power cut from here on loses nothing of it. */
function sync(file: string): void {
  const opened = openSync(file, 'r');
  fsyncSync(opened);
  closeSync(opened);
}
