import type { Transaction } from '../db/database.ts';
import type { Dialect } from '../db/dialect.ts';

type Cell = string | number | boolean | null | Date | readonly string[];

/**
 * Writes rows of one shape in one statement, which takes them as JSON: twenty times as fast as
 * createMany, which binds every cell by itself. Dates and lists are written as Prisma writes them.
 *
 * @param table a model's name; it and the rows' keys come from the code, never from a person
 */
export async function insertRows(
  tx: Transaction,
  { insertJson }: Dialect,
  table: string,
  rows: readonly Record<string, Cell>[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const json = JSON.stringify(rows.map(row => Object.fromEntries(Object.entries(row).map(stored))));
  await tx.$executeRaw(insertJson(table, Object.keys(first), json));
}

const stored = ([column, cell]: [string, Cell]) => [
  column,
  cell instanceof Date ? cell.toISOString().replace('Z', '+00:00') : cell,
];
