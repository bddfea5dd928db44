import { announcing } from './announcements.ts';
import { DIALECTS, engineOf } from './dialect.ts';
import type { Prisma, PrismaClient } from './generated/client.ts';
import { createMemory } from './memory.ts';
import { openRow, type Row, type Sealing, sealRow } from './sealing.ts';
import { openSqlite } from './sqlite-database.ts';
import type { OnFault } from './write-ahead-log.ts';

export type Transaction = Prisma.TransactionClient;
export type Database = Awaited<ReturnType<typeof openDatabase>>;

/**
 * Prisma gives back what it has written, opened where it is sealed: whoever needs nothing of it asks for no more.
 */
export const ONLY_ID = { id: true } as const;

/** What each kind of database has to bring. */
export type OpenedEngine = {
  /** A client that sees only what is committed, and cannot write. */
  read: PrismaClient;
  /**
   * Commits all of `work`, or nothing, as if it had run alone. Inside it use `tx` alone: waiting for
   * another `write` never ends. It may run more than once until it is committed: what it does beside `tx`
   * must bear that.
   */
  write: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  /** Runs one statement by itself and at once, in no order with units of work. */
  atOnce: <T>(statement: Prisma.Sql) => Promise<T[]>;
  /** As the first thing in a unit of work: those that take turns at that table run one after another. */
  takeTurn: (tx: Transaction, table: string) => Promise<void>;
  /** Which of these rows nobody else is changing at this moment; nobody does until `tx` ends. */
  free: (tx: Transaction, table: string, ids: number[]) => Promise<Set<number>>;
  /**
   * Takes what was erased out of the write-ahead log too, by emptying it. PostgreSQL does that by itself,
   * in its own time.
   *
   * @returns false where somebody is reading, or the disk refuses: a later unit of work empties the log
   */
  forget: () => Promise<boolean>;
  /** What the disk refuses of that which is committed already, by its code; null: nothing. */
  fault: () => string | null;
  /** Waits for the writes already asked for. */
  close: () => Promise<void>;
};

/**
 * Opens a migrated database.
 *
 * @param url `file:` and a path, or `postgresql://…`
 * @param sealing what is stored sealed; it is read and written in clear. None: everything is read and
 *   written as it stands
 * @param onFault told once of each such fault (`fault`)
 * @param onCommitted told what units of work announce (src/db/announcements.ts)
 */
export async function openDatabase(
  url: string,
  sealing?: Sealing,
  onFault?: OnFault,
  onCommitted: (fact: object) => void = () => undefined,
) {
  const engine = engineOf(url);
  // Loaded where it is used alone: it costs every start time and memory.
  const { openPostgresql } = engine === 'sqlite' ? {} : await import('./postgresql-database.ts');
  const opened = await (openPostgresql ?? openSqlite)(url, sealing, onFault);
  const { remember, during } = createMemory();

  return {
    ...opened,
    write: <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
      announcing(work, unit => during(unit, opened.write), onCommitted),
    /** What changes seldom, and was read a moment ago (src/db/memory.ts). */
    remember,
    engine,
    /** What raw SQL has to say in another way to each kind of database. */
    dialect: DIALECTS[engine],
    /** The row as raw SQL has to store it. @throws SealError without the row's key */
    sealRow: <T extends object>(model: string, row: T): T =>
      sealing ? (sealRow(sealing, model, row as Row) as T) : row,
    /** Opens, in place, a row that raw SQL has read. @throws SealError without the row's key */
    openRow: <T extends object>(model: string, row: T): T => (sealing ? openRow(sealing, model, row) : row),
  };
}
