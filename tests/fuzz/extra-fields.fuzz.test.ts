import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browserOf, type Sendable } from '../support/crawl.ts';
import { formsIn } from '../support/forms.ts';
import { named } from '../support/routes.ts';
import { encoded } from './hostile.ts';
import { type FuzzSite, openFuzzSite } from './site.ts';

let site: FuzzSite;
beforeAll(async () => {
  site = await openFuzzSite(path.join(import.meta.dirname, '..', '..'));
});
afterAll(() => site.close());

/** What an attacker would like to be, before all other names. */
const WISHED: Record<string, string> = { role: 'admin', stage: 'open', state: 'accepted' };

/** A parser takes so many fields; the longest form of the site leaves room for a hundred more. */
const MOST_FIELDS = 190;

/** What is typed into fields that are empty on the page. */
const TYPED: Record<string, string> = {
  postcode: 'BS37 5AA',
  email: 'extra@supporter.example',
  homepage: '',
  role: 'viewer',
};

const kindOf = ({ route, person, fields }: Sendable) => `${named(route)} ${person.name} ${fields.at(-1)}`;

/** What takes away what others need comes after them. */
const LAST = [
  /./,
  /(?:\/draft|erase|close|\/end|set-up-link|remove-second-factor|\/role)$/,
  /end-others$/,
  /sign-out$/,
];
const rankOf = ({ action }: Sendable) => LAST.findLastIndex(pattern => pattern.test(action));

/** One form for each route, person and button. */
function eachForm(): Sendable[] {
  const all = site.ground.forms.filter(({ method }) => method === 'POST');
  const first = [...new Map(all.map(form => [kindOf(form), form])).values()];
  return first.sort((a, b) => rankOf(a) - rankOf(b));
}

/** The form as its page has it now, with something in each field that was empty; and the names of all that it has by now. */
async function fresh(form: Sendable): Promise<{ own: [string, string][]; names: string[] }> {
  const { text } = await site.ask({ method: 'GET', url: form.at, headers: browserOf(form.person) });
  const there = formsIn(text, form.at).filter(({ action }) => action === form.action);
  const now = there.find(({ fields }) => String(fields.at(-1)) === String(form.fields.at(-1)));
  return {
    own: (now ?? form).fields.map(([name, value]) => [name, value || (TYPED[name] ?? 'Words')]),
    names: [form, ...there].flatMap(({ names }) => names),
  };
}

/** What is drawn by chance differs each time, and of what is sealed all but the length: all else is the same. */
const withoutChance = (rows: string) =>
  rows
    .replace(/sealed:[\w.-]+/g, sealed => `sealed ${sealed.length}`)
    .replace(/[\w-]{20,}(?:[.:$][\w+/=-]+)*/g, '…')
    .replace(/"[A-HJ-NP-Z\d]{4}-?[A-HJ-NP-Z\d]{4}"/g, '…');

/** The cells of a table that differ are told, and not its thousands of others. */
const cellsOf = (table: string): string[] => table.split(/(?<=[,[])(?=["[\d-]|null)/);

async function sendAll(more: (names: string[]) => [string, string][]) {
  await site.restore();
  const statuses: string[] = [];
  for (const form of eachForm()) {
    const { own, names } = await fresh(form);
    const fields = [...own, ...more(names).slice(0, MOST_FIELDS - own.length)];
    const body = fields.map(pair => pair.map(encoded).join('=')).join('&');
    const headers = { ...browserOf(form.person), 'Content-Type': 'application/x-www-form-urlencoded' };
    const { status } = await site.ask({ method: 'POST', url: form.action, headers, body });
    statuses.push(`${kindOf(form)} ${status}`);
  }
  return { statuses, rows: withoutChance(site.contents()).split('\n') };
}

it('fields that a form does not have, named as the database names its own, change nothing', async () => {
  const columns = site.columns();
  expect(columns.length).toBeGreaterThan(100);
  await site.restore();
  const untouched = withoutChance(site.contents()).split('\n');

  const plain = await sendAll(() => []);
  const taken = new Set(
    plain.statuses.filter(status => / (?:200|303)$/.test(status)).map(status => status.split(' a ')[0]),
  );
  expect(taken.size).toBeGreaterThan(30);
  const changed = plain.rows.filter((table, index) => table !== untouched[index]);
  expect(changed.length, 'tables that the forms themselves change').toBeGreaterThan(12);

  const names = [...Object.keys(WISHED), ...columns.filter(name => !(name in WISHED))];
  const more = await sendAll(known =>
    names.filter(name => !known.includes(name)).map(name => [name, WISHED[name] ?? '1']),
  );
  expect(more.statuses).toEqual(plain.statuses);
  for (const [index, table] of more.rows.entries()) {
    const [name = ''] = table.split(' ', 1);
    const cells = cellsOf(plain.rows[index] ?? '');
    expect(
      cellsOf(table).filter((cell, at) => cell !== cells[at]),
      name,
    ).toEqual([]);
  }
});
