import path from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { migrationsList, readMigrations } from '../src/db/migrate.ts';
import { withSchemaEngine } from '../src/db/schema-engine.ts';

export const PRISMA_DIR = path.join(import.meta.dirname, '..', 'prisma');

/** The SQL that takes the newest migration to `schema`, the text of a schema.prisma; null where nothing is missing. */
export async function schemaDifference(schema: string): Promise<string | null> {
  const migrations = await readMigrations(PRISMA_DIR);
  return withSchemaEngine(schema, inMemory(), async engine => {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'migrations', ...(await migrationsList(PRISMA_DIR, migrations)) },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
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
