import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import Database from 'better-sqlite3';
import { makeWhole } from '../db/whole-file.ts';
import { type Check, type Contents, checkCopy } from './database-file.ts';

type RestoreReport = Contents & { kept: string | null };

/**
 * Puts a backup in the place of the database, which is kept under another name. Until the backup has
 * passed every check nothing is touched; at no moment is there no database.
 *
 * @param known the names of this version's migrations
 * @param checks what else a backup must have
 * @throws Error in words for the operator; then the database is as it was
 */
export async function restore(
  from: string,
  database: string,
  known: string[],
  now: Date,
  checks: Check[] = [],
): Promise<RestoreReport> {
  if (!existsSync(from)) throw new Error(`There is no file ${from}.`);
  if (statSync(from).size === 0) throw new Error(`${from} cannot be restored: it is empty.`);
  if (existsSync(`${from}-wal`) && statSync(`${from}-wal`).size > 0) {
    throw new Error(`${from} is a database in use, and not a backup: a part of it is in ${from}-wal.`);
  }
  const kept = existsSync(database)
    ? `${database}.before-restore-${now.toISOString().replace(/\D/g, '').slice(0, 14)}`
    : null;
  try {
    // On a new machine nothing has been started yet.
    mkdirSync(path.dirname(database), { recursive: true });
    const contents = await makeWhole(
      database,
      async unfinished => {
        // Not by copyFile, which gives it the backup's mode: others may be let to read that one.
        await pipeline(createReadStream(from), createWriteStream(unfinished));
        return checkCopy(unfinished, known, [...checks, indexedAnew]);
      },
      kept ? { put: unfinished => exchange(unfinished, database, kept) } : {},
    );
    return { ...contents, kept };
  } catch (error) {
    throw new Error(`${from} cannot be restored: ${(error as Error).message}. The database is as it was.`);
  }
}

/** An index that had lost a row would hide it from whoever looks for it. */
function indexedAnew(copy: Database.Database): string | null {
  try {
    copy.exec('REINDEX');
    return null;
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    if (!code.startsWith('SQLITE_CONSTRAINT')) throw error;
    return `it is damaged (two rows where there may be one: ${message})`;
  }
}

function exchange(unfinished: string, database: string, kept: string): void {
  if (existsSync(kept)) throw new Error(`${kept} is there already`);
  const lock = lockAlone(database);
  try {
    keepAs(database, kept);
    renameSync(unfinished, database);
  } catch (error) {
    rmSync(kept, { force: true });
    throw error;
  } finally {
    lock?.close();
  }
  // Only a database too damaged to be opened has these left; beside the new one they would damage it.
  for (const beside of ['-wal', '-shm']) {
    if (existsSync(database + beside)) renameSync(database + beside, kept + beside);
  }
}

/**
 * Opens the database as nobody else may while it is exchanged. Leaving the write-ahead log needs every
 * other connection closed, and puts all of it into the one file.
 *
 * @returns undefined where it is too damaged to be opened
 */
function lockAlone(database: string): Database.Database | undefined {
  const connection = new Database(database, { timeout: 1_000 });
  try {
    connection.pragma('journal_mode = DELETE');
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection.close();
    const { code = '' } = error as { code?: string };
    if (code.startsWith('SQLITE_BUSY')) {
      throw new Error('the site is running on this database, or a command is. Stop it first');
    }
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return undefined;
    throw error;
  }
}

/** A second name for the file; a copy where the disk has no second names. */
function keepAs(database: string, kept: string): void {
  try {
    linkSync(database, kept);
  } catch {
    copyFileSync(database, kept);
  }
}
