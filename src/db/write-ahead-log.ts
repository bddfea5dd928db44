import { type FileHandle, open } from 'node:fs/promises';
import type Sqlite from 'better-sqlite3';

/**
 * Puts on the disk what a connection has committed, without holding up the process meanwhile. With
 * `synchronous = FULL` SQLite does the same at the end of each commit, and all else stands still for as long; with
 * NORMAL, which is set here, it only does so before a checkpoint. So whoever commits waits for `onDisk` before
 * anything is acknowledged.
 */
export function writeAheadLog(driver: Sqlite.Database) {
  // Where a file system allows no such log, a commit alone makes the promise.
  const hasOne = driver.pragma('journal_mode', { simple: true }) === 'wal';
  if (hasOne) driver.pragma('synchronous = NORMAL');
  let log: FileHandle | undefined;
  return {
    /** @throws Error where the disk refuses; nobody knows then whether what was committed outlives a power cut */
    async onDisk(): Promise<void> {
      if (!hasOne) return;
      // SQLite keeps one file from the first unit of work to the last: it is cut short, never made anew.
      log ??= await open(`${driver.name}-wal`);
      await log.datasync();
    },
    async close(): Promise<void> {
      await log?.close();
    },
  };
}
