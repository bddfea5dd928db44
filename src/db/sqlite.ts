import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';

/**
 * What every connection is opened with; the driver sets none of it by itself. `secure_delete`: what is
 * erased is overwritten, and not left on free pages (docs/decisions/0008-erasing.md).
 */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA busy_timeout = 5000;
  PRAGMA secure_delete = ON;
`;

/** A connection that may write. `url` is `file:` and a path, as in DATABASE_URL. */
export function writingAdapter(url: string): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaBetterSqlite3({ url });
  return {
    ...shapeOf(factory),
    connect: async () => {
      const connection = await factory.connect();
      await connection.executeScript(PRAGMAS);
      const startTransaction = connection.startTransaction.bind(connection);
      return Object.assign(connection, {
        // The driver begins deferred: a transaction that reads before it writes can then fail BUSY
        // whatever the time-out. IMMEDIATE takes the write lock first, and waits for it.
        startTransaction: async (level?: Parameters<typeof startTransaction>[0]) => {
          const transaction = await startTransaction(level);
          try {
            await connection.executeScript('COMMIT; BEGIN IMMEDIATE');
          } catch (error) {
            await transaction.rollback();
            throw error;
          }
          return transaction;
        },
      });
    },
  };
}

/** A connection on which any write is an error. The file must exist. */
export function readingAdapter(url: string): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaBetterSqlite3({ url, readonly: true });
  return {
    ...shapeOf(factory),
    connect: async () => {
      const connection = await factory.connect();
      await connection.executeScript('PRAGMA busy_timeout = 5000');
      return connection;
    },
  };
}

function shapeOf(factory: PrismaBetterSqlite3) {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connectToShadowDb: () => factory.connectToShadowDb(),
  } as const;
}
