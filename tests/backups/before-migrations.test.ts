import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { PRISMA_DIR } from '../../scripts/schema-difference.ts';
import { backupBefore } from '../../src/backups/before-migrations.ts';
import { readMigrations } from '../../src/db/migrate.ts';
import { run } from '../support/command.ts';
import { withDatabase } from '../support/files.ts';

const KNOWN = (await readMigrations(PRISMA_DIR)).map(({ name }) => name);
const NOW = new Date('2026-11-24T10:00:00Z');

let dir: string;
let database: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-update-'));
  database = path.join(dir, 'site.db');
  copyFileSync(inject('migratedDatabase'), database);
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Runs the command on the database of this test, which brings it up to date. */
async function data(...args: string[]) {
  const { output, ended } = run('commands/data.ts', args, { DATABASE_URL: `file:${database}` });
  return { code: await ended, ...output };
}

describe('the backup before an update', () => {
  const backups = () => path.join(dir, 'backups');
  /** As if the newest migration were still to come. */
  function beOlder(file: string): string {
    const newest = KNOWN.at(-1) ?? '';
    withDatabase(file, opened =>
      opened.prepare('DELETE FROM _prisma_migrations WHERE migration_name = ?').run(newest),
    );
    return newest;
  }

  it('is made beside the database when the site starts, and not when there is nothing to update', async () => {
    await data('counts');
    expect(existsSync(backups())).toBe(false);
    const newest = beOlder(database);
    // The tables are there already, so the migration itself fails: the copy was made before.
    expect((await data('counts')).code).toBe(1);
    const [made, ...others] = readdirSync(backups());
    expect(others).toEqual([]);
    expect(made).toMatch(new RegExp(`^before-${newest}-\\d{17}\\.db$`));
    expect(statSync(path.join(backups(), String(made))).mode & 0o777).toBe(0o600);
    expect(statSync(backups()).mode & 0o777).toBe(0o700);
    expect(
      withDatabase(path.join(backups(), String(made)), opened =>
        opened.pragma('integrity_check', { simple: true }),
      ),
    ).toBe('ok');
  });

  it('that cannot be made stops the start before anything is changed', async () => {
    beOlder(database);
    writeFileSync(backups(), 'a file where the folder should be');
    const before = readFileSync(database);
    const { code, err } = await data('counts');
    expect(code).toBe(1);
    expect(err).toContain('Dear MP cannot start: its database must be updated, and could not be copied to');
    expect(err).toContain('BACKUP_DIR');
    expect(readFileSync(database).equals(before)).toBe(true);
  });

  it('is kept with the four before it, and other files are left alone', async () => {
    mkdirSync(backups());
    writeFileSync(path.join(backups(), 'mine.db'), 'mine');
    const made = [];
    for (let i = 0; i < 7; i += 1) {
      made.push(
        await backupBefore(
          database,
          backups(),
          KNOWN,
          `2026112400000${9 - i}_a`,
          new Date(NOW.getTime() + i),
        ),
      );
    }
    const kept = readdirSync(backups()).sort();
    expect(kept).toEqual([...made.slice(2).map(file => path.basename(file)), 'mine.db'].sort());
  });

  it('takes away what one that was killed left behind, and nothing that is being made', async () => {
    mkdirSync(backups());
    const put = (name: string, minutesAgo: number) => {
      writeFileSync(path.join(backups(), name), 'a part of a database');
      const then = NOW.getTime() / 1_000 - minutesAgo * 60;
      utimesSync(path.join(backups(), name), then, then);
    };
    put('before-1_a-20261101000000000.db.unfinished-4711', 61);
    put('before-1_a-20261101000000000.db.unfinished-4711-journal', 61);
    put('before-1_a-20261101000000001.db.unfinished-4712', 59);
    put('mine.db.unfinished-4713', 61);
    const made = await backupBefore(database, backups(), KNOWN, '1_a', NOW);
    const left = ['before-1_a-20261101000000001.db.unfinished-4712', 'mine.db.unfinished-4713'];
    expect(readdirSync(backups()).sort()).toEqual([...left, path.basename(made)].sort());
  });
});
