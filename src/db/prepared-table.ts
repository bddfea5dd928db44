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

/** @param defaults as in Table */
export function tableOf(name: string, columns: [name: string, kind: Kind][], defaults: Row): Table {
  const all = columns.map(([column]) => column);
  return { name, columns: new Map(columns), all, allInSql: quoted(all), defaults };
}

/** Thrown while a query is prepared, and caught there: it asks for more than one plain statement. */
export const MORE = new Error('not one plain statement');

/** Whatever else stands there leads to another table. */
export function kindOf({ columns }: Table, name: string): Kind {
  const kind = columns.get(name);
  if (!kind || kind === 'BLOB') throw MORE;
  return kind;
}

export function listOf(given: unknown): Row[] {
  const list = Array.isArray(given) ? given : [given];
  if (!list.every(isRow)) throw MORE;
  return list;
}

export const quoted = (columns: readonly string[]) => columns.map(name => `"${name}"`).join(', ');

/** A value as Prisma's driver stores it. */
export function stored(kind: Kind, value: unknown): Value {
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
