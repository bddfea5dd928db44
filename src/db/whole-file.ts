import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/** By itself only its owner can read it, and it replaces what stands in its place. */
type Options = { mode?: number; put?: (unfinished: string) => void };

/**
 * Makes a file whole or not at all: `fill` works on a file of another name beside it, which then takes its place. A
 * reader sees the old or the new, never a part; nothing is left behind where something goes wrong.
 */
export async function makeWhole<T>(
  file: string,
  fill: (unfinished: string) => Promise<T> | T,
  { mode = 0o600, put = unfinished => renameSync(unfinished, file) }: Options = {},
): Promise<T> {
  // Not the process’s number: in each container it is the same, also after a kill.
  const unfinished = `${file}.unfinished-${randomUUID()}`;
  try {
    closeSync(openSync(unfinished, 'wx', mode));
    const result = await fill(unfinished);
    sync(unfinished);
    put(unfinished);
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
