import type { Transaction } from '../db/database.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { countersFor, FORGET_AFTER, openAt, type ThrottleKind, type Try } from './throttle.ts';

/** Counts that others share: a try that was right takes itself back, and leaves theirs. */
const SHARED: readonly ThrottleKind[] = ['home', 'network', 'account'];

/** Counts tries in the database, so that a restart forgets nothing; the keys name nobody. */
export function throttleStore(secrets: Secrets) {
  const mark = secrets.marker('sign-in throttle');
  const keysOf = (tried: Try) =>
    countersFor(tried).map(({ kind, of }) => ({ kind, key: mark(`${kind} ${of}`) }));

  /** When the next such try is open; null: now. */
  async function waitsUntil(tx: Transaction, tried: Try, now: Date): Promise<Date | null> {
    const keys = keysOf(tried);
    const counters = await tx.signInThrottle.findMany({
      where: { key: { in: keys.map(({ key }) => key) } },
    });
    const waits = counters.map(counter =>
      openAt(keys.find(({ key }) => key === counter.key)?.kind ?? 'pair', counter),
    );
    const latest = new Date(Math.max(0, ...waits.map(wait => wait.getTime())));
    return latest > now ? latest : null;
  }

  const count = (tx: Transaction, key: string, now: Date) =>
    tx.signInThrottle.upsert({
      where: { key },
      create: { key, failures: 1, lastAt: now },
      update: { failures: { increment: 1 }, lastAt: now },
    });

  return {
    waitsUntil,

    /**
     * Counts a try before it is made, so that many at once are all counted.
     *
     * @returns null, or when to try again: then nothing may be checked
     */
    async begin(tx: Transaction, tried: Try, now: Date): Promise<Date | null> {
      const forgotten = new Date(now.getTime() - FORGET_AFTER);
      await tx.signInThrottle.deleteMany({ where: { lastAt: { lt: forgotten } } });
      const until = await waitsUntil(tx, tried, now);
      if (until) return until;
      for (const { key } of keysOf(tried)) await count(tx, key, now);
      return null;
    },

    /** How many failures of this hour were for an address that is nobody's, this one with them. */
    async countUnknown(tx: Transaction, now: Date): Promise<number> {
      const { failures } = await count(tx, mark(`unknown ${now.toISOString().slice(0, 13)}`), now);
      return failures;
    },

    /** The try was right: a count of its own begins again, a shared one loses this try alone. */
    async succeed(tx: Transaction, tried: Try): Promise<void> {
      for (const { kind, key } of keysOf(tried)) {
        const where = { key };
        if (SHARED.includes(kind)) {
          const data = { failures: { decrement: 1 } };
          await tx.signInThrottle.updateMany({ where: { key, failures: { gt: 0 } }, data });
        } else await tx.signInThrottle.deleteMany({ where });
      }
    },
  };
}
