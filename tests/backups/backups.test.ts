import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { PRISMA_DIR } from '../../scripts/schema-difference.ts';
import { backup } from '../../src/backups/backup.ts';
import { restore } from '../../src/backups/restore.ts';
import { readMigrations } from '../../src/db/migrate.ts';
import { run } from '../support/command.ts';
import { damage, writeUnindexed } from '../support/damage.ts';
import { onPostgresql } from '../support/databases.ts';
import { withDatabase } from '../support/files.ts';
import { confirmPath, openWorld, submitLetter, writeLetter } from '../support/world.ts';

const KNOWN = (await readMigrations(PRISMA_DIR)).map(({ name }) => name);
const NOW = new Date('2026-11-24T10:00:00Z');

let dir: string;
let database: string;
let copy: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-backup-'));
  database = path.join(dir, 'site.db');
  copy = path.join(dir, 'copy.db');
  copyFileSync(inject('migratedDatabase'), database);
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Runs the command on the database of this test. */
const data = (...args: string[]) => dataWith({}, ...args);

async function dataWith(env: Record<string, string>, ...args: string[]) {
  const { output, ended } = run('commands/data.ts', args, { DATABASE_URL: `file:${database}`, ...env });
  return { code: await ended, ...output };
}

const draftsIn = (file: string) =>
  withDatabase(file, opened => opened.prepare('SELECT count(*) FROM "Letter"').pluck().get());
const leftovers = () => readdirSync(dir).filter(name => /unfinished|-wal|-shm|-journal/.test(name));

/** The site, which writes letters until its input ends, each with its consent in one transaction. */
const WRITER = `
  const { openDatabase } = await import('./dist/db/database.js');
  const [, url] = process.argv;
  let isOver = false;
  process.stdin.on('end', () => (isOver = true)).resume();
  const db = await openDatabase(url);
  const campaign = await db.read.campaign.findFirstOrThrow();
  const template = await db.read.templateVersion.findFirstOrThrow();
  for (let i = 0; !isOver; i += 1) {
    const id = 'letter-' + i;
    await db.write(async tx => {
      await tx.letter.create({ data: { id, campaignId: campaign.id, templateVersionId: template.id,
        draftKeyHash: id, state: 'draft', postcode: 'BS37 5AA', story: 'x'.repeat(5000),
        createdAt: new Date(), updatedAt: new Date() } });
      await tx.consent.create({ data: { letterId: id, kind: 'story', wording: 'Yes', givenAt: new Date() } });
    });
    if (i === 20) console.log('writing');
  }
  await db.close();
`;

describe('npm run -s data -- backup', () => {
  it('copies the site’s database while it writes: whole letters alone, checked, and for its owner’s eyes', async () => {
    const writer = spawn(process.execPath, ['--input-type=module', '-e', WRITER, `file:${database}`], {
      cwd: path.join(PRISMA_DIR, '..'),
    });
    const ended = once(writer, 'close');
    await once(writer.stdout, 'data');
    const during = await backup(database, copy, KNOWN);
    writer.stdin.end();
    expect((await ended)[0]).toBe(0);
    expect(during.letters).toBeGreaterThan(20);
    const { consents, letters } = withDatabase(copy, opened => ({
      letters: opened.prepare('SELECT count(*) FROM "Letter"').pluck().get(),
      consents: opened.prepare('SELECT count(*) FROM "Consent"').pluck().get(),
    }));
    expect([letters, consents]).toEqual([during.letters, during.letters]);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(draftsIn(database), 'letters were being written meanwhile').toBeGreaterThan(during.letters);
    expect(leftovers()).toEqual([]);
  });

  it('tells size, time and counts, and replaces nothing without --force', async () => {
    const first = await data('backup', copy);
    expect(first.err).toBe('');
    expect(first.out).toMatch(
      /^Copied to .*copy\.db and checked: \d+\.\d MB in \d+\.\d s\. Letters: 0; campaigns: 1; newest migration: \d+_\w+\.\n$/,
    );
    writeFileSync(copy, 'mine');
    const second = await data('backup', copy);
    expect([second.code, second.out]).toEqual([1, '']);
    expect(second.err).toContain('is there already. Replace it with --force.');
    expect(readFileSync(copy, 'utf8')).toBe('mine');
    expect((await data('backup', copy, '--force')).code).toBe(0);
    expect(draftsIn(copy)).toBe(0);
  });

  it('of a damaged database fails, and keeps the copy that was there', async () => {
    await backup(database, copy, KNOWN);
    damage(database);
    await expect(backup(database, copy, KNOWN, { replace: true })).rejects.toThrow('damaged');
    expect(draftsIn(copy)).toBe(0);
    expect(leftovers()).toEqual([]);
  });

  it('of no database says so', async () => {
    await expect(backup(path.join(dir, 'none.db'), copy, KNOWN)).rejects.toThrow('There is no database');
    expect(existsSync(copy)).toBe(false);
  });

  it('leaves nothing behind when there is no more room, and fails', async () => {
    // A limit on the size of files, in blocks of 1,024 bytes, as a full disk for this process alone.
    const child = spawn(
      'bash',
      ['-c', 'ulimit -f 300; exec "$0" dist/commands/data.js backup "$1"', process.execPath, copy],
      {
        cwd: path.join(PRISMA_DIR, '..'),
        env: { PATH: process.env.PATH, DATABASE_URL: `file:${database}` },
      },
    );
    const said: string[] = [];
    child.stderr.on('data', text => said.push(String(text)));
    expect((await once(child, 'close'))[0]).toBe(1);
    expect(said.join('')).toMatch(/full|disk|SQLITE/i);
    expect(readdirSync(dir)).toEqual(['site.db']);
  });
});

const UNUSABLE: [what: string, spoil: () => void, says: string][] = [
  ['damaged', () => damage(copy), 'it is damaged'],
  ['truncated', () => truncateSync(copy, Math.floor(statSync(copy).size / 2)), 'it is damaged'],
  ['of no bytes', () => truncateSync(copy, 0), 'it is empty'],
  ['empty', () => replaceCopy(opened => opened.exec('VACUUM')), 'it is empty'],
  ['a text', () => writeFileSync(copy, 'Dear Sir, '.repeat(1_000)), 'it is no SQLite database'],
  [
    'of another program',
    () => replaceCopy(opened => opened.exec('CREATE TABLE bookmarks (url TEXT)')),
    'it is no database of Dear MP',
  ],
  [
    'of a newer version',
    () =>
      withDatabase(copy, opened =>
        opened.exec(
          "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ('x', 'x', 1, '20991231235959_to_come', 1)",
        ),
      ),
    'it is of a newer version of Dear MP, or of another (migration 20991231235959_to_come)',
  ],
  [
    'with rows that belong to nothing',
    () =>
      withDatabase(copy, opened => {
        opened.pragma('foreign_keys = OFF');
        opened.exec(
          "INSERT INTO Consent (letterId, kind, wording, givenAt) VALUES ('gone', 'story', 'Yes', 1)",
        );
      }),
    'it is damaged (rows that belong to nothing)',
  ],
  [
    'with two members for one seat',
    () =>
      writeUnindexed(
        copy,
        'Member_constituencyCode_key',
        'UPDATE Member SET constituencyCode = (SELECT min(constituencyCode) FROM Member)',
      ),
    'it is damaged (two rows where there may be one: UNIQUE constraint failed: Member.constituencyCode)',
  ],
];
function replaceCopy(fill: (opened: Database.Database) => void) {
  rmSync(copy);
  withDatabase(copy, fill);
}

describe('npm run -s data -- restore', () => {
  it.each(UNUSABLE)(
    'refuses a file that is %s, and leaves the database as it was',
    async (_what, spoil, says) => {
      await backup(database, copy, KNOWN);
      spoil();
      const before = readFileSync(database);
      await expect(restore(copy, database, KNOWN, NOW)).rejects.toThrow(says);
      expect(readFileSync(database).equals(before)).toBe(true);
      expect(readdirSync(dir).sort()).toEqual(['copy.db', 'site.db']);
    },
  );

  it('fails with the reason and exit code 1, and without a file says so', async () => {
    writeFileSync(copy, 'Dear Sir');
    const refused = await data('restore', copy);
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(refused.err).toMatch(/^.*copy\.db cannot be restored: it is .+\. The database is as it was\.\n$/);
    expect((await data('restore', path.join(dir, 'none.db'))).err).toContain('There is no file');
    expect((await data('restore')).err).toBe('Name one file.\n');
  });

  it('makes its indexes anew, so that one that had lost a row finds it again', async () => {
    const ofOther = (file: string) =>
      withDatabase(file, opened =>
        opened.prepare("SELECT count(*) FROM Campaign WHERE slug = 'other'").pluck().get(),
      );
    writeUnindexed(database, 'Campaign_slug_key', "UPDATE Campaign SET slug = 'other'");
    await backup(database, copy, KNOWN);
    expect(ofOther(copy)).toBe(0);
    await restore(copy, database, KNOWN, NOW);
    expect(ofOther(database)).toBe(1);
  });

  it('asks what else a backup must have, such as the secret that opens it', async () => {
    await backup(database, copy, KNOWN);
    const closed = () => 'APP_SECRET does not open it';
    await expect(restore(copy, database, KNOWN, NOW, [closed])).rejects.toThrow(
      'APP_SECRET does not open it',
    );
    await expect(restore(copy, database, KNOWN, NOW, [() => null])).resolves.toBeTruthy();
  });

  it('refuses a database in use instead of a backup', async () => {
    await backup(database, copy, KNOWN);
    writeFileSync(`${copy}-wal`, 'something');
    await expect(restore(copy, database, KNOWN, NOW)).rejects.toThrow('is a database in use');
  });

  it.skipIf(onPostgresql)(
    'brings letters back whole through the site, and keeps what stood there',
    async () => {
      const world = await openWorld();
      database = world.file;
      const visitor = world.visitor();
      await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
      await world.deliver();
      await backup(database, copy, KNOWN);
      const link = confirmPath(world);
      const { id } = await world.deps.db.read.letter.findFirstOrThrow();
      await world.deps.db.write(tx => tx.letter.update({ where: { id }, data: { story: '' } }));

      const running = await data('restore', copy);
      expect(running.code).toBe(1);
      expect(running.err).toContain('the site is running on this database');
      expect((await world.deps.db.read.letter.findFirstOrThrow()).story).toBe('');

      await world.deps.close();
      const wrong = await dataWith({ APP_SECRET: 'another secret of 32 characters.' }, 'restore', copy);
      expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('APP_SECRET')]);
      const { code, out, err } = await data('restore', copy);
      expect([code, err]).toEqual([0, '']);
      const kept = /kept in (\S+)\. Delete/.exec(out)?.[1] ?? '';
      expect(withDatabase(kept, opened => opened.prepare('SELECT story FROM "Letter"').pluck().get())).toBe(
        '',
      );
      expect(statSync(database).mode & 0o777).toBe(0o600);

      await world.restart();
      const again = world.visitor();
      await again.post(link, {}).expect(303);
      await world.deliver();
      const [toMp] = world.mail.to('claire.young.mp@parliament.uk');
      expect(toMp?.text).toContain("can't manage a full day");
      await world.close();
    },
  );

  it('replaces a database that is too damaged to be opened, and leaves none of its log', async () => {
    await backup(database, copy, KNOWN);
    writeFileSync(database, 'not a database any more '.repeat(500));
    writeFileSync(`${database}-wal`, 'of old');
    const { kept } = await restore(copy, database, KNOWN, NOW);
    expect(kept).toBe(`${database}.before-restore-20261124100000`);
    expect(existsSync(`${database}-wal`)).toBe(false);
    expect(draftsIn(database)).toBe(0);
  });

  it('makes a database where there is none, and its folder, as on a new machine', async () => {
    await backup(database, copy, KNOWN);
    // As a copy from elsewhere comes: what is put in its place is for its owner's eyes.
    chmodSync(copy, 0o644);
    const elsewhere = path.join(dir, 'data', 'site.db');
    expect((await restore(copy, elsewhere, KNOWN, NOW)).kept).toBeNull();
    expect(draftsIn(elsewhere)).toBe(0);
    expect(statSync(elsewhere).mode & 0o777).toBe(0o600);
  });
});
