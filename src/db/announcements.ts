import type { Transaction } from './database.ts';

/** What is to be told once its unit of work is committed. */
const pending = new WeakMap<Transaction, object[]>();

/** Has `fact` told once `tx` is committed, and never where it is not; a unit that runs again tells it once. */
export function announce(tx: Transaction, fact: object): void {
  pending.get(tx)?.push(fact);
}

/** @param tell hears what `work` has announced, in its order, once `write` has committed it */
export async function announcing<T>(
  work: (tx: Transaction) => Promise<T>,
  write: (work: (tx: Transaction) => Promise<T>) => Promise<T>,
  tell: (fact: object) => void,
): Promise<T> {
  let facts: object[] = [];
  const value = await write(tx => {
    facts = [];
    pending.set(tx, facts);
    return work(tx);
  });
  for (const fact of facts) tell(fact);
  return value;
}
