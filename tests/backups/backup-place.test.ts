import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { PRISMA_DIR } from '../../scripts/schema-difference.ts';
import { backup } from '../../src/backups/backup.ts';
import { readMigrations } from '../../src/db/migrate.ts';

const KNOWN = (await readMigrations(PRISMA_DIR)).map(({ name }) => name);

let dir: string;
let database: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-backup-'));
  database = path.join(dir, 'site.db');
  copyFileSync(inject('migratedDatabase'), database);
});
afterEach(() => rmSync(dir, { recursive: true }));

function linkTo(file: string): string {
  const link = path.join(dir, 'link.db');
  symlinkSync(file, link);
  return link;
}

it.each([
  ['itself', () => database],
  ['its log', () => `${database}-wal`],
  ['the index of its log', () => `${database}-shm`],
  ['itself by another name', () => linkTo(database)],
  ['its log by another name', () => linkTo(`${database}-wal`)],
])('a backup is not put in the place of what is copied: %s', async (_what, place) => {
  const site = new Database(database);
  site.pragma('journal_mode = WAL');
  site.exec('UPDATE Campaign SET name = name');
  const to = place();
  const { ino } = statSync(to);
  await expect(backup(database, to, KNOWN, { replace: true })).rejects.toThrow(
    `${to} is the database itself, or a part of it. Name another file for the copy.`,
  );
  expect(statSync(to).ino).toBe(ino);
  expect(readdirSync(dir).filter(name => name.includes('unfinished'))).toEqual([]);
  site.close();
});
