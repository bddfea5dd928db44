import type { Transaction } from './database.ts';

type Work<T> = (tx: Transaction) => Promise<T>;
type Unit = {
  work: Work<unknown>;
  settle: (outcome: { value: unknown } | { error: unknown }) => void;
};
type Outcome = Parameters<Unit['settle']>[0];

/** Units in one transaction at most, so that none waits long for the others. */
const MOST_TOGETHER = 24;

/**
 * Runs units of work one after another, in the order asked. Those that have gathered while the transaction
 * before was committed share the next one, each behind a savepoint of its own: one commit waits for the disk
 * for all of them, and none is acknowledged before it. One that fails takes back its own writes alone.
 *
 * @param transact commits what is done in it, or nothing
 * @param afterwards is done once a commit is acknowledged, before the next begins; it does not fail
 */
export function groupCommit(
  transact: (work: (tx: Transaction) => Promise<void>) => Promise<void>,
  afterwards: () => Promise<unknown> = async () => undefined,
) {
  const waiting: Unit[] = [];
  let last: Promise<unknown> = Promise.resolve();

  /** Whoever finds it taken already has been committed with those before. What just comes in goes with it. */
  async function commitWaiting(): Promise<void> {
    if (waiting.length === 0) return;
    await new Promise(setImmediate);
    const units = waiting.splice(0, MOST_TOGETHER);
    if (units.length === 0) return;
    await commit(units);
    await afterwards();
  }

  async function commit(units: Unit[]): Promise<void> {
    const outcomes: Outcome[] = [];
    try {
      await transact(async tx => {
        for (const { work } of units) outcomes.push(await runBehindSavepoint(tx, work));
      });
    } catch (error) {
      // Nothing was committed: whoever failed by itself hears its own error, and all others this one.
      for (const [i, unit] of units.entries()) {
        const outcome = outcomes[i];
        unit.settle(outcome && 'error' in outcome ? outcome : { error });
      }
      return;
    }
    for (const [i, unit] of units.entries()) unit.settle(outcomes[i] as Outcome);
  }

  /** Runs between two transactions, in its turn. */
  function between<T>(run: () => Promise<T>): Promise<T> {
    const done = last.then(run);
    last = done.catch(() => undefined);
    return done;
  }

  return {
    between,
    /** Commits all of `work`, or nothing. */
    write: <T>(work: Work<T>): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        waiting.push({
          work,
          settle: outcome => ('error' in outcome ? reject(outcome.error) : resolve(outcome.value as T)),
        });
        between(commitWaiting);
      }),
  };
}

async function runBehindSavepoint(tx: Transaction, work: Work<unknown>): Promise<Outcome> {
  await tx.$executeRawUnsafe('SAVEPOINT unit');
  try {
    const value = await work(tx);
    await tx.$executeRawUnsafe('RELEASE unit');
    return { value };
  } catch (error) {
    // Where SQLite has given up the whole transaction, this fails too, and with it all units.
    await tx.$executeRawUnsafe('ROLLBACK TO unit');
    await tx.$executeRawUnsafe('RELEASE unit');
    return { error };
  }
}
