import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { asPostgresql, type Column, tableSum } from './stored-row.ts';

/** Rows that one statement carries. */
const BATCH = 500;

/** Prisma's own history is the target's own. */
const HISTORY = '_prisma_migrations';

type Moved = { table: string; rows: number; checksum: string };

/** What stands in the way of a move, in words for the operator. */
class MoveProblem extends Error {}

/**
 * Copies all rows of an SQLite file to a migrated PostgreSQL database that is empty: in one transaction,
 * so that it is all there or nothing. Each table is read back and compared before that is committed.
 *
 * @param file is held meanwhile, so that nobody writes to what is being copied
 * @param known the names of this version's migrations for SQLite
 * @param report told of each table that is done
 * @throws MoveProblem
 */
export async function move(
  file: string,
  url: string,
  known: string[],
  report: (moved: Moved) => void,
): Promise<void> {
  const source = openSource(file, known);
  const target = new pg.Client({ connectionString: url });
  try {
    await target.connect();
    await target.query('BEGIN');
    // The figures come along as they are: nothing is counted a second time.
    await target.query('ALTER TABLE "Letter" DISABLE TRIGGER USER');
    const tables = await tablesOf(target);
    await refuseFull(target, [...tables.keys()]);
    for (const [table, columns] of tables) {
      refuseOthers(source, table, columns);
      const sent = await copyTable(source, target, table, columns);
      const found = await readBack(target, table, columns);
      if (sent.rows !== found.rows || sent.checksum !== found.checksum) {
        throw new MoveProblem(
          `Table ${table} did not arrive as it was (${sent.rows} rows ${sent.checksum}, there ${found.rows} rows ${found.checksum}). Nothing was moved.`,
        );
      }
      await goOnCounting(source, target, table, columns);
      report({ table, ...found });
    }
    await target.query('ALTER TABLE "Letter" ENABLE TRIGGER USER');
    await target.query('COMMIT');
  } finally {
    await target.end();
    source.close();
  }
}

/** Nobody else has it open, and nobody can write to it until it is closed. */
function openSource(file: string, known: string[]): Sqlite.Database {
  let source: Sqlite.Database | undefined;
  try {
    source = new Sqlite(file, { fileMustExist: true, timeout: 1_000 });
    source.pragma('journal_mode = DELETE');
    source.prepare('BEGIN IMMEDIATE').run();
    const sql = `SELECT migration_name FROM ${HISTORY} WHERE finished_at IS NOT NULL ORDER BY 1`;
    const applied = source.prepare(sql).pluck().all() as string[];
    if (applied.join() !== known.join()) {
      throw new MoveProblem(
        `${file} is not of this version of Dear MP. Start this version on it once (DATABASE_URL=file:…), stop it, and move then.`,
      );
    }
    return source;
  } catch (error) {
    source?.close();
    const { code = '' } = error as { code?: string };
    if (/^SQLITE_BUSY/.test(code)) {
      throw new MoveProblem(`${file} is in use. Stop the site and every worker first, then move.`);
    }
    if (/^SQLITE_/.test(code)) {
      throw new MoveProblem(`${file} cannot be read as a database of Dear MP (${code}).`);
    }
    throw error;
  }
}

/** The tables and their columns, those that others refer to first. */
async function tablesOf(target: pg.Client): Promise<Map<string, Column[]>> {
  const { rows } = await target.query<{ table: string; name: string; type: string }>(`
    SELECT table_name AS table, column_name AS name, data_type AS type FROM information_schema.columns
    WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position`);
  const references = await target.query<{ from: string; to: string }>(`
    SELECT f.relname AS from, t.relname AS to FROM pg_constraint k
    JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
    WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace`);
  const columns = new Map<string, Column[]>();
  for (const { table, ...column } of rows) {
    if (table !== HISTORY) columns.set(table, [...(columns.get(table) ?? []), column]);
  }
  const ordered = new Map<string, Column[]>();
  const put = (table: string): void => {
    if (ordered.has(table)) return;
    for (const { from, to } of references.rows) if (from === table && to !== table) put(to);
    ordered.set(table, columns.get(table) ?? []);
  };
  for (const table of columns.keys()) put(table);
  return ordered;
}

async function refuseFull(target: pg.Client, tables: string[]): Promise<void> {
  for (const table of tables) {
    const { rowCount } = await target.query(`SELECT 1 FROM "${table}" LIMIT 1`);
    if (rowCount) {
      throw new MoveProblem(
        `The database that DATABASE_URL names is not empty: there are rows in ${table}. Make a new one, and move before anything is started on it.`,
      );
    }
  }
}

/** A column that only one of the two has would be lost. */
function refuseOthers(source: Sqlite.Database, table: string, columns: Column[]): void {
  const theirs = source.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[];
  const ours = columns.map(({ name }) => name);
  if (theirs.sort().join() !== ours.sort().join()) {
    throw new MoveProblem(`Table ${table} has other columns in the two databases. Nothing was moved.`);
  }
}

async function copyTable(source: Sqlite.Database, target: pg.Client, table: string, columns: Column[]) {
  const sum = tableSum(columns);
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const insert = `INSERT INTO "${table}" (${names})
    SELECT ${names} FROM jsonb_populate_recordset(NULL::"${table}", CAST($1 AS JSONB))`;
  let batch: object[] = [];
  const send = async () => {
    if (batch.length > 0) await target.query(insert, [JSON.stringify(batch)]);
    batch = [];
  };
  // In the order of its key, in which SQLite keeps it.
  for (const stored of source.prepare(`SELECT * FROM "${table}"`).iterate()) {
    const row = asPostgresql(columns, stored as Record<string, unknown>);
    sum.add(row);
    batch.push(row);
    if (batch.length === BATCH) await send();
  }
  await send();
  return sum.result();
}

async function readBack(target: pg.Client, table: string, columns: Column[]) {
  const sum = tableSum(columns);
  await target.query(`DECLARE moved CURSOR FOR SELECT to_jsonb(t) AS row FROM "${table}" t`);
  for (;;) {
    const { rows } = await target.query(`FETCH ${BATCH} FROM moved`);
    for (const { row } of rows) sum.add(row);
    if (rows.length < BATCH) break;
  }
  await target.query('CLOSE moved');
  return sum.result();
}

/** A number that was given once, to a draft that is gone perhaps, is not given again. */
async function goOnCounting(
  source: Sqlite.Database,
  target: pg.Client,
  table: string,
  columns: Column[],
): Promise<void> {
  const last = source.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').pluck().get(table);
  if (!last) return;
  for (const { name } of columns) {
    await target.query(
      `SELECT setval(sequence, $3) FROM pg_get_serial_sequence($1, $2) AS sequence
      WHERE sequence IS NOT NULL`,
      [`"${table}"`, name, last],
    );
  }
}
