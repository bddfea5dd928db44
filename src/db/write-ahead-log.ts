import { type FileHandle, open } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';
import { codeOf } from './error-code.ts';

/** Pages, 16 MB: the same few are changed by every letter, and are put into the database a quarter as often. */
const LONG = 4_000;

/** Told once of each fault that lasts, with its code: `SQLITE_FULL`, `EIO`. */
export type OnFault = (code: string) => void;

/**
 * Puts on the disk what a connection has committed, and the log into the database, without holding up the process
 * meanwhile. By itself SQLite waits for the disk at the end of each commit (`synchronous = FULL`) and around each
 * checkpoint, and all else stands still for as long. Here it never waits; these two do, by the same system call:
 *
 * - `onDisk`, for the log. Whoever commits waits for it before anything is acknowledged.
 * - `checkpoint`, for the database. A connection that reads what was holds the log until then, so that no process
 *   begins it anew: whoever puts only half of it on the disk would lose the rest with the power.
 */
export function writeAheadLog(driver: Sqlite.Database, onFault: OnFault = () => undefined) {
  // Where a file system allows no such log, a commit alone makes the promise.
  const hasOne = driver.pragma('journal_mode', { simple: true }) === 'wal';
  if (hasOne) driver.pragma('synchronous = NORMAL');
  if (hasOne) driver.pragma('wal_autocheckpoint = 0');
  const opened: Partial<Record<'log' | 'database', FileHandle>> = {};
  let holder: Sqlite.Database | undefined;
  let fault: string | null = null;
  let worthIt = LONG;

  /** Pages in the log, and how many of them are in the database already. */
  const pages = (mode: 'NOOP' | 'PASSIVE') => {
    const [{ log, checkpointed }] = driver.pragma(`wal_checkpoint(${mode})`) as [Record<string, bigint>];
    return { log: Number(log), done: Number(checkpointed) };
  };

  /** Who is in the way is no fault. */
  function failed(error: unknown): false {
    const code = String(codeOf(error).code);
    if (code.startsWith('SQLITE_BUSY')) return false;
    if (code !== fault) onFault(code);
    fault = code;
    return false;
  }

  /** @returns whether there were any that may be copied */
  function copyPages(): boolean {
    const before = pages('NOOP').done;
    driver.pragma('synchronous = OFF');
    try {
      const { log, done } = pages('PASSIVE');
      // Who still reads what was, a backup for minutes, keeps the log from ending: it is not asked for each commit.
      worthIt = done < log ? log + LONG : LONG;
      return done !== before;
    } finally {
      driver.pragma('synchronous = NORMAL');
    }
  }

  async function logOnDisk(): Promise<void> {
    // SQLite keeps one file from the first unit of work to the last: it is cut short, never made anew.
    opened.log ??= await open(`${driver.name}-wal`);
    await opened.log.datasync();
  }

  async function databaseOnDisk(): Promise<void> {
    opened.database ??= await open(driver.name);
    await opened.database.datasync();
  }

  return {
    /** @throws Error where the disk refuses; nobody knows then whether what was committed outlives a power cut */
    async onDisk(): Promise<void> {
      if (hasOne) await logOnDisk();
    },
    /**
     * Between two units of work, behind `onDisk`. Where it fails, the log still has everything, as with SQLite's own.
     *
     * @param least pages in a log that is worth it
     * @returns false: the disk refused. Where it was the database, the log is held then and grows until a restart, which
     *   reads all of it
     */
    async checkpoint(least = worthIt): Promise<boolean> {
      if (!hasOne) return true;
      if (holder?.inTransaction) return false;
      let copied: boolean;
      try {
        if (pages('NOOP').log < least) return true;
        holder ??= new Sqlite(driver.name, { readonly: true });
        holder.exec('BEGIN; SELECT 1 FROM sqlite_schema');
        // Another process may just have committed what is not on the disk yet. What the holder sees is all that is copied.
        await logOnDisk();
        copied = copyPages();
      } catch (error) {
        if (holder?.inTransaction) holder.exec('COMMIT');
        return failed(error);
      }
      try {
        if (copied) await databaseOnDisk();
      } catch (error) {
        return failed(error);
      }
      holder.exec('COMMIT');
      fault = null;
      return true;
    },
    /**
     * Cuts the log to nothing, behind a checkpoint. It waits for nobody, since the whole process would wait with it.
     *
     * @returns false: somebody reads what was, or writes
     */
    empty(): boolean {
      const patience = driver.pragma('busy_timeout', { simple: true });
      driver.pragma('busy_timeout = 0');
      try {
        const [result] = driver.pragma('wal_checkpoint(TRUNCATE)') as { busy: bigint }[];
        return Number(result?.busy) === 0;
      } catch (error) {
        return failed(error);
      } finally {
        driver.pragma(`busy_timeout = ${patience}`);
      }
    },
    /** What the disk refused when it was last asked; null: nothing. */
    fault: (): string | null => fault,
    async close(): Promise<void> {
      holder?.close();
      for (const handle of Object.values(opened)) await handle.close();
    },
  };
}
