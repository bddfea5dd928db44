import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { ColumnTypeEnum, type SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { migrationsList, readMigrations } from '../src/db/migrate.ts';
import { migratingAdapter } from '../src/db/postgresql.ts';
import { postgresqlSchema } from '../src/db/postgresql-schema.ts';
import { withSchemaEngine } from '../src/db/schema-engine.ts';

export const PRISMA_DIR = path.join(import.meta.dirname, '..', 'prisma');
export const POSTGRESQL_DIR = path.join(PRISMA_DIR, 'migrations-postgresql');

/** The schema that PostgreSQL's migrations add up to: with it, what is missing is known without a server. */
export const POSTGRESQL_SCHEMA = path.join(POSTGRESQL_DIR, 'schema.prisma');

type State = Parameters<Parameters<Parameters<typeof withSchemaEngine>[2]>[0]['diff']>[0]['from'];

/**
 * The SQL that takes the newest migration for SQLite to `schema`, the text of prisma/schema.prisma; null
 * where nothing is missing.
 */
export async function schemaDifference(schema: string): Promise<string | null> {
  const migrations = await migrationsList(PRISMA_DIR, await readMigrations(PRISMA_DIR));
  return difference(inMemory(), { tag: 'migrations', ...migrations }, schema);
}

/** The same for PostgreSQL, by what its migrations should add up to. */
export async function postgresqlDifference(schema: string): Promise<string | null> {
  const from = datamodel(await readFile(POSTGRESQL_SCHEMA, 'utf8'));
  return difference(nowhere(), from, postgresqlSchema(schema));
}

/** The same by what they do add up to. @param url of an empty database, which is filled */
export async function postgresqlDifferenceOn(url: string, schema: string): Promise<string | null> {
  const migrations = await readMigrations(PRISMA_DIR, 'postgresql');
  const from: State = { tag: 'migrations', ...(await migrationsList(PRISMA_DIR, migrations, 'postgresql')) };
  return difference(migratingAdapter(url, describable), from, postgresqlSchema(schema));
}

const datamodel = (content: string) => ({
  tag: 'schemaDatamodel' as const,
  files: [{ path: 'schema.prisma', content }],
});

function difference(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  from: State,
  schema: string,
): Promise<string | null> {
  return withSchemaEngine(schema, adapter, async engine => {
    const { exitCode, stdout } = await engine.diff({
      from,
      to: datamodel(schema),
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? null : (stdout ?? '');
  });
}

/** The engine hands a whole migration over as one statement, which the driver takes only as a script. */
function inMemory(): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaBetterSqlite3({ url: ':memory:' });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => factory.connect(),
    connectToShadowDb: async () => {
      const shadow = await factory.connectToShadowDb();
      const executeRaw: typeof shadow.executeRaw = ({ sql }) => shadow.executeScript(sql).then(() => 0);
      return Object.assign(shadow, { executeRaw });
    },
  };
}

/** PostgreSQL's numbers of two types: one letter, as its catalogue has them and the driver knows nothing of, and text. */
const LETTER = 18;
const TEXT = 25;

/** Connections on which the engine can read the catalogue. */
function describable(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const query = pool.query.bind(pool) as (asked: unknown) => Promise<pg.QueryResult>;
  const asTexts = async (asked: unknown) => {
    const result = await query(asked);
    // A script has a result for each of its statements, and none is asked for.
    for (const field of result.fields ?? []) if (field.dataTypeID === LETTER) field.dataTypeID = TEXT;
    return result;
  };
  return Object.assign(pool, { query: asTexts });
}

/** Two schemas are compared without a server: all that the engine asks is whether there is one, and how new. */
function nowhere(): SqlMigrationAwareDriverAdapterFactory {
  const { provider, adapterName } = migratingAdapter('postgresql://nowhere.invalid/none');
  const connection = {
    provider,
    adapterName,
    queryRaw: async () => ({
      columnNames: ['exists', 'version', 'numeric_version'],
      columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
      rows: [[true, 'PostgreSQL 15', 150_000]],
    }),
    executeRaw: async () => 0,
    executeScript: async () => undefined,
    startTransaction: () => Promise.reject(new Error('there is no server')),
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    dispose: async () => undefined,
  };
  const connect = async () => connection;
  return { provider, adapterName, connect, connectToShadowDb: connect };
}
