import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PRISMA_DIR, schemaDifference } from '../../scripts/schema-difference.ts';
import { openDatabase } from '../../src/db/database.ts';
import { migrate, readMigrations } from '../../src/db/migrate.ts';
import { withDatabase } from '../support/files.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-migrate-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('the migrations', () => {
  it('add up to the schema', async () => {
    const schema = await readFile(path.join(PRISMA_DIR, 'schema.prisma'), 'utf8');
    expect(await schemaDifference(schema)).toBeNull();
    const changed = schema.replace('model Campaign {', 'model Campaign {\n  forgotten String?');
    expect(await schemaDifference(changed), 'and a column without a migration is seen').toContain(
      'forgotten',
    );
  });

  it('make a database where there is none, once, and keep what it holds', async () => {
    const url = `file:${path.join(dir, 'new', 'dear-mp.db')}`;
    const names = (await readMigrations(PRISMA_DIR)).map(({ name }) => name);
    expect(await migrate(url, PRISMA_DIR)).toEqual(names);
    const db = await openDatabase(url);
    await db.write(tx =>
      tx.constituency.create({
        data: {
          code: 'E1',
          name: 'A',
          nation: 'England',
          region: 'R',
          easting: 1,
          northing: 2,
          postcodes: 3,
        },
      }),
    );
    await db.close();
    expect(await migrate(url, PRISMA_DIR)).toEqual([]);
    const again = await openDatabase(url);
    expect(await again.read.constituency.count()).toBe(1);
    await again.close();
  });

  it('that fail change nothing of what is there, and say which it was, and why', async () => {
    const file = path.join(dir, 'old.db');
    await migrate(`file:${file}`, PRISMA_DIR);
    const broken = path.join(dir, 'prisma');
    cpSync(PRISMA_DIR, broken, { recursive: true });
    const next = path.join(broken, 'migrations', '20991231235959_broken');
    mkdirSync(next);
    writeFileSync(path.join(next, 'migration.sql'), 'CREATE TABLE fine (id INTEGER);\nCREATE NONSENSE;\n');
    const failed = migrate(`file:${file}`, broken);
    await expect(failed).rejects.toThrow('20991231235959_broken');
    await expect(failed).rejects.toThrow('near "NONSENSE": syntax error');
    const db = await openDatabase(`file:${file}`);
    expect(await db.read.campaign.count()).toBe(0);
    await db.close();
    // What came before the fault is not there either, so that the migration can be put right and begun again.
    writeFileSync(path.join(next, 'migration.sql'), 'CREATE TABLE fine (id INTEGER);\n');
    expect(await migrate(`file:${file}`, broken)).toEqual(['20991231235959_broken']);
  });

  it('may make a table anew without taking with it what refers to it', async () => {
    const file = path.join(dir, 'old.db');
    const url = `file:${file}`;
    await migrate(url, PRISMA_DIR);
    withDatabase(file, opened =>
      opened.exec(`
        INSERT INTO "StaffAccount" ("id", "email", "role", "createdAt") VALUES ('a', 'ada@campaign.example', 'admin', 0);
        INSERT INTO "StaffSession" ("hash", "id", "accountId", "stage", "device", "startedAt", "lastSeenAt")
        VALUES ('h', 's', 'a', 'open', 'x', 0, 0);`),
    );
    const newer = path.join(dir, 'prisma');
    cpSync(PRISMA_DIR, newer, { recursive: true });
    const next = path.join(newer, 'migrations', '20991231235959_anew');
    mkdirSync(next);
    // As Prisma itself writes it.
    writeFileSync(
      path.join(next, 'migration.sql'),
      `PRAGMA foreign_keys=OFF;
      CREATE TABLE "new_StaffAccount" AS SELECT * FROM "StaffAccount";
      DROP TABLE "StaffAccount";
      ALTER TABLE "new_StaffAccount" RENAME TO "StaffAccount";
      PRAGMA foreign_keys=ON;`,
    );
    await migrate(url, newer);
    const sessions = withDatabase(file, opened => opened.prepare('SELECT id FROM "StaffSession"').all());
    expect(sessions).toEqual([{ id: 's' }]);
  });
});
