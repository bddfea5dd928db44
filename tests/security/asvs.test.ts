import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..', '..');
const TEXT = readFileSync(path.join(ROOT, 'docs', 'asvs.md'), 'utf8');

/** How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has, by its own list. */
const IN_CHAPTER = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7];

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

  it('has as many of each chapter as the standard', () => {
    const counts = IN_CHAPTER.map((_, at) => numbers.filter(each => each.startsWith(`${at + 1}.`)).length);
    expect(counts).toEqual(IN_CHAPTER);
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

  it('names a file for whatever is met', () => {
    expect(ROWS.filter(({ state, where }) => state === 'met' && !where.includes('`'))).toEqual([]);
  });
});
