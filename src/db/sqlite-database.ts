import type { OpenedEngine, Transaction } from './database.ts';
import { type Prisma, PrismaClient } from './generated/client.ts';
import { groupCommit } from './group-commit.ts';
import { preparedClient } from './prepared-client.ts';
import { sealedClient } from './sealed-client.ts';
import type { Sealing } from './sealing.ts';
import { bothConnections } from './sqlite.ts';
import { unitsClient } from './units-client.ts';
import { type OnFault, writeAheadLog } from './write-ahead-log.ts';

/**
 * Opens a migrated SQLite file. Units of work run one after another, in the order asked, and reading has a
 * connection of its own: a Prisma client has one connection, and whatever is written on it while a
 * transaction is open belongs to that transaction, and is lost with it although it was acknowledged
 * (docs/decisions/0003-one-writer.md).
 *
 * @param sealing what is stored sealed, where anything is
 * @param onFault told where the disk refuses what is committed already
 */
export async function openSqlite(url: string, sealing?: Sealing, onFault?: OnFault): Promise<OpenedEngine> {
  const { adapter, writing, reading, closeWriting } = await bothConnections(url);
  const plain = new PrismaClient({ adapter });
  await plain.$connect();
  const client = sealing ? sealedClient(plain, sealing) : plain;
  const units = unitsClient(client);
  const tx = preparedClient(units.client, writing, sealing);
  const log = writeAheadLog(writing, onFault);
  /** Something was erased, and may stand in the log still: each unit of work tries again. */
  let owed = false;
  const emptyLog = async (): Promise<boolean> => {
    owed = !((await log.checkpoint(1)) && log.empty());
    return !owed;
  };
  const { write, between } = groupCommit(transactions(writing, tx, log), () =>
    owed ? emptyLog() : log.checkpoint(),
  );

  return {
    read: preparedClient(client, reading, sealing),
    write,
    atOnce: <T>(statement: Prisma.Sql) => write(unit => unit.$queryRaw<T[]>(statement)),
    // There is one unit of work at a time: every turn is taken, and every row is free.
    takeTurn: async () => undefined,
    free: async (_tx, _table, ids) => new Set(ids),
    forget: () => between(emptyLog),
    fault: log.fault,
    async close(): Promise<void> {
      if (owed) await between(emptyLog);
      await between(log.close);
      // The writer goes last: SQLite then puts all that was written into the one file.
      await units.close();
      await plain.$disconnect();
      await closeWriting();
    },
  };
}

/** Commits what is done in it, for good, or nothing. IMMEDIATE takes the write lock first, and waits for it. */
function transactions(
  driver: Parameters<typeof preparedClient>[1],
  tx: Transaction,
  log: ReturnType<typeof writeAheadLog>,
) {
  const [begin, commit, rollback] = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'].map(sql => driver.prepare(sql));
  return async (work: (tx: Transaction) => Promise<void>): Promise<void> => {
    begin?.run();
    try {
      await work(tx);
      commit?.run();
    } catch (error) {
      if (driver.inTransaction) rollback?.run();
      throw error;
    }
    await log.onDisk();
  };
}
