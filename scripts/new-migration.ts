// npm run migration -- NAME: writes the SQL that takes the newest migration to prisma/schema.prisma.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { migrationsList, readMigrations } from '../src/db/migrate.ts';
import { withSchemaEngine } from '../src/db/schema-engine.ts';

const prismaDir = path.join(import.meta.dirname, '..', 'prisma');
const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  throw new Error('Say what the migration does, in lower case: npm run migration -- add_something');
}

const schema = await readFile(path.join(prismaDir, 'schema.prisma'), 'utf8');
const migrations = await readMigrations(prismaDir);
const sql = await withSchemaEngine(schema, new PrismaBetterSqlite3({ url: ':memory:' }), async engine => {
  const { stdout } = await engine.diff({
    from: { tag: 'migrations', ...(await migrationsList(prismaDir, migrations)) },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? '';
});

const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const dir = path.join(prismaDir, 'migrations', `${stamp}_${name}`);
await mkdir(dir, { recursive: true });
await writeFile(path.join(dir, 'migration.sql'), sql);
console.log(path.relative(process.cwd(), dir));
