import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..', '..');
const TEXT = readFileSync(path.join(ROOT, 'docs', 'asvs.md'), 'utf8');

/** The last requirement of levels 1 and 2 in each section of ASVS 5.0.0, by its own list; all before it are too. */
const LAST_OF_SECTION: Record<string, number> = {
  ...{ '1.1': 2, '1.2': 9, '1.3': 11, '1.4': 3, '1.5': 2 },
  ...{ '2.1': 3, '2.2': 3, '2.3': 4, '2.4': 1 },
  ...{ '3.2': 2, '3.3': 4, '3.4': 6, '3.5': 5, '3.7': 2 },
  ...{ '4.1': 3, '4.2': 1, '4.3': 2, '4.4': 4 },
  ...{ '5.1': 1, '5.2': 3, '5.3': 2, '5.4': 3 },
  ...{ '6.1': 3, '6.2': 12, '6.3': 4, '6.4': 4, '6.5': 5, '6.6': 3, '6.8': 4 },
  ...{ '7.1': 3, '7.2': 4, '7.3': 2, '7.4': 5, '7.5': 2, '7.6': 2 },
  ...{ '8.1': 2, '8.2': 3, '8.3': 1, '8.4': 1 },
  ...{ '9.1': 3, '9.2': 4 },
  ...{ '10.1': 2, '10.2': 2, '10.3': 4, '10.4': 11, '10.5': 5, '10.6': 2, '10.7': 3 },
  ...{ '11.1': 2, '11.2': 3, '11.3': 3, '11.4': 4, '11.5': 1, '11.6': 1 },
  ...{ '12.1': 3, '12.2': 2, '12.3': 4 },
  ...{ '13.1': 1, '13.2': 5, '13.3': 2, '13.4': 5 },
  ...{ '14.1': 2, '14.2': 4, '14.3': 3 },
  ...{ '15.1': 3, '15.2': 3, '15.3': 7 },
  ...{ '16.1': 1, '16.2': 5, '16.3': 4, '16.4': 3, '16.5': 3 },
  ...{ '17.1': 1, '17.2': 4, '17.3': 2 },
};

/** Met by what is written down, or by what is not there, or by what no test can reach: no test shows these. */
const UNTESTED = [
  ...[
    '2.1.3',
    '3.7.1',
    '4.1.2',
    '5.1.1',
    '6.1.1',
    '6.1.2',
    '6.1.3',
    '6.2.10',
    '6.4.2',
    '6.5.3',
    '7.1.1',
    '7.1.2',
  ],
  ...['8.1.1', '9.1.2', '11.1.1', '11.1.2', '11.2.1', '12.1.2', '13.1.1', '15.1.1', '15.1.3', '16.1.1'],
];

const STATES = ['met', 'partly', 'not met', 'operator', 'no'];

/** The rows, each as its cells. */
const ROWS = [...TEXT.matchAll(/^\| (\d[^|]*) \| ([^|]*) \| ([^|]*) \| (.*) \|$/gm)].map(
  ([, numbers = '', , state = '', where = '']) => ({ numbers: numbersIn(numbers), state, where }),
);

/** "1.2.6 – 1.2.8" and "4.3.1, 4.3.2", spelt out. */
function numbersIn(cell: string): string[] {
  const [from, to] = cell.split(' – ');
  if (from === undefined || to === undefined) return cell.split(', ');
  const section = from.slice(0, from.lastIndexOf('.'));
  const [first, last] = [from, to].map(number => Number(number.slice(section.length + 1)));
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: last - first + 1 }, (_, at) => `${section}.${first + at}`);
}

describe('the list of OWASP’s requirements', () => {
  const numbers = ROWS.flatMap(row => row.numbers);

  it('has each number once', () => {
    expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
    expect(numbers.filter(number => !/^\d+\.\d+\.\d+$/.test(number))).toEqual([]);
  });

  it('has each number of the standard', () => {
    const all = Object.entries(LAST_OF_SECTION).flatMap(([section, last]) =>
      numbersIn(`${section}.1 – ${section}.${last}`),
    );
    expect(all).toHaveLength(253);
    expect([...numbers].sort()).toEqual(all.sort());
  });

  it('says of each row how it stands, in one of five ways', () => {
    expect(ROWS.filter(({ state }) => !STATES.includes(state))).toEqual([]);
  });

  it('says first, by its number, whatever is missing', () => {
    const missing = /^## What is missing$(.*?)^## /ms.exec(TEXT)?.[1] ?? '';
    const told = [...missing.matchAll(/\d+\.\d+\.\d+/g)].map(([number]) => number);
    const rows = ROWS.filter(({ state }) => state === 'partly' || state === 'not met');
    expect(told.sort()).toEqual(rows.flatMap(row => row.numbers).sort());
  });

  it('names only files that there are', () => {
    const named = [...TEXT.matchAll(/`([^`\n]*)`/g)].map(([, name = '']) => name);
    const files = named.filter(name => /^[\w./-]+$/.test(name) && /[./]|^Dockerfile$|^public$/.test(name));
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter(file => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });

  it('names a file for whatever is met, and a test, or is named here as what no test shows', () => {
    const met = ROWS.filter(({ state }) => state === 'met');
    expect(met.filter(({ where }) => !where.includes('`'))).toEqual([]);
    const untested = met.filter(({ where }) => !where.includes('`tests/'));
    expect(untested.flatMap(row => row.numbers)).toEqual(UNTESTED);
  });
});
