import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { letterBoxOf } from '../mail/address.ts';
import { homeOf, networkOf } from '../web/network.ts';
import { Problem } from '../web/problem.ts';
import { memoryCounter, sharedCounter } from './counter.ts';
import { LIMITS, type Scope, type Use } from './limits.ts';

export type Limiter = Awaited<ReturnType<typeof openLimiter>>;

type Parts = { db: Database; clock: Clock; log: Logger; mark: (text: string) => string };

/** The keys of limits stand together in their table, and begin with this. */
const PREFIX = 'limit:';

/**
 * Counts uses against the limits, under keyed hashes: no address is kept. One process on SQLite counts in
 * memory, the processes on one PostgreSQL count together.
 */
export async function openLimiter({ mark, ...parts }: Parts) {
  const counter = parts.db.engine === 'sqlite' ? await memoryCounter(parts, PREFIX) : sharedCounter(parts);

  return {
    /** Limits a route by where its requests come from. */
    byAddress(use: Use): RequestHandler {
      return async (req, _res, next) => {
        await countAddress(use, req);
        next();
      };
    },

    /** The same inside a route, once what was typed is kept. @throws Problem with the page that says to wait */
    countAddress,

    /** @throws Problem with the page that says to wait, when mail to that letter box is one too many */
    byEmail: (use: Use, email: string): Promise<void> => count(use, { email: letterBoxOf(email) }),

    /** Writes down what was counted. @returns whether it was */
    write: () => counter.write(),

    close: () => counter.close(),
  };

  function countAddress(use: Use, { ip = 'unknown' }: Pick<Request, 'ip'>): Promise<void> {
    return count(use, { home: homeOf(ip), network: networkOf(ip) });
  }

  async function count(use: Use, by: Partial<Record<Scope, string>>): Promise<void> {
    for (const limit of LIMITS) {
      const who = by[limit.by];
      if (limit.use !== use || who === undefined) continue;
      const uses = await counter.add(PREFIX + mark(`${use} ${limit.by} ${who}`), limit.seconds);
      if (uses > limit.uses) throw new Problem(429, 'too-many');
    }
  }
}
