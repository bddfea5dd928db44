import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writingAdapter } from '../../src/db/sqlite.ts';

const MIGRATIONS = path.join(import.meta.dirname, '..', '..', 'prisma', 'migrations');

/** An SQLite database as it was before a migration. @param ending of the migration's name */
export async function databaseBefore(ending: string) {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-old-'));
  const connection = await writingAdapter(`file:${path.join(dir, 'old.db')}`).connect();
  const names = readdirSync(MIGRATIONS)
    .filter(name => /^\d+_/.test(name))
    .sort();
  const brings = names.findIndex(name => name.endsWith(ending));
  if (brings < 0) throw new Error(`no migration is called ${ending}`);
  const migrate = async (some: string[]) => {
    for (const name of some) {
      await connection.executeScript(readFileSync(path.join(MIGRATIONS, name, 'migration.sql'), 'utf8'));
    }
  };
  await migrate(names.slice(0, brings));
  return {
    write: (script: string) => connection.executeScript(script),
    /** Brings it up to date. */
    update: () => migrate(names.slice(brings)),
    rowsOf: async (sql: string) => (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows,
    async close(): Promise<void> {
      await connection.dispose();
      rmSync(dir, { recursive: true });
    },
  };
}
