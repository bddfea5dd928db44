import { condition } from './prepared-conditions.ts';
import { kindOf, listOf, MORE, quoted, stored, type Table, type Value } from './prepared-table.ts';
import { isRow, type Row } from './sealing.ts';

/** One statement that answers an operation of the client. */
export type Prepared = {
  sql: string;
  values: readonly Value[];
  /** What the client gives back for it. */
  gives: 'first' | 'all' | 'changes' | 'count';
  /** The columns of each row, in order. */
  columns: readonly string[];
};

type Write = (table: Table, args: Row, values: Value[]) => Omit<Prepared, 'values'>;

/** What each operation may be asked with, and the statement for it. */
const OPERATIONS: Record<string, [asked: readonly string[], write: Write]> = {
  findUnique: [['where', 'select'], first],
  findUniqueOrThrow: [['where', 'select'], first],
  findFirst: [['where', 'select', 'orderBy'], first],
  findFirstOrThrow: [['where', 'select', 'orderBy'], first],
  findMany: [
    ['where', 'select', 'omit', 'orderBy', 'take'],
    (table, args, values) => ({ ...find(table, args, values, limitOf(args.take)), gives: 'all' }),
  ],
  count: [
    ['where'],
    (table, { where }, values) => ({
      sql: `SELECT COUNT(*) FROM "${table.name}" WHERE ${condition(table, where, values)}`,
      gives: 'count',
      columns: [],
    }),
  ],
  create: [
    ['data', 'select'],
    (table, { data, select }, values) => {
      const columns = shown(table, select);
      return {
        sql: `${insert(table, data, values)} RETURNING ${namesOf(table, columns)}`,
        gives: 'first',
        columns,
      };
    },
  ],
  createMany: [
    ['data'],
    (table, { data }, values) => ({ sql: insert(table, data, values), gives: 'changes', columns: [] }),
  ],
  update: [
    ['where', 'data', 'select'],
    (table, args, values) => {
      const columns = shown(table, args.select);
      return {
        sql: `${update(table, args, values)} RETURNING ${namesOf(table, columns)}`,
        gives: 'first',
        columns,
      };
    },
  ],
  updateMany: [
    ['where', 'data'],
    (table, args, values) => ({ sql: update(table, args, values), gives: 'changes', columns: [] }),
  ],
  deleteMany: [
    ['where'],
    (table, { where }, values) => ({
      sql: `DELETE FROM "${table.name}" WHERE ${condition(table, where, values)}`,
      gives: 'changes',
      columns: [],
    }),
  ],
};

export const PREPARED: ReadonlySet<string> = new Set(Object.keys(OPERATIONS));

/**
 * The statement for an operation that one plain statement answers: columns of one table, compared with values.
 *
 * @param args as Prisma's client takes them, sealed already
 * @returns null: it asks for more than that
 */
export function preparedQuery(table: Table, operation: string, args: Row): Prepared | null {
  const found = OPERATIONS[operation];
  if (!found) return null;
  const [asked, write] = found;
  const values: Value[] = [];
  try {
    for (const name in args) if (args[name] !== undefined && !asked.includes(name)) return null;
    return { ...write(table, args, values), values };
  } catch (error) {
    if (error === MORE) return null;
    throw error;
  }
}

function first(table: Table, args: Row, values: Value[]): Omit<Prepared, 'values'> {
  return { ...find(table, args, values, ' LIMIT 1'), gives: 'first' };
}

function find(table: Table, { where, select, omit, orderBy }: Row, values: Value[], limit: string) {
  const columns = isRow(omit) ? allOf(table).filter(name => !omit[name]) : shown(table, select);
  const conditions = condition(table, where, values);
  const sql = `SELECT ${namesOf(table, columns)} FROM "${table.name}" WHERE ${conditions}${order(table, orderBy)}${limit}`;
  return { sql, columns };
}

function insert(table: Table, data: unknown, values: Value[]): string {
  const rows = listOf(data).map(row => ({ ...table.defaults, ...row }));
  const [columns] = rows.map(row => Object.keys(row).filter(name => row[name] !== undefined));
  if (!columns || columns.length === 0) throw MORE;
  const places = rows.map(row => {
    if (Object.values(row).filter(value => value !== undefined).length !== columns.length) throw MORE;
    for (const name of columns) values.push(stored(kindOf(table, name), row[name]));
    return `(${columns.map(() => '?').join(', ')})`;
  });
  return `INSERT INTO "${table.name}" (${quoted(columns)}) VALUES ${places.join(', ')}`;
}

function update(table: Table, { where, data }: Row, values: Value[]): string {
  if (!isRow(data)) throw MORE;
  const changes: string[] = [];
  for (const name in data) {
    const value = data[name];
    if (value === undefined) continue;
    const kind = kindOf(table, name);
    if (kind !== 'JSONB' && isRow(value)) changes.push(`"${name}" = "${name}" + ${step(value, values)}`);
    else {
      values.push(stored(kind, value));
      changes.push(`"${name}" = ?`);
    }
  }
  if (changes.length === 0) throw MORE;
  return `UPDATE "${table.name}" SET ${changes.join(', ')} WHERE ${condition(table, where, values)}`;
}

/** `{ increment: 1 }` and `{ decrement: 1 }`. */
function step(value: Row, values: Value[]): string {
  const by = value.increment ?? (typeof value.decrement === 'number' ? -value.decrement : undefined);
  if (typeof by !== 'number' || Object.keys(value).length !== 1) throw MORE;
  values.push(by);
  return '?';
}

const DIRECTIONS: Record<string, string> = { asc: 'ASC', desc: 'DESC' };

function order(table: Table, orderBy: unknown): string {
  if (orderBy === undefined) return '';
  const steps = listOf(orderBy).flatMap(one =>
    Object.entries(one).map(([name, way]) => {
      kindOf(table, name);
      const direction = typeof way === 'string' ? DIRECTIONS[way] : undefined;
      if (!direction) throw MORE;
      return `"${name}" ${direction}`;
    }),
  );
  return steps.length > 0 ? ` ORDER BY ${steps.join(', ')}` : '';
}

function limitOf(take: unknown): string {
  if (take === undefined) return '';
  if (typeof take !== 'number' || !(take >= 0)) throw MORE;
  return ` LIMIT ${Math.trunc(take)}`;
}

function shown(table: Table, select: unknown): readonly string[] {
  if (select === undefined) return allOf(table);
  if (!isRow(select)) throw MORE;
  const columns = Object.keys(select).filter(name => select[name] === true);
  if (columns.length === 0 || Object.values(select).some(is => is !== true && is !== false)) throw MORE;
  for (const name of columns) kindOf(table, name);
  return columns;
}

/** Bytes are Prisma's to give. */
function allOf({ all, columns }: Table): readonly string[] {
  if ([...columns.values()].includes('BLOB')) throw MORE;
  return all;
}

const namesOf = ({ all, allInSql }: Table, columns: readonly string[]) =>
  columns === all ? allInSql : quoted(columns);
