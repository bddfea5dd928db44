import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { type Database, openDatabase } from '../../src/db/database.ts';

let dir: string;
let file: string;
let db: Database;
let handles: FileHandle;
let faults: string[];
beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-db-'));
  file = path.join(dir, 'test.db');
  copyFileSync(inject('migratedDatabase'), file);
  faults = [];
  db = await openDatabase(`file:${file}`, undefined, code => faults.push(code));
  const handle = await open(file);
  handles = Object.getPrototypeOf(handle);
  await handle.close();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await db.close();
  rmSync(dir, { recursive: true });
});

const note = (key: string) =>
  db.write(tx => tx.tally.create({ data: { key, count: 1, expiresAt: new Date(0) } }));

describe('a unit of work', () => {
  it('is not acknowledged before the disk has it, and holds nobody up meanwhile', async () => {
    let done = () => {};
    const disk = new Promise<void>(resolve => {
      done = resolve;
    });
    const datasync = vi.spyOn(handles, 'datasync').mockReturnValueOnce(disk);
    let acknowledged = false;
    const noted = note('a').then(() => {
      acknowledged = true;
    });
    await expect.poll(() => datasync).toHaveBeenCalledTimes(1);
    expect(await db.read.tally.count(), 'committed, and read by others').toBe(1);
    expect(acknowledged).toBe(false);
    done();
    await noted;
  });

  it.runIf(process.platform === 'linux')('waits for the very log that SQLite writes to', async () => {
    const logs: string[] = [];
    const datasync = handles.datasync;
    vi.spyOn(handles, 'datasync').mockImplementation(async function (this: FileHandle) {
      logs.push(await readlink(`/proc/self/fd/${this.fd}`));
      return datasync.call(this);
    });
    await note('a');
    // Emptied, it is the same file still.
    expect(await db.forget()).toBe(true);
    await note('b');
    expect(logs.filter(name => name !== file)).toEqual(Array(3).fill(`${file}-wal`));
  });

  /** More than SQLite keeps in its log before it is put into the database. */
  const noteMuch = () =>
    db.write(tx =>
      tx.tally.createMany({
        data: Array.from({ length: 2_000 }, (_, i) => ({
          key: `${i}${'x'.repeat(9_000)}`,
          count: 1,
          expiresAt: new Date(0),
        })),
      }),
    );

  it.runIf(process.platform === 'linux')(
    'has the long log put into the database, and on the disk, before the next begins',
    async () => {
      const files: string[] = [];
      const datasync = handles.datasync;
      let done = () => {};
      const disk = new Promise<void>(resolve => {
        done = resolve;
      });
      vi.spyOn(handles, 'datasync').mockImplementation(async function (this: FileHandle) {
        files.push(await readlink(`/proc/self/fd/${this.fd}`));
        await datasync.call(this);
        if (files.at(-1) === file) await disk;
      });
      await noteMuch();
      let acknowledged = false;
      const noted = note('a').then(() => {
        acknowledged = true;
      });
      await expect.poll(() => files).toEqual([`${file}-wal`, `${file}-wal`, file]);
      expect(await db.read.tally.count(), 'reading goes on').toBe(2_000);
      await new Promise(setImmediate);
      expect(acknowledged).toBe(false);
      done();
      await noted;
      expect(files).toEqual([`${file}-wal`, `${file}-wal`, file, `${file}-wal`]);
      expect(statSync(file).size, 'it is in the database').toBeGreaterThan(16_000_000);
    },
  );

  it('can be followed by one of another process meanwhile, which does not begin the log anew', async () => {
    let done = () => {};
    const disk = new Promise<void>(resolve => {
      done = resolve;
    });
    const datasync = vi.spyOn(handles, 'datasync');
    datasync.mockResolvedValueOnce(undefined).mockResolvedValueOnce(undefined).mockReturnValueOnce(disk);
    await noteMuch();
    await expect.poll(() => datasync).toHaveBeenCalledTimes(3);
    const other = new Sqlite(file);
    const pages = () => (other.pragma('wal_checkpoint(NOOP)') as [{ log: number }])[0].log;
    const before = pages();
    other.exec(
      `INSERT INTO "Tally" ("key", "count", "expiresAt") VALUES ('other', 1, '1970-01-01T00:00:00.000+00:00')`,
    );
    expect(pages()).toBeGreaterThan(before);
    done();
    await note('a');
    other.exec(`UPDATE "Tally" SET "count" = 2 WHERE "key" = 'other'`);
    other.close();
    expect(await db.read.tally.count()).toBe(2_002);
  });

  it.runIf(process.platform === 'linux')(
    'of another process, that may not be on the disk yet, is put there before it is copied',
    async () => {
      const order: string[] = [];
      const other = new Sqlite(file);
      other.pragma('wal_autocheckpoint = 0');
      const commit = (key: string) =>
        other.exec(
          `INSERT INTO "Tally" ("key", "count", "expiresAt") VALUES ('${key}', 1, '1970-01-01T00:00:00.000+00:00')`,
        );
      const datasync = handles.datasync;
      vi.spyOn(handles, 'datasync').mockImplementation(async function (this: FileHandle) {
        const name = await readlink(`/proc/self/fd/${this.fd}`);
        await datasync.call(this);
        order.push(path.basename(name));
        // Behind the promise to our own: that of the other is what this process knows nothing of.
        if (order.length === 1) commit('unknown');
      });
      const pragma = Sqlite.prototype.pragma;
      vi.spyOn(Sqlite.prototype, 'pragma').mockImplementation(function (this: Sqlite.Database, ...args) {
        const told = pragma.apply(this, args);
        if (args[0] === 'wal_checkpoint(PASSIVE)') order.push('copied');
        return told;
      });
      await noteMuch();
      await expect.poll(() => order.at(-1)).toBe('test.db');
      other.close();
      expect(order).toEqual(['test.db-wal', 'test.db-wal', 'copied', 'test.db']);
    },
  );

  it('goes on where the log cannot be put into the database, and says so once, until it can', async () => {
    const pragma = Sqlite.prototype.pragma;
    const full = vi.spyOn(Sqlite.prototype, 'pragma').mockImplementation(function (
      this: Sqlite.Database,
      ...args
    ) {
      if (args[0] !== 'wal_checkpoint(PASSIVE)') return pragma.apply(this, args);
      throw new Sqlite.SqliteError('database or disk is full', 'SQLITE_FULL');
    });
    await noteMuch();
    await note('a');
    expect(await db.forget(), 'what was erased stands in the log').toBe(false);
    expect(faults).toEqual(['SQLITE_FULL']);
    expect(db.fault()).toBe('SQLITE_FULL');
    full.mockRestore();
    await note('b');
    expect(await db.forget()).toBe(true);
    expect(db.fault()).toBeNull();
    expect(await db.read.tally.count()).toBe(2_002);
  });

  it('is not held up by an erasure while somebody reads what was, and empties the log behind them', async () => {
    const reader = new Sqlite(file, { readonly: true });
    await note('a');
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM "Tally"').get();
    await note('b');
    const pragma = Sqlite.prototype.pragma;
    const patience: unknown[] = [];
    const spy = vi.spyOn(Sqlite.prototype, 'pragma').mockImplementation(function (
      this: Sqlite.Database,
      ...args
    ) {
      if (args[0] === 'wal_checkpoint(TRUNCATE)') {
        patience.push(pragma.call(this, 'busy_timeout', { simple: true }));
      }
      return pragma.apply(this, args);
    });
    expect(await db.forget()).toBe(false);
    await note('c');
    await expect.poll(() => patience.map(Number), { message: 'by the next unit too' }).toEqual([0, 0]);
    spy.mockRestore();
    expect(faults, 'a reader is no fault').toEqual([]);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    reader.close();
    await note('d');
    await expect.poll(() => statSync(`${file}-wal`).size).toBe(0);
    expect(await db.read.tally.count()).toBe(4);
  });

  it('waits for no checkpoint at each commit while somebody reads what was, and the log is done with afterwards', async () => {
    const reader = new Sqlite(file, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM "Tally"').get();
    await noteMuch();
    // Behind whatever followed on that.
    await note('0');
    const datasync = vi.spyOn(handles, 'datasync');
    for (const key of ['a', 'b', 'c']) await note(key);
    expect(datasync, 'the log alone').toHaveBeenCalledTimes(3);
    reader.close();
    expect(await db.forget()).toBe(true);
    expect(await db.read.tally.count()).toBe(2_004);
    expect(statSync(`${file}-wal`).size).toBe(0);
  });

  it('keeps all of the log where the disk takes that and refuses the database, until a restart', async () => {
    const datasync = handles.datasync;
    let calls = 0;
    vi.spyOn(handles, 'datasync').mockImplementation(async function (this: FileHandle) {
      calls += 1;
      if (calls === 3) throw Object.assign(new Error('EIO'), { code: 'EIO' });
      return datasync.call(this);
    });
    await noteMuch();
    await note('a');
    const { size } = statSync(`${file}-wal`);
    await db.write(tx => tx.tally.updateMany({ data: { count: 2 } }));
    expect(statSync(`${file}-wal`).size, 'it goes on behind what it has').toBeGreaterThan(1.2 * size);
    expect(await db.forget()).toBe(false);
    expect([faults, db.fault()]).toEqual([['EIO'], 'EIO']);
    await db.close();
    db = await openDatabase(`file:${file}`);
    await note('b');
    expect(await db.read.tally.count()).toBe(2_002);
  });

  it('hears of a disk that refuses, and those behind it do not', async () => {
    vi.spyOn(handles, 'datasync').mockRejectedValueOnce(Object.assign(new Error('EIO'), { code: 'EIO' }));
    await expect(note('a')).rejects.toThrow('EIO');
    await note('b');
    expect(await db.read.tally.findUnique({ where: { key: 'b' } })).not.toBeNull();
  });
});
