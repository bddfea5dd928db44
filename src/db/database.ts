import { type Prisma, PrismaClient } from './generated/client.ts';
import { sealedClient } from './sealed-client.ts';
import { openRow, type Row, type Sealing, sealRow } from './sealing.ts';
import { readingAdapter, writingAdapter } from './sqlite.ts';

export type Transaction = Prisma.TransactionClient;
export type Database = Awaited<ReturnType<typeof openDatabase>>;

/** Longest that one transaction may take, milliseconds; a refresh of all MPs stays far below it. */
const TRANSACTION_TIMEOUT = 30_000;

/**
 * Opens a migrated database.
 *
 * `read` is a client on a read-only connection: it sees only what is committed, and cannot write.
 * `write` runs one unit of work in a transaction; units run one after another, in the order asked.
 * Both are needed because a Prisma client has one connection: whatever is written on it while a
 * transaction is open belongs to that transaction, and is lost with it although it was acknowledged
 * (docs/decisions/0003-one-writer.md).
 *
 * @param sealing what is stored sealed; both clients read and write it in clear. None: everything is
 *   read and written as it stands
 */
export async function openDatabase(url: string, sealing?: Sealing) {
  const sealed = (client: PrismaClient) => (sealing ? sealedClient(client, sealing) : client);
  const writer = sealed(
    new PrismaClient({
      adapter: writingAdapter(url),
      transactionOptions: { timeout: TRANSACTION_TIMEOUT, maxWait: TRANSACTION_TIMEOUT },
    }),
  );
  await writer.$connect();
  const read = sealed(new PrismaClient({ adapter: readingAdapter(url) }));
  await read.$connect();
  let last: Promise<unknown> = Promise.resolve();

  return {
    read,
    /** Commits all of `work`, or nothing. Inside it use `tx` alone: waiting for another `write` never ends. */
    write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
      const done = last.then(() => writer.$transaction(work));
      last = done.catch(() => undefined);
      return done;
    },
    /** The row as raw SQL has to store it. @throws SealError without the row's key */
    sealRow: <T extends object>(model: string, row: T): T =>
      sealing ? (sealRow(sealing, model, row as Row) as T) : row,
    /** Opens, in place, a row that raw SQL has read. @throws SealError without the row's key */
    openRow: <T extends object>(model: string, row: T): T => (sealing ? openRow(sealing, model, row) : row),
    /**
     * Takes what was erased out of the write-ahead log too, by emptying it.
     *
     * @returns false where another process was reading all the while: the log is emptied later
     */
    async forget(): Promise<boolean> {
      const done = last.then(() => writer.$queryRaw<{ busy: bigint }[]>`PRAGMA wal_checkpoint(TRUNCATE)`);
      last = done.catch(() => undefined);
      const [result] = await done;
      return Number(result?.busy) === 0;
    },
    /** Waits for the writes already asked for. */
    async close(): Promise<void> {
      await last;
      // The writer goes last: SQLite then puts all that was written into the one file.
      await read.$disconnect();
      await writer.$disconnect();
    },
  };
}
