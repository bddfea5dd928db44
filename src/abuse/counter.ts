import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { codeOf } from '../db/error-code.ts';
import { Prisma } from '../db/generated/client.ts';
import { sweepTallies } from './tally.ts';

/** Counts how often something happened under a key, each count for a time that begins with the first. */
type Counter = {
  /** Counts one more. @returns the count with it */
  add: (key: string, seconds: number) => number | Promise<number>;
  /** Writes down what stands in memory alone. @returns whether it could */
  write: () => Promise<boolean>;
  close: () => Promise<void>;
};

type Parts = { db: Database; clock: Clock; log: Logger };
type Tally = { count: number; expiresAt: Date };

/** Milliseconds between two times that counts are written down: what a power cut forgets at most. */
const WRITE_EVERY = 5_000;

/** Milliseconds between two times that what has ended is swept from the database. */
const SWEEP_EVERY = 60_000;

/** Counters kept in memory, about 30 MB; beyond that the oldest go. */
const MOST = 200_000;

/** Counters written in one transaction: others that wait to write get their turn between. */
const AT_ONCE = 500;

/**
 * Counts in the memory of the one process that there is: a look-up takes microseconds and a commit
 * hundreds of them. Counts are written down every few seconds and at the end, and read back at the start.
 *
 * @param prefix how the keys begin, up to a colon
 */
export async function memoryCounter({ db, clock, log }: Parts, prefix: string): Promise<Counter> {
  const stored = await db.read.tally.findMany({
    // ";" comes next after ":".
    where: { key: { gte: prefix, lt: prefix.replace(/:$/, ';') }, expiresAt: { gt: clock() } },
    orderBy: { expiresAt: 'asc' },
  });
  const tallies = new Map<string, Tally>(stored.map(({ key, ...tally }) => [key, tally]));
  const unwritten = new Set<string>();
  const timer = setInterval(() => void write(), WRITE_EVERY);
  timer.unref();

  return {
    add(key, seconds) {
      const now = clock();
      const before = tallies.get(key);
      const tally =
        before && before.expiresAt > now
          ? { ...before, count: before.count + 1 }
          : { count: 1, expiresAt: new Date(now.getTime() + seconds * 1_000) };
      tallies.set(key, tally);
      unwritten.add(key);
      return tally.count;
    },
    write,
    async close() {
      clearInterval(timer);
      await write();
    },
  };

  async function write(): Promise<boolean> {
    forget();
    const data = [...unwritten].flatMap(key => {
      const tally = tallies.get(key);
      return tally ? [{ key, ...tally }] : [];
    });
    unwritten.clear();
    try {
      while (data.length > 0) {
        const some = data.slice(0, AT_ONCE);
        await db.write(async tx => {
          await sweepTallies(tx, clock());
          await tx.tally.deleteMany({ where: { key: { in: some.map(({ key }) => key) } } });
          await tx.tally.createMany({ data: some });
        });
        data.splice(0, AT_ONCE);
      }
      return true;
    } catch (error) {
      for (const { key } of data) unwritten.add(key);
      log.warn({ err: codeOf(error) }, 'limits not written down');
      return false;
    }
  }

  /** What has ended goes, and the oldest where a flood of networks has filled the memory. */
  function forget(): void {
    const now = clock();
    let over = tallies.size - MOST;
    for (const [key, { expiresAt }] of tallies) {
      if (expiresAt > now && over <= 0) continue;
      tallies.delete(key);
      over -= 1;
    }
  }
}

/** Counts in the database, which several processes share: each use is one statement. */
export function sharedCounter({ db, clock, log }: Parts): Counter {
  const timer = setInterval(() => void sweep(), SWEEP_EVERY);
  timer.unref();

  return {
    async add(key, seconds) {
      const now = clock();
      const expiresAt = new Date(now.getTime() + seconds * 1_000);
      const [row] = await db.atOnce<{ count: number }>(Prisma.sql`
        INSERT INTO "Tally" ("key", "count", "expiresAt") VALUES (${key}, 1, ${expiresAt})
        ON CONFLICT ("key") DO UPDATE SET
          "count" = CASE WHEN "Tally"."expiresAt" <= ${now} THEN 1 ELSE "Tally"."count" + 1 END,
          "expiresAt" = CASE WHEN "Tally"."expiresAt" <= ${now} THEN ${expiresAt} ELSE "Tally"."expiresAt" END
        RETURNING "count"`);
      return Number(row?.count);
    },
    write: sweep,
    close: async () => clearInterval(timer),
  };

  /** All is written down already: what has ended goes. */
  async function sweep(): Promise<boolean> {
    try {
      await db.atOnce(Prisma.sql`DELETE FROM "Tally" WHERE "expiresAt" <= ${clock()}`);
      return true;
    } catch (error) {
      log.warn({ err: codeOf(error) }, 'limits not swept');
      return false;
    }
  }
}
