import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { homeOf, networkOf } from '../web/network.ts';
import { Problem } from '../web/problem.ts';
import { LIMITS, type Scope, type Use } from './limits.ts';
import { sweepTallies } from './tally.ts';

export type Limiter = Awaited<ReturnType<typeof openLimiter>>;

type Parts = { db: Database; clock: Clock; log: Logger; mark: (text: string) => string };
type Tally = { count: number; expiresAt: Date };

/** Milliseconds between two times that counts are written down: what a power cut forgets at most. */
const WRITE_EVERY = 5_000;

/** Counters kept in memory, about 30 MB; beyond that the oldest go. */
const MOST = 200_000;

/** Counters written in one transaction: others that wait to write get their turn between. */
const AT_ONCE = 500;

/** The keys of limits stand together in their table, and begin with this. */
const PREFIX = 'limit:';

/**
 * Counts uses against the limits. Counting happens in memory, since a look-up takes microseconds and a
 * commit hundreds of them; counts are written down every few seconds and at the end, and read back at
 * the start. They stand under keyed hashes: no address is kept.
 */
export async function openLimiter({ db, clock, log, mark }: Parts) {
  const stored = await db.read.tally.findMany({
    // ";" comes next after ":".
    where: { key: { gte: PREFIX, lt: 'limit;' }, expiresAt: { gt: clock() } },
    orderBy: { expiresAt: 'asc' },
  });
  const tallies = new Map<string, Tally>(stored.map(({ key, ...tally }) => [key, tally]));
  const unwritten = new Set<string>();
  const timer = setInterval(() => void write(), WRITE_EVERY);
  timer.unref();

  return {
    /** Limits a route by where its requests come from. */
    byAddress(use: Use): RequestHandler {
      return (req, _res, next) => {
        const ip = req.ip ?? 'unknown';
        count(use, { home: homeOf(ip), network: networkOf(ip) });
        next();
      };
    },

    /** @throws Problem with the page that says to wait, when mail to that address is one too many */
    byEmail(use: Use, email: string): void {
      count(use, { email: email.toLowerCase() });
    },

    /** Writes down what was counted. @returns whether it was */
    write,

    async close(): Promise<void> {
      clearInterval(timer);
      await write();
    },
  };

  function count(use: Use, by: Partial<Record<Scope, string>>): void {
    const now = clock();
    for (const limit of LIMITS) {
      const who = by[limit.by];
      if (limit.use !== use || who === undefined) continue;
      const key = PREFIX + mark(`${use} ${limit.by} ${who}`);
      const before = tallies.get(key);
      const tally =
        before && before.expiresAt > now
          ? { ...before, count: before.count + 1 }
          : { count: 1, expiresAt: new Date(now.getTime() + limit.seconds * 1_000) };
      tallies.set(key, tally);
      unwritten.add(key);
      if (tally.count > limit.points) throw new Problem(429, 'too-many');
    }
  }

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
      log.warn({ err: { code: (error as { code?: unknown }).code } }, 'limits not written down');
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
