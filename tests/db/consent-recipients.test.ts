import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writingAdapter } from '../../src/db/sqlite.ts';

const MIGRATIONS = path.join(import.meta.dirname, '..', '..', 'prisma', 'migrations');

it('the migration that lets a consent name its MP reads the name from the words of those before', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-consents-'));
  const connection = await writingAdapter(`file:${path.join(dir, 'old.db')}`).connect();
  const folders = readdirSync(MIGRATIONS)
    .filter(name => /^\d+_/.test(name))
    .sort();
  const brings = folders.findIndex(name => name.endsWith('_consents'));
  const run = async (some: string[]) => {
    for (const name of some) {
      await connection.executeScript(readFileSync(path.join(MIGRATIONS, name, 'migration.sql'), 'utf8'));
    }
  };
  await run(folders.slice(0, brings));
  const begin =
    'I agree that what I have written, which may say things about a child’s health or disability,';
  await connection.executeScript(`
    INSERT INTO "Consent" ("id", "kind", "wording", "givenAt") VALUES
      (1, 'story', '${begin} is sent to The Rt Hon Sir Sam Invented MP in my letter.', 0),
      (2, 'updates', 'Contact may email me about this campaign and its work.', 0);
  `);
  await run(folders.slice(brings));
  const { rows } = await connection.queryRaw({
    sql: 'SELECT "mpName", "wordingVersion", "language" FROM "Consent" ORDER BY "id"',
    args: [],
    argTypes: [],
  });
  expect(rows).toEqual([
    ['The Rt Hon Sir Sam Invented MP', 1, 'en'],
    [null, 1, 'en'],
  ]);
  await connection.dispose();
  rmSync(dir, { recursive: true });
});
