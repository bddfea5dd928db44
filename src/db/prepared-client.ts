import type Sqlite from 'better-sqlite3';
import type { PrismaClient } from './generated/client.ts';
import { PREPARED, type Prepared, preparedQuery } from './prepared-queries.ts';
import { type Kind, restored, type Table, tableOf, type Value } from './prepared-table.ts';
import { sealedArgs } from './sealed-queries.ts';
import { isRow, openRow, type Row, type Sealing } from './sealing.ts';

type Operation = (args?: Row) => Promise<unknown>;
type Delegate = Record<string, Operation>;

/** Statements kept ready; the application has fewer. */
const MOST_KEPT = 1_000;

/**
 * The same client, which answers what one plain statement answers with a statement that is prepared once, on the
 * same connection: Prisma takes ten times as long for it. All else is Prisma's, and so is whatever fails: it is
 * asked again there, and says in its own words why.
 *
 * @param client whose connection `driver` is
 * @param sealing as the client seals
 */
export function preparedClient(
  client: PrismaClient,
  driver: Sqlite.Database,
  sealing?: Sealing,
): PrismaClient {
  const run = statements(driver);
  const delegates = tablesOf(driver).flatMap(table => {
    const name = delegateName(table.name);
    const plain = client[name as 'letter'] as unknown as Delegate | undefined;
    return plain ? [[name, preparedDelegate(table, plain)] as const] : [];
  });

  function preparedDelegate(table: Table, plain: Delegate): Delegate {
    const prepared = Object.fromEntries([...PREPARED].map(name => [name, operation(table, plain, name)]));
    return new Proxy(plain, { get: (target, name) => prepared[name as string] ?? Reflect.get(target, name) });
  }

  function operation(table: Table, plain: Delegate, name: string): Operation {
    const throughPrisma = (args?: Row) => (plain[name] as Operation)(args);
    return async (args = {}) => {
      const asked = sealing ? sealedArgs(sealing, table.name, args) : args;
      const query = preparedQuery(table, name, asked);
      if (!query) return throughPrisma(args);
      const began = driver.inTransaction;
      let given: Value[][] | number;
      try {
        given = run(query);
      } catch (error) {
        // A full disk ends the whole transaction: nothing more may be written as if it were still there.
        if (began && !driver.inTransaction) throw error;
        return throughPrisma(args);
      }
      const answer = answerOf(table, query, given);
      if (answer === null && MUST_FIND.includes(name)) return throughPrisma(args);
      return sealing ? opened(sealing, table.name, answer) : answer;
    };
  }

  const alone = { values: [], gives: 'changes', columns: [] } as const;
  const ours = new Map<string | symbol, unknown>([
    ...delegates,
    // Savepoints above all.
    [
      '$executeRawUnsafe',
      async (sql: string, ...values: unknown[]) =>
        values.length > 0 ? client.$executeRawUnsafe(sql, ...values) : run({ sql, ...alone }),
    ],
  ]);
  return new Proxy(client, { get: (target, name) => ours.get(name) ?? Reflect.get(target, name) });
}

/** Where nothing is found, these have an error for it. */
const MUST_FIND = ['findUniqueOrThrow', 'findFirstOrThrow', 'update'];

/** Runs a query with the statement that was prepared for it, or prepares it. */
function statements(driver: Sqlite.Database) {
  const kept = new Map<string, Sqlite.Statement<Value[], Value[]>>();

  function statement({ sql, gives }: Prepared): Sqlite.Statement<Value[], Value[]> {
    const found = kept.get(sql);
    if (found) return found;
    if (kept.size >= MOST_KEPT) kept.clear();
    const made = driver.prepare<Value[], Value[]>(sql).safeIntegers(false);
    if (gives !== 'changes') made.raw();
    kept.set(sql, made);
    return made;
  }

  return (query: Prepared): Value[][] | number => {
    const prepared = statement(query);
    return query.gives === 'changes' ? prepared.run(...query.values).changes : prepared.all(...query.values);
  };
}

/** A row by itself, with none of those that it leads to. */
function opened(sealing: Sealing, model: string, answer: unknown): unknown {
  for (const row of Array.isArray(answer) ? answer : [answer]) if (isRow(row)) openRow(sealing, model, row);
  return answer;
}

/** What the client gives for what a statement gave. */
function answerOf({ columns }: Table, query: Prepared, given: Value[][] | number): unknown {
  if (typeof given === 'number') return { count: given };
  if (query.gives === 'count') return given[0]?.[0];
  const kinds = query.columns.map(name => columns.get(name) as Kind);
  const rows = given.map(cells => {
    const row: Row = {};
    for (let i = 0; i < kinds.length; i++) {
      row[query.columns[i] as string] = restored(kinds[i] as Kind, cells[i] as Value);
    }
    return row;
  });
  return query.gives === 'first' ? (rows[0] ?? null) : rows;
}

/** The tables as they stand in the file: a test proves that they are the schema's. */
function tablesOf(driver: Sqlite.Database): Table[] {
  const tables = driver
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all();
  return tables
    .filter(({ name }) => !/^(sqlite|_)/.test(name))
    .map(({ name }) => {
      const columns = driver.pragma(`table_info("${name}")`) as Column[];
      return tableOf(
        name,
        columns.map(column => [column.name, column.type]),
        Object.fromEntries(columns.filter(isJsonWithDefault).map(defaultOf)),
      );
    });
}

type Column = { name: string; type: Kind; dflt_value: string | null };

const isJsonWithDefault = ({ type, dflt_value }: Column) => type === 'JSONB' && dflt_value !== null;

/** Prisma writes a default of JSON into its migrations without quotes, which SQLite takes for a name. */
const defaultOf = ({ name, dflt_value }: Column) => [
  name,
  JSON.parse(dflt_value?.replace(/^'|'$/g, '') ?? ''),
];

/** What the client calls a table: "OutboxMail" is `outboxMail`. */
export const delegateName = (table: string): string => table.charAt(0).toLowerCase() + table.slice(1);
