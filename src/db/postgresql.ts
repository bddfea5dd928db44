import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** Milliseconds until a server that does not answer counts as unreachable. */
const CONNECT_TIMEOUT = 5_000;

type Pool = { url: string; most: number; settings: Record<string, string> };

/** Statements are prepared once a connection; several in one text cannot be. */
const statementNameGenerator = ({ sql }: { sql: string }) =>
  // The driver takes "no name" for an answer, which its type does not know.
  (sql.includes(';') ? undefined : createHash('md5').update(sql).digest('base64url')) as string;

/**
 * A pool of connections.
 *
 * @param settings of PostgreSQL for each session
 */
export function pooledAdapter({ url, most, settings }: Pool): SqlMigrationAwareDriverAdapterFactory {
  const options = Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
    .join(' ');
  return new PrismaPg(
    { connectionString: url, max: most, options, connectionTimeoutMillis: CONNECT_TIMEOUT },
    { statementNameGenerator },
  );
}

const onePool = (url: string) =>
  new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: CONNECT_TIMEOUT });

/**
 * One connection for the schema engine, which hands whole scripts over; the driver would take a function
 * in them apart. Its shadow database is the very same.
 */
export function migratingAdapter(url: string, pool = onePool): SqlMigrationAwareDriverAdapterFactory {
  const connect = async () => {
    const connection = await new PrismaPg(pool(url), { disposeExternalPool: true }).connect();
    return Object.assign(connection, {
      executeScript: async (script: string) => {
        await connection.underlyingDriver().query(script);
      },
    });
  };
  return { provider: 'postgres', adapterName: 'dear-mp', connect, connectToShadowDb: connect };
}

/** Any number will do, as long as every process asks for the same. */
const START_LOCK = 0xdea2;

/** Does `work` while no other process does any, whatever machine it runs on. */
export async function holdingLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT });
  // A connection that breaks lets go of the lock; the work's own connections tell of the fault.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [START_LOCK]);
    return await work();
  } finally {
    await client.end();
  }
}

/** Whether others were in the way: nothing of the transaction was kept, and it can be run again. */
export const isConflict = (error: unknown): boolean =>
  says(error, /^P2034$/, /TransactionWriteConflict|"40001"|"40P01"/);

/** Whether there was no server to talk to, as while it starts again. */
export const isUnreachable = (error: unknown): boolean =>
  says(
    error,
    /^(P1001|P1017|ECONNREFUSED|ECONNRESET|ENOENT)$/,
    /DatabaseNotReachable|ConnectionClosed|"57P0[123]"|Connection terminated|connection error/,
  );

/** Its code says it, Prisma's or the system's; else the driver's words, which stand in different places. */
function says(error: unknown, codes: RegExp, words: RegExp): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta, cause } = error as { code?: unknown; meta?: unknown; cause?: unknown };
  // P2010: raw SQL; P2039: what Prisma has no code for; none: the driver's own error. Others may quote what was given.
  const told = code === undefined || code === 'P2010' || code === 'P2039';
  return codes.test(String(code)) || (told && words.test(JSON.stringify([error.message, meta, cause])));
}
