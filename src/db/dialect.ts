import { Prisma } from './generated/client.ts';

/** The kinds of database that the application runs on. */
export type Engine = 'sqlite' | 'postgresql';

/** @param url DATABASE_URL: `file:` and a path, or `postgresql://…` */
export const engineOf = (url: string): Engine => (/^postgres(ql)?:/.test(url) ? 'postgresql' : 'sqlite');

/** Where an SQLite database is. @param url DATABASE_URL: `file:` and a path */
export const fileOf = (url: string): string => url.replace(/^file:/, '');

/** Where the two kinds of SQL differ. All else is written so that both understand it: names in quotes, above all. */
export type Dialect = {
  /** The UTC hour of a moment: `2026-11-24T09`. */
  hourOf: (moment: Prisma.Sql) => Prisma.Sql;
  /** A table of the texts in a JSON list, in its column `value`. */
  textsIn: (list: Prisma.Sql) => Prisma.Sql;
  /** The same value, kept from leading the database into the wrong index. */
  unindexed: (column: Prisma.Sql) => Prisma.Sql;
  /** Inserts the rows of a JSON list of objects, which all have these columns. */
  insertJson: (table: string, columns: string[], rows: string) => Prisma.Sql;
};

export const DIALECTS: Record<Engine, Dialect> = {
  sqlite: {
    hourOf: moment => Prisma.sql`SUBSTR(${moment}, 1, 13)`,
    textsIn: list => Prisma.sql`json_each(${list})`,
    unindexed: column => Prisma.sql`+${column}`,
    insertJson: (table, columns, rows) => {
      const cells = Prisma.raw(columns.map(column => `value ->> '${column}'`).join(', '));
      return Prisma.sql`INSERT INTO ${name(table)} (${names(columns)}) SELECT ${cells} FROM json_each(${rows})`;
    },
  },
  postgresql: {
    hourOf: moment => Prisma.sql`to_char(${moment}, 'YYYY-MM-DD"T"HH24')`,
    textsIn: list => Prisma.sql`jsonb_array_elements_text(CAST(${list} AS JSONB))`,
    unindexed: column => Prisma.sql`(SELECT ${column})`,
    insertJson: (table, columns, rows) => Prisma.sql`INSERT INTO ${name(table)} (${names(columns)})
      SELECT ${names(columns)} FROM jsonb_populate_recordset(NULL::${name(table)}, CAST(${rows} AS JSONB))`,
  },
};

const name = (of: string): Prisma.Sql => Prisma.raw(`"${of}"`);
const names = (all: string[]): Prisma.Sql => Prisma.raw(all.map(one => `"${one}"`).join(', '));
