import type { Transaction } from './database.ts';
import { codeOf } from './error-code.ts';
import { Prisma, type PrismaClient } from './generated/client.ts';
import { delegateName } from './prepared-client.ts';

type Begun = { tx: Promise<Transaction>; end: () => Promise<unknown> };
type Operations = Record<string, (...args: unknown[]) => unknown>;

/** Prisma ends a transaction by a timer, which holds no more milliseconds than these: 24 days. */
const LONGEST = 2 ** 31 - 1;

/** So one is followed by the next long before, milliseconds. */
const RENEWED_AFTER = 24 * 60 * 60 * 1_000;

/** What Prisma says of a transaction that it has ended. */
const ENDED = 'P2028';

const RAW = ['$queryRaw', '$queryRawUnsafe', '$executeRaw', '$executeRawUnsafe'];

/**
 * The client for units of work: all that it is asked for belongs to one transaction of Prisma's, which the adapter
 * has on the connection that writes. Nothing begins or ends there with it, for units do that themselves; so it may
 * last over many of them. A second PrismaClient would do the same, and hold 15 MB more.
 *
 * @param now milliseconds
 */
export function unitsClient(client: PrismaClient, now: () => number = () => performance.now()) {
  let begun: (Begun & { at: number }) | undefined;

  function current(): Promise<Transaction> {
    if (!begun || now() - begun.at > RENEWED_AFTER) {
      // What it was asked for is answered first.
      begun?.end();
      begun = { ...begin(client), at: now() };
      const { tx } = begun;
      tx.catch(() => {
        if (begun?.tx === tx) begun = undefined;
      });
    }
    return begun.tx;
  }

  const passedOn =
    (of: (tx: Transaction) => unknown, name: string) =>
    async (...args: unknown[]) => {
      try {
        return await (of(await current()) as Operations)[name]?.(...args);
      } catch (error) {
        // Whatever ended it: the next unit has another.
        if (codeOf(error).code === ENDED) begun = undefined;
        throw error;
      }
    };

  const delegates = Object.values(Prisma.ModelName).map(model => {
    const name = delegateName(model) as 'letter';
    return [name, new Proxy({}, { get: (_, operation) => passedOn(tx => tx[name], String(operation)) })];
  });
  return {
    client: Object.fromEntries([
      ...delegates,
      ...RAW.map(name => [name, passedOn(tx => tx, name)]),
    ]) as PrismaClient,
    close: async () => begun?.end(),
  };
}

function begin(client: PrismaClient): Begun {
  let end = () => {};
  const over = new Promise<void>(resolve => {
    end = resolve;
  });
  let ended: Promise<unknown> = over;
  const tx = new Promise<Transaction>((resolve, reject) => {
    const isolationLevel = 'Serializable';
    ended = client.$transaction(
      async given => {
        // Not the promise itself: a client is none.
        resolve(given);
        await over;
      },
      { timeout: LONGEST, maxWait: 5_000, isolationLevel },
    );
    ended.catch(reject);
  });
  return {
    tx,
    end: () => {
      end();
      return ended.catch(() => undefined);
    },
  };
}
