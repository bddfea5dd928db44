import { type FileHandle, open } from 'node:fs/promises';
import type Sqlite from 'better-sqlite3';

/** Pages, 16 MB: the same few are changed by every letter, and are put into the database a quarter as often. */
const LONG = 4_000;

/**
 * Puts on the disk what a connection has committed, and the log into the database, without holding up the process
 * meanwhile. By itself SQLite waits for the disk at the end of each commit (`synchronous = FULL`) and around each
 * checkpoint, and all else stands still for as long. Here it never waits; these two do, by the same system call:
 *
 * - `onDisk`, for the log. Whoever commits waits for it before anything is acknowledged.
 * - `checkpoint`, for the database. Whoever writes next waits for it, for then the log may be begun anew.
 */
export function writeAheadLog(driver: Sqlite.Database) {
  // Where a file system allows no such log, a commit alone makes the promise.
  const hasOne = driver.pragma('journal_mode', { simple: true }) === 'wal';
  if (hasOne) driver.pragma('synchronous = NORMAL');
  if (hasOne) driver.pragma('wal_autocheckpoint = 0');
  const opened: Partial<Record<'log' | 'database', FileHandle>> = {};
  let refused: unknown;
  let worthIt = LONG;

  /** Pages in the log, and how many of them are in the database already. */
  const pages = (mode: 'NOOP' | 'PASSIVE') => {
    const [{ log, checkpointed }] = driver.pragma(`wal_checkpoint(${mode})`) as [Record<string, bigint>];
    return { log: Number(log), done: Number(checkpointed) };
  };

  return {
    /** @throws Error where the disk refuses; nobody knows then whether what was committed outlives a power cut */
    async onDisk(): Promise<void> {
      if (!hasOne) return;
      // SQLite keeps one file from the first unit of work to the last: it is cut short, never made anew.
      opened.log ??= await open(`${driver.name}-wal`);
      await opened.log.datasync();
    },
    /** Between two units of work, behind `onDisk`. @param least pages in a log that is worth it */
    async checkpoint(least = worthIt): Promise<void> {
      if (!hasOne || pages('NOOP').log < least) return;
      driver.pragma('synchronous = OFF');
      try {
        const { log, done } = pages('PASSIVE');
        // Who still reads what was, a backup for minutes, keeps the log from ending: it is not asked for each commit.
        worthIt = done < log ? log + LONG : LONG;
      } finally {
        driver.pragma('synchronous = NORMAL');
      }
      try {
        opened.database ??= await open(driver.name);
        await opened.database.datasync();
      } catch (error) {
        refused = error;
      }
    },
    /**
     * The disk took the log and refused the database: the next write could begin the log anew, and what only the log
     * holds would be lost with the power. There are no more writes; a restart reads the whole log again.
     */
    check(): void {
      if (refused) throw refused;
    },
    async close(): Promise<void> {
      for (const handle of Object.values(opened)) await handle.close();
    },
  };
}
