import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writingAdapter } from '../../src/db/sqlite.ts';
import { readReference } from '../../src/letters/reference.ts';

const MIGRATIONS = path.join(import.meta.dirname, '..', '..', 'prisma', 'migrations');

it('the migration that brings references gives each letter written before one of its own', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-references-'));
  const connection = await writingAdapter(`file:${path.join(dir, 'old.db')}`).connect();
  const folders = readdirSync(MIGRATIONS)
    .filter(name => /^\d+_/.test(name))
    .sort();
  const brings = folders.findIndex(name => name.endsWith('_letter_references'));
  const run = async (some: string[]) => {
    for (const name of some) {
      await connection.executeScript(readFileSync(path.join(MIGRATIONS, name, 'migration.sql'), 'utf8'));
    }
  };
  await run(folders.slice(0, brings));
  await connection.executeScript(`
    INSERT INTO "Campaign" ("id", "slug", "name", "promoter", "summary", "background") VALUES (1, 'a', '', '', '', '');
    INSERT INTO "TemplateVersion" ("id", "campaignId", "version", "subject", "body", "createdAt")
      VALUES (1, 1, 1, '', '', 0);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO "Letter" ("id", "campaignId", "templateVersionId", "draftKeyHash", "state", "postcode", "createdAt", "updatedAt")
      SELECT i, 1, 1, i, 'draft', '', 0, 0 FROM n;
  `);
  await run(folders.slice(brings));
  const { rows } = await connection.queryRaw({
    sql: 'SELECT "reference" FROM "Letter"',
    args: [],
    argTypes: [],
  });
  const references = rows.map(([reference]) => String(reference));
  expect(references.filter(reference => readReference(reference) !== reference)).toEqual([]);
  expect(new Set(references).size).toBe(20_000);
  await connection.dispose();
  rmSync(dir, { recursive: true });
});
