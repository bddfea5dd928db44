import type { Transaction } from './database.ts';

/** The tables of which anything is remembered, as the client names them: what changes seldom and is read all the time. */
const REMEMBERED = [
  'campaign',
  'ask',
  'experience',
  'organisation',
  'campaignLogo',
  'prompt',
  'constituency',
  'member',
  'memberCorrection',
] as const;
type Remembered = (typeof REMEMBERED)[number];

/** For so long another process's change may be overlooked, milliseconds. */
const FRESH_FOR = 1_000;

/** More than a site of many campaigns shows; whoever makes up addresses fills no memory. */
const MOST_KEPT = 1_000;

/**
 * Remembers what was read, for a second at most, and no longer than until this process has written to one of
 * the tables. What a promise rests on is never read from here, but inside the transaction that makes it.
 */
export function createMemory(now: () => number = () => performance.now()) {
  const kept = new Map<string, { tables: readonly Remembered[]; value: Promise<unknown>; until: number }>();

  function forget(changed: ReadonlySet<string>): void {
    for (const [key, { tables }] of kept) if (tables.some(table => changed.has(table))) kept.delete(key);
  }

  return {
    /** @param key names what is read, among all that is remembered */
    remember<T>(tables: readonly Remembered[], key: string, read: () => Promise<T>): Promise<T> {
      const found = kept.get(key);
      if (found && found.until > now()) return found.value as Promise<T>;
      const value = read();
      if (kept.size >= MOST_KEPT) kept.clear();
      const entry = { tables, value, until: now() + FRESH_FOR };
      kept.set(key, entry);
      // A failure is not remembered.
      value.catch(() => {
        if (kept.get(key) === entry) kept.delete(key);
      });
      return value;
    },
    /** Runs the write, and forgets all that it may have changed. */
    async during<T>(
      work: (tx: Transaction) => Promise<T>,
      write: (work: (tx: Transaction) => Promise<T>) => Promise<T>,
    ): Promise<T> {
      const touched = new Set<string>();
      const unit = { over: false };
      try {
        return await write(tx => work(noting(tx, touched, unit)));
      } finally {
        unit.over = true;
        if (touched.size > 0) forget(touched);
      }
    },
  };
}

const NAMES: ReadonlySet<string | symbol> = new Set(REMEMBERED);

/** What changes nothing: a letter is handed over and confirmed with a look at its campaign, many times a second. */
const READS = /^(find|count|aggregate|groupBy)/;

/**
 * Notes which of the tables are written to, by whatever is no plain reading. What still writes when its unit of
 * work is over would write into another one, and is refused.
 */
function noting(tx: Transaction, touched: Set<string>, unit: { over: boolean }): Transaction {
  return new Proxy(tx, {
    get(target, name) {
      if (unit.over) throw new Error('This unit of work is over: nothing more can be written in it');
      const value = Reflect.get(target, name);
      if (!NAMES.has(name)) return value;
      return new Proxy(value as object, {
        get(table, operation) {
          if (!READS.test(String(operation))) touched.add(name as string);
          return Reflect.get(table, operation);
        },
      });
    },
  });
}
