import type { OpenedEngine } from './database.ts';
import { type Prisma, PrismaClient } from './generated/client.ts';
import { groupCommit } from './group-commit.ts';
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
  const { write, between } = groupCommit(work => writer.$transaction(work));

  return {
    read,
    write,
    atOnce: <T>(statement: Prisma.Sql) => write(tx => tx.$queryRaw<T[]>(statement)),
    // There is one unit of work at a time: every turn is taken, and every row is free.
    takeTurn: async () => undefined,
    free: async (_tx, _table, ids) => new Set(ids),
    async forget(): Promise<boolean> {
      const [result] = await between(
        () => writer.$queryRaw<{ busy: bigint }[]>`PRAGMA wal_checkpoint(TRUNCATE)`,
      );
      return Number(result?.busy) === 0;
    },
    async close(): Promise<void> {
      await between(async () => undefined);
      // The writer goes last: SQLite then puts all that was written into the one file.
      await read.$disconnect();
      await writer.$disconnect();
    },
  };
}
