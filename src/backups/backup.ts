import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { makeWhole } from '../db/whole-file.ts';
import { type Contents, checkCopy } from './database-file.ts';

/** 4 MB: longer steps would hold up the process, shorter ones take longer in all. */
const PAGES_A_STEP = 1_000;

type BackupReport = Contents & { bytes: number; milliseconds: number };

/**
 * Copies a database that may be in use, as it stands at this moment, and makes sure that the copy can
 * be used. Readers and writers are not held up.
 *
 * @param known the names of this version's migrations
 * @throws Error in words for the operator; then there is no copy, and what stood there is as it was
 */
export async function backup(
  from: string,
  to: string,
  known: string[],
  { replace = false } = {},
): Promise<BackupReport> {
  if (!existsSync(from)) throw new Error(`There is no database at ${from}.`);
  if (isPartOf(from, to)) {
    throw new Error(`${to} is the database itself, or a part of it. Name another file for the copy.`);
  }
  if (existsSync(to) && !replace) throw new Error(`${to} is there already. Replace it with --force.`);
  const began = performance.now();
  const contents = await makeWhole(to, async unfinished => {
    await copyNow(from, unfinished);
    return checkCopy(unfinished, known);
  });
  return { ...contents, bytes: statSync(to).size, milliseconds: performance.now() - began };
}

/** A copy in its place would take the name away from what the site goes on writing to. */
function isPartOf(database: string, file: string): boolean {
  const there = statSync(file, { throwIfNoEntry: false });
  return ['', '-wal', '-shm'].some(beside => {
    const part = statSync(database + beside, { throwIfNoEntry: false });
    return part !== undefined && part.dev === there?.dev && part.ino === there.ino;
  });
}

async function copyNow(from: string, to: string): Promise<void> {
  // Not opened read-only: then SQLite could not tidy up its log when this is the only connection.
  const source = new Database(from, { fileMustExist: true, timeout: 5_000 });
  try {
    source.pragma('query_only = ON');
    // A read transaction keeps the view of this moment: without it, every write by the site, which is
    // another process, would make the copy begin again.
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_master').get();
    await source.backup(to, { progress: () => PAGES_A_STEP });
  } finally {
    source.close();
  }
}
