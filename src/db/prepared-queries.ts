import { Prisma } from './generated/client.ts';
import { isRow, type Row } from './sealing.ts';

/** What a column holds, as SQLite declares it. */
export type Kind = 'TEXT' | 'INTEGER' | 'REAL' | 'BOOLEAN' | 'DATETIME' | 'JSONB' | 'BLOB';
export type Table = {
  name: string;
  columns: ReadonlyMap<string, Kind>;
  /** The names of all its columns, and the same as SQL: whole rows are asked for again and again. */
  all: readonly string[];
  allInSql: string;
  /** What Prisma gives a new row where it is given nothing else; some columns say so to SQLite in another way. */
  defaults: Row;
};
export type Value = string | number | null;

/** One statement that answers an operation of the client. */
export type Prepared = {
  sql: string;
  values: readonly Value[];
  /** What the client gives back for it. */
  gives: 'first' | 'all' | 'changes' | 'count';
  /** The columns of each row, in order. */
  columns: readonly string[];
};

/** @param defaults as in Table */
export function tableOf(name: string, columns: [name: string, kind: Kind][], defaults: Row): Table {
  const all = columns.map(([column]) => column);
  return { name, columns: new Map(columns), all, allInSql: names(all), defaults };
}

/** Thrown inside, and never out: the operation asks for more than one plain statement. */
const MORE = new Error('not one plain statement');

/** As many values are compared with in one statement; more make too many statements of one kind. */
const MOST_IN = 60;

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
  return `INSERT INTO "${table.name}" (${names(columns)}) VALUES ${places.join(', ')}`;
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

/** All that is so, as SQL; nothing asked is always so. */
function condition(table: Table, where: unknown, values: Value[]): string {
  if (where === undefined) return 'TRUE';
  if (!isRow(where)) throw MORE;
  const conditions: string[] = [];
  for (const name in where) {
    const asked = where[name];
    if (asked === undefined) continue;
    if (name === 'AND') conditions.push(joined(table, asked, values, ' AND '));
    else if (name === 'OR') conditions.push(joined(table, asked, values, ' OR '));
    else conditions.push(comparison(name, kindOf(table, name), asked, values));
  }
  return conditions.join(' AND ') || 'TRUE';
}

/** What an empty list means depends, for Prisma, on what stands around it. */
function joined(table: Table, asked: unknown, values: Value[], by: string): string {
  const conditions = listOf(asked).map(one => `(${condition(table, one, values)})`);
  if (conditions.length === 0) throw MORE;
  return `(${conditions.join(by)})`;
}

const COMPARED: Record<string, string> = { equals: '=', not: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' };
const LISTED: Record<string, [word: string, none: string]> = {
  in: ['IN', 'FALSE'],
  notIn: ['NOT IN', 'TRUE'],
};

function comparison(name: string, kind: Kind, asked: unknown, values: Value[]): string {
  if (kind === 'JSONB') throw MORE;
  if (!isRow(asked)) return compared(name, '=', stored(kind, asked), values);
  const conditions: string[] = [];
  for (const word in asked) {
    const value = asked[word];
    if (value === undefined) continue;
    const list = LISTED[word];
    const sign = COMPARED[word];
    if (list) conditions.push(listed(name, kind, list, value, values));
    else if (sign) conditions.push(compared(name, sign, stored(kind, value), values));
    else throw MORE;
  }
  return conditions.join(' AND ') || 'TRUE';
}

function compared(name: string, sign: string, value: Value, values: Value[]): string {
  if (value === null) {
    if (sign !== '=' && sign !== '<>') throw MORE;
    return `"${name}" IS ${sign === '=' ? '' : 'NOT '}NULL`;
  }
  values.push(value);
  return `"${name}" ${sign} ?`;
}

function listed(
  name: string,
  kind: Kind,
  [word, none]: [string, string],
  asked: unknown,
  values: Value[],
): string {
  if (!Array.isArray(asked) || asked.length > MOST_IN) throw MORE;
  if (asked.length === 0) return none;
  for (const one of asked) {
    const value = stored(kind, one);
    if (value === null) throw MORE;
    values.push(value);
  }
  return `"${name}" ${word} (${asked.map(() => '?').join(', ')})`;
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

/** Whatever else stands there leads to another table. */
function kindOf({ columns }: Table, name: string): Kind {
  const kind = columns.get(name);
  if (!kind || kind === 'BLOB') throw MORE;
  return kind;
}

function listOf(given: unknown): Row[] {
  const list = Array.isArray(given) ? given : [given];
  if (!list.every(isRow)) throw MORE;
  return list;
}

const names = (columns: readonly string[]) => columns.map(name => `"${name}"`).join(', ');

const namesOf = ({ all, allInSql }: Table, columns: readonly string[]) =>
  columns === all ? allInSql : names(columns);

/** A value as Prisma's driver stores it. */
function stored(kind: Kind, value: unknown): Value {
  if (kind === 'JSONB') {
    if (value === Prisma.DbNull) return null;
    if (value === null || value === undefined || value === Prisma.JsonNull) throw MORE;
    return JSON.stringify(value);
  }
  if (value === null) return null;
  if (kind === 'TEXT' && typeof value === 'string') return value;
  if (kind === 'INTEGER' && Number.isSafeInteger(value)) return value as number;
  if (kind === 'BOOLEAN' && typeof value === 'boolean') return value ? 1 : 0;
  if (kind === 'DATETIME' && value instanceof Date) return value.toISOString().replace('Z', '+00:00');
  if (kind === 'REAL' && typeof value === 'number') return value;
  throw MORE;
}

/** What Prisma gives for a value that is stored so. */
export function restored(kind: Kind, value: Value): unknown {
  if (value === null || kind === 'TEXT' || kind === 'INTEGER') return value;
  if (kind === 'DATETIME') return new Date(value);
  if (kind === 'BOOLEAN') return value === 1;
  if (kind === 'JSONB') return JSON.parse(value as string);
  return value;
}
