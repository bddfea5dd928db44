import { type Kind, kindOf, listOf, MORE, stored, type Table, type Value } from './prepared-table.ts';
import { isRow } from './sealing.ts';

/** As many values are compared with in one statement; more make too many statements of one kind. */
const MOST_IN = 60;

/**
 * All that is so, as SQL; nothing asked is always so.
 *
 * @param values take what is compared with, in the order of the question marks
 * @throws MORE for what is not columns of this table, compared with values
 */
export function condition(table: Table, where: unknown, values: Value[]): string {
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
