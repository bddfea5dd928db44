import { createHash } from 'node:crypto';

/** The types of PostgreSQL's columns that differ from SQLite's in how a value is written. */
type ColumnType = 'timestamp without time zone' | 'boolean' | 'jsonb' | 'bytea' | (string & {});

export type Column = { name: string; type: ColumnType };

/** A row as JSON can carry it: what PostgreSQL makes of a row, and takes for one. */
type StoredRow = Record<string, unknown>;

/** A row of SQLite, as PostgreSQL has it. Whatever is sealed stays as it is. */
export function asPostgresql(columns: readonly Column[], row: Record<string, unknown>): StoredRow {
  return Object.fromEntries(columns.map(({ name, type }) => [name, cell(type, row[name])]));
}

function cell(type: ColumnType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'boolean') return Boolean(value);
  if (type === 'jsonb') return JSON.parse(String(value));
  if (type === 'bytea') return `\\x${Buffer.from(value as Uint8Array).toString('hex')}`;
  // Prisma writes moments as text; a migration may have written milliseconds.
  if (type === 'timestamp without time zone') return new Date(value as string | number).toISOString();
  return value;
}

/**
 * What a table holds: how many rows, and a sum over what stands in each. The order in which they are
 * added is no part of it, since databases differ in that.
 */
export function tableSum(columns: readonly Column[]) {
  let rows = 0;
  let sum = 0n;
  return {
    add(row: StoredRow): void {
      const cells = columns.map(({ name, type }) => comparable(type, row[name]));
      const hash = createHash('sha256').update(JSON.stringify(cells)).digest();
      rows += 1;
      sum = BigInt.asUintN(64, sum + hash.readBigUInt64BE());
    },
    result: () => ({ rows, checksum: sum.toString(16).padStart(16, '0') }),
  };
}

/** PostgreSQL writes moments and JSON in its own way. */
function comparable(type: ColumnType, value: unknown): unknown {
  if (value === null) return null;
  if (type === 'timestamp without time zone') return Date.parse(String(value).replace(/(?<!Z)$/, 'Z'));
  return type === 'jsonb' ? sorted(value) : value;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inside]) => [key, sorted(inside)]);
}
