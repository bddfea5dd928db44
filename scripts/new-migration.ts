// npm run migration -- NAME: writes the SQL that takes the newest migrations to prisma/schema.prisma, for
// SQLite and for PostgreSQL alike.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { postgresqlSchema } from '../src/db/postgresql-schema.ts';
import {
  POSTGRESQL_DIR,
  POSTGRESQL_SCHEMA,
  PRISMA_DIR,
  postgresqlDifference,
  schemaDifference,
} from './schema-difference.ts';

const schema = await readFile(path.join(PRISMA_DIR, 'schema.prisma'), 'utf8');
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  throw new Error('Say what the migration does, in lower case: npm run migration -- add_something');
}
const sqlite = await schemaDifference(schema);
const postgresql = await postgresqlDifference(schema);
if (sqlite === null && postgresql === null) {
  throw new Error('The migrations add up to the schema already.');
}
if (sqlite !== null) await add(path.join(PRISMA_DIR, 'migrations'), name, sqlite);
if (postgresql !== null) await add(POSTGRESQL_DIR, name, postgresql);
await writeFile(POSTGRESQL_SCHEMA, postgresqlSchema(schema));

async function add(folder: string, name: string, sql: string): Promise<void> {
  const dir = path.join(folder, `${stamp}_${name}`);
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, 'migration.sql'), sql);
  console.log(path.relative(process.cwd(), dir));
}
