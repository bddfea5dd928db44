import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type Sqlite from 'better-sqlite3';

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

/** As the client for units of work begins its transaction, and nothing else does. */
const OF_UNITS = 'SERIALIZABLE';

/**
 * Both connections to an SQLite file, for Prisma as one, and for statements of our own: what Prisma does in the
 * transaction for units of work is done on the one that writes, all else on the one that cannot.
 */
export async function bothConnections(url: string) {
  const factory = writingAdapter(url);
  const writing = await factory.connect();
  const reading = await readingAdapter(url).connect();
  const drivers = { writing: driverOf(writing), reading: driverOf(reading) };
  const beginReading = reading.startTransaction.bind(reading);
  const connection = Object.assign(reading, {
    startTransaction: async (level?: Parameters<typeof beginReading>[0]) =>
      level === OF_UNITS ? partOfUnits(writing, drivers.writing) : beginReading(level),
  });
  return {
    ...drivers,
    adapter: { ...shapeOf(factory), connect: async () => connection },
    /** The other one is Prisma's to close, with its client. */
    closeWriting: () => writing.dispose(),
  };
}

/** Units of work begin and end their transactions themselves; whatever belongs to none is refused. */
function partOfUnits(connection: SqlDriverAdapter, driver: Sqlite.Database) {
  const nothing = async () => undefined;
  const inUnit = <A extends unknown[], T>(ask: (...args: A) => Promise<T>) => {
    return async (...args: A): Promise<T> => {
      if (!driver.inTransaction) throw new Error('A write belongs into a unit of work: db.write');
      return ask(...args);
    };
  };
  return {
    ...{ provider: connection.provider, adapterName: connection.adapterName },
    ...{ options: { usePhantomQuery: true }, commit: nothing, rollback: nothing },
    queryRaw: inUnit(connection.queryRaw.bind(connection)),
    executeRaw: inUnit(connection.executeRaw.bind(connection)),
  };
}

/** The driver keeps better-sqlite3's own connection under a name that its types do not tell. */
function driverOf(connection: SqlDriverAdapter): Sqlite.Database {
  const { client } = connection as unknown as { client?: Sqlite.Database };
  if (typeof client?.prepare !== 'function') throw new Error('@prisma/adapter-better-sqlite3 has changed');
  return client;
}

function shapeOf(factory: SqlMigrationAwareDriverAdapterFactory) {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connectToShadowDb: () => factory.connectToShadowDb(),
  };
}
