import { atMost } from './at-most.ts';
import type { OpenedEngine, Transaction } from './database.ts';
import type { Prisma, PrismaClient } from './generated/client.ts';
import { isConflict, isUnreachable, pooledAdapter } from './postgresql.ts';
import { sealedClient } from './sealed-client.ts';
import type { Sealing } from './sealing.ts';

/** Longest that one transaction may take and wait for a connection, milliseconds. */
const TIMEOUTS = { timeout: 30_000, maxWait: 5_000 };

/** Connections of one process for each purpose; as many units of work run side by side. */
const CONNECTIONS = { reading: 8, writing: 4 };

/** How often a unit of work is tried beside others, and then alone. */
const TRIES = { beside: 4, alone: 4 };

/** Milliseconds that a server which starts again is waited for, and between two looks. */
const PATIENCE = { whole: 4_000, step: 200 };

/**
 * How each unit of work begins, before it sees anything: no other process can tell it from one that ran
 * alone. The table stands for the gate that all of them go through together, or one by itself.
 */
const begin = (alone: boolean) =>
  `SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; LOCK TABLE "SealKey" IN ${alone ? 'EXCLUSIVE' : 'ROW SHARE'} MODE`;

/**
 * Opens a migrated PostgreSQL database. Units of work run side by side and SERIALIZABLE: whatever other
 * processes do, each commits as if it had run alone, or is run again; one that others kept from committing
 * a few times runs alone in earnest (docs/decisions/0014-postgresql.md).
 *
 * @param sealing what is stored sealed, where anything is
 */
export async function openPostgresql(url: string, sealing?: Sealing): Promise<OpenedEngine> {
  const generated = await import('./generated-postgresql/client.ts');
  // The same models; its types only know more ways to ask.
  const Client = generated.PrismaClient as unknown as typeof PrismaClient;
  const client = (most: number, settings: Record<string, string>) => {
    const plain = new Client({
      adapter: pooledAdapter({ url, most, settings }),
      transactionOptions: TIMEOUTS,
    });
    return sealing ? sealedClient(plain, sealing) : plain;
  };
  const writer = client(CONNECTIONS.writing, {});
  const read = patient(client(CONNECTIONS.reading, { default_transaction_read_only: 'on' }));
  await Promise.all([writer.$connect(), read.$connect()]);
  const underWay = new Set<Promise<unknown>>();
  // They wait here: the pool would give up.
  const inTurn = atMost(CONNECTIONS.writing);

  const tracked = <T>(done: Promise<T>): Promise<T> => {
    const settled = done.catch(() => undefined).finally(() => underWay.delete(settled));
    underWay.add(settled);
    return done;
  };
  return {
    read,
    write: work => tracked(inTurn(() => committed(writer, work))),
    atOnce: <T>(statement: Prisma.Sql) => tracked(inTurn(() => writer.$queryRaw<T[]>(statement))),
    async takeTurn(tx: Transaction, table: string): Promise<void> {
      await tx.$executeRawUnsafe(`LOCK TABLE "${table}" IN SHARE UPDATE EXCLUSIVE MODE`);
    },
    async free(tx: Transaction, table: string, ids: number[]): Promise<Set<number>> {
      const rows = await tx.$queryRawUnsafe<{ id: number }[]>(
        `SELECT "id" FROM "${table}" WHERE "id" = ANY($1) FOR UPDATE SKIP LOCKED`,
        ids,
      );
      return new Set(rows.map(({ id }) => id));
    },
    forget: async () => true,
    fault: () => null,
    async close(): Promise<void> {
      await Promise.all(underWay);
      await Promise.all([read.$disconnect(), writer.$disconnect()]);
    },
  };
}

/** Runs `work` until it is committed, or fails by itself. */
async function committed<T>(writer: PrismaClient, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const given = Date.now() + PATIENCE.whole;
  for (let tries = 1; ; ) {
    let begun = false;
    try {
      return await writer.$transaction(async tx => {
        await tx.$executeRawUnsafe(begin(tries > TRIES.beside));
        begun = true;
        return work(tx);
      });
    } catch (error) {
      if (isConflict(error) && tries < TRIES.beside + TRIES.alone) {
        tries += 1;
        // Uneven, so that those who met do not meet again.
        await wait(Math.random() * 10 * tries);
      } else if (!begun && isUnreachable(error) && Date.now() < given) await wait(PATIENCE.step);
      else throw error;
    }
  }
}

/** Reading waits for a server that starts again; nothing happens twice by it. */
function patient(client: PrismaClient): PrismaClient {
  const extended = client.$extends({
    name: 'patience',
    query: {
      async $allOperations({ args, query }) {
        const given = Date.now() + PATIENCE.whole;
        for (;;) {
          try {
            return await query(args);
          } catch (error) {
            if (!isUnreachable(error) || Date.now() >= given) throw error;
            await wait(PATIENCE.step);
          }
        }
      },
    },
  });
  return extended as unknown as PrismaClient;
}

const wait = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));
