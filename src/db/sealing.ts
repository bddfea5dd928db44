/** What of one model is stored sealed. */
export type SealedModel = {
  /** A unique column that never changes: what is sealed for one row opens in no other. */
  key: string;
  text: readonly string[];
  /** Columns of type Json. */
  json?: readonly string[];
  /** Sealed columns that rows are found by: a column of hashes stands beside each. */
  found?: Record<string, { column: string; by: Hashes }>;
  /** Columns that are stored as hashes alone, and never opened. */
  hashed?: Record<string, Hashes>;
};

/** What the database is given to keep people's words from whoever gets hold of the file. */
export type Sealing = {
  models: Record<string, SealedModel>;
  /** Names of relation fields, and the sealed model that each leads to. */
  relations: Record<string, string>;
  /** Of the key that seals now; what it sealed begins with it. */
  keyId: string;
  /** @param about what the text belongs to; it opens for nothing else */
  seal: (text: string, about: string) => string;
  /** @returns null where it was sealed with another secret, for something else, or changed since */
  open: (sealed: string, about: string) => string | null;
};

/** Hashes begin with the id of their key. `hashes`: all that the text may be stored under. */
type Hashes = { keyId: string; hash: (text: string) => string; hashes: (text: string) => string[] };

export type Row = Record<string, unknown>;

/** In front of all that is sealed. What stands without it is from before, and plain. */
export const SEALED = 'sealed:';

/** What a column of hashes holds, and nothing that anyone types. */
export const A_HASH = /^[\da-f]{8}\.[\w-]{43}$/;

/** Something sealed was asked for in a way that cannot work. It is a mistake in the code, and never passes silently. */
export class SealError extends Error {
  readonly code = 'SEALED';
}

/** A plain object, and no date, bytes or other thing with a class. */
export function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) return false;
  const shape = Object.getPrototypeOf(value);
  return shape === Object.prototype || shape === null;
}

export const sealedColumns = ({ text, json = [] }: SealedModel): string[] => [...text, ...json];

/**
 * The row as it is stored. Empty stays empty, so that a query can tell whether there is something.
 *
 * @param key the row's key, where `row` does not hold it
 * @throws SealError without a key
 */
export function sealRow(sealing: Sealing, model: string, row: Row, key: unknown = undefined): Row {
  const table = sealing.models[model];
  if (!table) return row;
  const stored = { ...row };
  for (const column of sealedColumns(table)) {
    const value = row[column];
    const json = table.json?.includes(column);
    if (value === undefined || value === null || value === '' || isNothing(value)) continue;
    if (!json && typeof value !== 'string') throw new SealError(`${model}.${column} takes a text`);
    const text = json ? JSON.stringify(value) : String(value);
    const about = aboutOf(model, column, key ?? row[table.key]);
    stored[column] = SEALED + sealing.seal(text, about);
  }
  for (const [column, { column: beside, by }] of Object.entries(table.found ?? {})) {
    const value = row[column];
    if (value !== undefined) stored[beside] = value ? by.hash(String(value)) : null;
  }
  for (const [column, by] of Object.entries(table.hashed ?? {})) {
    const value = row[column];
    if (typeof value === 'string' && !A_HASH.test(value)) stored[column] = by.hash(value);
  }
  return stored;
}

/** Prisma's own words for "null in a Json column" are objects of classes. */
export const isNothing = (value: unknown) =>
  typeof value === 'object' && value !== null && !isRow(value) && !Array.isArray(value);

/**
 * Opens a row that was read, in place; columns that were not read are left out.
 *
 * @throws SealError where something in it does not open, or its key was not read
 */
export function openRow<T extends object>(sealing: Sealing, model: string, row: T): T {
  const table = sealing.models[model];
  const cells = row as Row;
  for (const column of table ? sealedColumns(table) : []) {
    const value = cells[column];
    if (typeof value !== 'string' || !value.startsWith(SEALED)) continue;
    const about = aboutOf(model, column, cells[table?.key ?? '']);
    const text = sealing.open(value.slice(SEALED.length), about);
    if (text === null) {
      throw new SealError(`${about} does not open: it was sealed with another secret, or changed since`);
    }
    cells[column] = table?.json?.includes(column) ? JSON.parse(text) : text;
  }
  return row;
}

function aboutOf(model: string, column: string, key: unknown): string {
  if (typeof key !== 'string') throw new SealError(`${model}.${column} needs the key of its row`);
  return `${model}.${column} of ${key}`;
}

/**
 * What a look-up compares with: the hashes, and the text itself, which rows from before hold.
 *
 * @param typed what is looked for, or a hash that was read
 */
export const hashesOf = (by: Hashes, typed: string): string[] =>
  A_HASH.test(typed) ? [typed] : [...by.hashes(typed), typed];
