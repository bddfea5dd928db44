import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sealingOf } from '../src/sealing/sealed-fields.ts';
import { openSecrets } from '../src/secrets/secrets.ts';

const ROOT = path.join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** The columns of each table in the schema: all fields but those that lead to another table. */
function columnsInSchema(): string[] {
  const models = [...read('prisma/schema.prisma').matchAll(/^model (\w+) \{\n(.*?)^\}/gms)];
  const names = new Set(models.map(([, name]) => name));
  return models.flatMap(([, model, body = '']) =>
    [...body.matchAll(/^ {2}(\w+) +(\w+)/gm)]
      .filter(([, , type]) => !names.has(type))
      .map(([, column]) => `${model}.${column}`),
  );
}

/** The rows of the list, a column each. */
const rows = read('docs/what-we-hold.md')
  .split('\n')
  .map(line => line.split('|').map(cell => cell.trim()))
  .filter(([, table = '']) => /^[A-Z]\w+$/.test(table))
  .flatMap(([, table, columns = '', rank, stored, ...rest]) =>
    columns.split(', ').map(column => ({ column: `${table}.${column}`, rank, stored, rest })),
  );

describe('docs/what-we-hold.md', () => {
  it('has every column of the schema, once', () => {
    expect(rows.map(({ column }) => column).sort()).toEqual(columnsInSchema().sort());
  });

  it('gives each a rank, and says who sees it and when it goes', () => {
    const ranks = new Set(['secret', 'supporters’', 'choices', 'staff’s', 'open']);
    for (const { column, rank = '', rest } of rows) {
      expect(ranks.has(rank), `${column}: ${rank}`).toBe(true);
      expect(rest.slice(0, 2).every(Boolean), column).toBe(true);
    }
  });

  it('says of the same columns that they are sealed as the code does', () => {
    const { models } = sealingOf(openSecrets('an invented secret of more than 32 characters', undefined));
    const sealed = Object.entries(models).flatMap(([table, { text, json = [] }]) =>
      [...text, ...json].map(column => `${table}.${column}`),
    );
    const told = rows.filter(({ stored }) => stored === 'sealed').map(({ column }) => column);
    expect(told.sort()).toEqual([...sealed, 'StaffAccount.totpSecret'].sort());
  });
});
