import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DAY, HOUR } from '../clock.ts';
import { backup } from './backup.ts';

/** A backup that was made by itself. */
const MADE = /^before-.+\.db$/;

/** How many of them are kept. */
const KEPT = 5;

/** A copy that has not grown for so long, milliseconds, is nobody's: whoever made it was killed. */
const LEFT_AFTER = HOUR;

/** Supporters are told that no copy holds for longer what they had erased, milliseconds. */
const KEPT_FOR = 30 * DAY;

/**
 * A copy of the database as it is before an update changes it.
 *
 * @param known the names of all migrations of this version
 * @param next the first one that is due
 * @returns the copy's file
 * @throws Error in words for the operator: nothing may be changed then
 */
export async function backupBefore(
  database: string,
  dir: string,
  known: string[],
  next: string,
  now: Date,
): Promise<string> {
  const file = path.join(dir, `before-${next}-${now.toISOString().replace(/\D/g, '').slice(0, 17)}.db`);
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    removeUnfinished(dir, now);
    await backup(database, file, known);
  } catch (error) {
    throw new Error(
      `Dear MP cannot start: its database must be updated, and could not be copied to ${file} first (${(error as Error).message}). Nothing was changed. Make room, or name another folder in BACKUP_DIR.`,
    );
  }
  keepNewest(dir);
  return file;
}

/** Takes away what is kept no longer. @returns how many whole copies that were */
export function removeOldCopies(dir: string, now: Date): number {
  removeUnfinished(dir, now);
  return removeOlder(dir, MADE, new Date(now.getTime() - KEPT_FOR));
}

/** A start that is killed again and again would fill the disk, each time with all that people wrote. */
function removeUnfinished(dir: string, now: Date): void {
  removeOlder(dir, /^before-.+\.db\.unfinished-/, new Date(now.getTime() - LEFT_AFTER));
}

/** @param before files that were touched since then stay: another process may be at work on them */
function removeOlder(dir: string, names: RegExp, before: Date): number {
  const files = existsSync(dir) ? readdirSync(dir).filter(name => names.test(name)) : [];
  const old = files
    .map(name => path.join(dir, name))
    .filter(file => {
      const touched = statSync(file, { throwIfNoEntry: false })?.mtime;
      return touched !== undefined && touched < before;
    });
  for (const file of old) rmSync(file, { force: true });
  return old.length;
}

function keepNewest(dir: string): void {
  const made = readdirSync(dir)
    .filter(name => MADE.test(name))
    .map(name => path.join(dir, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs || (a < b ? 1 : -1));
  for (const old of made.slice(KEPT)) rmSync(old);
}
