import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { Database } from './database.ts';
import { type Engine, engineOf, fileOf } from './dialect.ts';
import { postgresqlSchema } from './postgresql-schema.ts';
import { withSchemaEngine } from './schema-engine.ts';
import { writingAdapter } from './sqlite.ts';

type Migration = { name: string; sql: string };

/** `known`: the names of all migrations; `next`: the first that is due. */
type BeforeChange = (due: { known: string[]; next: string }) => Promise<unknown>;

/**
 * The folder of each kind's migrations, how to ask whether Prisma's history of them is there, and how the one
 * transaction begins that they are applied in. SQLite makes a table anew by dropping it, which must not take
 * with it what refers to it, and knows of that switch only outside a transaction.
 */
const KINDS: Record<Engine, { folder: string; history: string; begin: string }> = {
  sqlite: {
    folder: 'migrations',
    begin: 'PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE',
    history: "SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'",
  },
  postgresql: {
    folder: 'migrations-postgresql',
    begin: 'BEGIN',
    history:
      "SELECT 1 FROM pg_tables WHERE tablename = '_prisma_migrations' AND schemaname = current_schema()",
  },
};

/**
 * What one process alone may do at a time: to look what a database lacks, and to bring it. SQLite has no lock but its
 * own: there, each unit of work has to look again before it writes.
 */
export async function alone<T>(url: string, work: () => Promise<T>): Promise<T> {
  if (engineOf(url) === 'sqlite') return work();
  const { holdingLock } = await import('./postgresql.ts');
  return holdingLock(url, work);
}

/**
 * Brings the database at `url` up to date with the migrations in `prismaDir`. An SQLite file is created
 * where there is none. Prisma's engine applies them and keeps its own history table.
 *
 * @param beforeChange told before a database that is there already is changed; if it fails, nothing is
 * @returns the names of the migrations applied now
 */
export async function migrate(
  url: string,
  prismaDir: string,
  beforeChange: BeforeChange = async () => undefined,
): Promise<string[]> {
  const engineName = engineOf(url);
  if (engineName === 'sqlite') {
    mkdirSync(path.dirname(path.resolve(fileOf(url))), { recursive: true });
  }
  const migrations = await readMigrations(prismaDir, engineName);
  // Loading the engine costs memory that the process never gives back: only when there is work.
  const { isNew, next } = await whatIsDue(url, migrations);
  if (next === undefined) return [];
  if (!isNew) await beforeChange({ known: migrations.map(({ name }) => name), next });
  const { adapter, commit, closeAll } = inOneTransaction(await adapterFor(url), KINDS[engineName].begin);
  try {
    const names = await withSchemaEngine(await readSchema(prismaDir, engineName), adapter, async engine => {
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: await migrationsList(prismaDir, migrations, engineName),
        filters: { externalTables: [], externalEnums: [] },
      });
      return appliedMigrationNames;
    });
    await commit();
    return names;
  } finally {
    await closeAll();
  }
}

async function adapterFor(url: string): Promise<SqlMigrationAwareDriverAdapterFactory> {
  if (engineOf(url) === 'sqlite') return writingAdapter(url);
  const { migratingAdapter } = await import('./postgresql.ts');
  return migratingAdapter(url);
}

/** The schema of that kind of database, in the words of Prisma. */
async function readSchema(prismaDir: string, engine: Engine): Promise<string> {
  const schema = await readFile(path.join(prismaDir, 'schema.prisma'), 'utf8');
  return engine === 'sqlite' ? schema : postgresqlSchema(schema);
}

/** The migrations of the project, oldest first. */
export async function readMigrations(prismaDir: string, engine: Engine = 'sqlite'): Promise<Migration[]> {
  const dir = path.join(prismaDir, KINDS[engine].folder);
  return Promise.all(
    (await migrationNames(prismaDir, engine)).map(async name => ({
      name,
      sql: await readFile(path.join(dir, name, 'migration.sql'), 'utf8'),
    })),
  );
}

async function migrationNames(prismaDir: string, engine: Engine): Promise<string[]> {
  const entries = await readdir(path.join(prismaDir, KINDS[engine].folder), { withFileTypes: true });
  return entries
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort();
}

/** The names of those that an open database lacks: another one may have been put in its place. */
export async function missingMigrations(
  { read, engine }: Pick<Database, 'read' | 'engine'>,
  prismaDir: string,
): Promise<string[]> {
  const applied = await read.$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  const has = new Set(applied.map(({ name }) => name));
  return (await migrationNames(prismaDir, engine)).filter(name => !has.has(name));
}

/** The migrations in the shape that the engine asks for. */
export async function migrationsList(prismaDir: string, migrations: Migration[], engine: Engine = 'sqlite') {
  const lockfile = 'migration_lock.toml';
  const baseDir = path.join(prismaDir, KINDS[engine].folder);
  return {
    baseDir,
    lockfile: { path: lockfile, content: await readFile(path.join(baseDir, lockfile), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    })),
  };
}

/** `next` is the first migration that is due; undefined: none. */
async function whatIsDue(url: string, migrations: Migration[]): Promise<{ isNew: boolean; next?: string }> {
  const connection = await (await adapterFor(url)).connect();
  const rows = async (sql: string) => (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows;
  try {
    const history = await rows(KINDS[engineOf(url)].history);
    if (history.length === 0) return { isNew: true, next: migrations[0]?.name };
    const applied = await rows(
      'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    const checksums = new Map(applied.map(([name, checksum]) => [name, checksum]));
    const due = migrations.find(
      ({ name, sql }) => checksums.get(name) !== createHash('sha256').update(sql).digest('hex'),
    );
    return { isNew: false, next: due?.name };
  } finally {
    // The engine wants the file for itself.
    await connection.dispose();
  }
}

/**
 * All that the engine does is one transaction, so that a process which is killed in the middle leaves the
 * database as it was, and the next start begins again. By itself the engine would leave half a migration, and
 * refuse to go on. It never closes the connections that it opens.
 */
function inOneTransaction(factory: SqlMigrationAwareDriverAdapterFactory, begin: string) {
  const opened: SqlDriverAdapter[] = [];
  const adapter: SqlMigrationAwareDriverAdapterFactory = {
    ...factory,
    connect: async () => {
      const connection = await factory.connect();
      opened.push(connection);
      await connection.executeScript(begin);
      return connection;
    },
  };
  return {
    adapter,
    commit: () => Promise.all(opened.map(connection => connection.executeScript('COMMIT'))),
    // What was not committed is taken back with its connection.
    closeAll: () => Promise.all(opened.map(connection => connection.dispose())),
  };
}
