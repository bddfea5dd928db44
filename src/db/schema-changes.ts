import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { migrationsList, readMigrations } from './migrate.ts';
import { withSchemaEngine } from './schema-engine.ts';

/** @returns the SQL that takes the newest migration to schema.prisma; a comment alone where nothing is missing */
export async function schemaChanges(prismaDir: string): Promise<string> {
  const schema = await readFile(path.join(prismaDir, 'schema.prisma'), 'utf8');
  const migrations = await readMigrations(prismaDir);
  return withSchemaEngine(schema, inMemory(), async engine => {
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...(await migrationsList(prismaDir, migrations)) },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? '';
  });
}

function inMemory(): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaBetterSqlite3({ url: ':memory:' });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => factory.connect(),
    connectToShadowDb: async () => {
      const connection = await factory.connectToShadowDb();
      return Object.assign(connection, {
        // The engine hands a migration over whole, and the driver prepares one statement only.
        executeRaw: async ({ sql }: { sql: string }) => {
          await connection.executeScript(sql);
          return 0;
        },
      });
    },
  };
}
