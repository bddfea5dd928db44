import type { OpenedEngine, Transaction } from './database.ts';
import type { PrismaClient } from './generated/client.ts';
import { pooledAdapter } from './postgresql.ts';

/** Longest that one transaction may take and wait for a connection, milliseconds. */
const TIMEOUTS = { timeout: 30_000, maxWait: 5_000 };

/** Connections of one process for each purpose. */
const CONNECTIONS = { reading: 8, writing: 8 };

/** How often a unit of work is tried that others kept from committing. */
const TRIES = 12;

/**
 * Opens a migrated PostgreSQL database. Units of work run side by side and SERIALIZABLE: whatever other
 * processes do, each commits as if it had run alone, or is run again (docs/decisions/0012-postgresql.md).
 *
 * @param prepared makes of a client the one that is used
 */
export async function openPostgresql(
  url: string,
  prepared: (client: PrismaClient) => PrismaClient,
): Promise<OpenedEngine> {
  const generated = await import('./generated-postgresql/client.ts');
  // The same models; its types only know more ways to ask.
  const Client = generated.PrismaClient as unknown as typeof PrismaClient;
  const client = (most: number, settings: Record<string, string>) =>
    prepared(new Client({ adapter: pooledAdapter({ url, most, settings }), transactionOptions: TIMEOUTS }));
  const writer = client(CONNECTIONS.writing, { default_transaction_isolation: 'serializable' });
  const read = client(CONNECTIONS.reading, { default_transaction_read_only: 'on' });
  await Promise.all([writer.$connect(), read.$connect()]);
  const underWay = new Set<Promise<unknown>>();

  return {
    read,
    write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
      const done = untilCommitted(() => writer.$transaction(work));
      const settled = done.catch(() => undefined).finally(() => underWay.delete(settled));
      underWay.add(settled);
      return done;
    },
    forget: async () => true,
    async close(): Promise<void> {
      await Promise.all(underWay);
      await Promise.all([read.$disconnect(), writer.$disconnect()]);
    },
  };
}

async function untilCommitted<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === TRIES || !isConflict(error)) throw error;
      // Uneven and growing, so that those who met do not meet again.
      await new Promise(resolve => setTimeout(resolve, Math.random() * 5 * 2 ** Math.min(tries, 6)));
    }
  }
}

/** Whether others were in the way: nothing of the work was kept, and it can be run again. */
function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta, cause } = error as { code?: unknown; meta?: unknown; cause?: unknown };
  // P2034 where Prisma wrote the statement, P2010 where it was raw SQL, the driver's own error at the commit.
  return code === 'P2034' || CONFLICT.test(JSON.stringify([code === 'P2010' && meta, cause]));
}

const CONFLICT = /TransactionWriteConflict|"40001"|"40P01"/;
