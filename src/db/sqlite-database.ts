import type { OpenedEngine, Transaction } from './database.ts';
import { type Prisma, PrismaClient } from './generated/client.ts';
import { readingAdapter, writingAdapter } from './sqlite.ts';

/** Longest that one transaction may take, milliseconds; a refresh of all MPs stays far below it. */
const TRANSACTION_TIMEOUT = 30_000;

/**
 * Opens a migrated SQLite file. Units of work run one after another, in the order asked, and reading has a
 * connection of its own: a Prisma client has one connection, and whatever is written on it while a
 * transaction is open belongs to that transaction, and is lost with it although it was acknowledged
 * (docs/decisions/0003-one-writer.md).
 *
 * @param prepared makes of a client the one that is used
 */
export async function openSqlite(
  url: string,
  prepared: (client: PrismaClient) => PrismaClient,
): Promise<OpenedEngine> {
  const writer = prepared(
    new PrismaClient({
      adapter: writingAdapter(url),
      transactionOptions: { timeout: TRANSACTION_TIMEOUT, maxWait: TRANSACTION_TIMEOUT },
    }),
  );
  await writer.$connect();
  const read = prepared(new PrismaClient({ adapter: readingAdapter(url) }));
  await read.$connect();
  let last: Promise<unknown> = Promise.resolve();

  function write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const done = last.then(() => writer.$transaction(work));
    last = done.catch(() => undefined);
    return done;
  }

  return {
    read,
    write,
    atOnce: <T>(statement: Prisma.Sql) => write(tx => tx.$queryRaw<T[]>(statement)),
    // There is one unit of work at a time: every turn is taken, and every row is free.
    takeTurn: async () => undefined,
    free: async (_tx, _table, ids) => new Set(ids),
    async forget(): Promise<boolean> {
      const done = last.then(() => writer.$queryRaw<{ busy: bigint }[]>`PRAGMA wal_checkpoint(TRUNCATE)`);
      last = done.catch(() => undefined);
      const [result] = await done;
      return Number(result?.busy) === 0;
    },
    async close(): Promise<void> {
      await last;
      // The writer goes last: SQLite then puts all that was written into the one file.
      await read.$disconnect();
      await writer.$disconnect();
    },
  };
}
