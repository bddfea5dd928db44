import { readSheet } from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { publicCount } from '../../src/figures/cells.ts';
import { csvOf } from '../../src/figures/csv.ts';
import { sheetOf, xlsxOf } from '../../src/figures/xlsx.ts';
import { harmless } from '../../src/web/cell-text.ts';
import { rowsOf } from '../support/spreadsheets.ts';

const COLUMNS = [{ name: 'text', of: (row: string) => row }];

async function csvWith(text: string): Promise<string> {
  let csv = '';
  for await (const piece of csvOf(COLUMNS, [[text]])) csv += piece;
  return csv;
}

describe('cells that a spreadsheet would run', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+44 20', "'+44 20"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['|calc', "'|calc"],
    ['%0A', "'%0A"],
    ['\t=1', "' =1"],
    ['\r=1', "'\n=1"],
    ['\u0000=1', "' =1"],
    ['  =1', "'  =1"],
    ['\ufeff=1', "' =1"],
    ['\u200b=1', "'\u200b=1"],
    ['＝1', "'＝1"],
    ["'=1", "''=1"],
    ['My son = my world', 'My son = my world'],
    ['Zoë', 'Zoë'],
    ['a\tb', 'a b'],
    ['two\r\nlines', 'two\nlines'],
    ['\u202etxt.exe', ' txt.exe'],
    ['', ''],
  ])('%j becomes %j in a CSV', async (typed, safe) => {
    expect(harmless(typed)).toBe(safe);
    expect(rowsOf(await csvWith(typed))).toEqual([{ text: safe }]);
  });

  it('of several lines are quoted, so that no program takes them for several rows', async () => {
    expect(await csvWith('one\n\ntwo')).toBe('text\r\n"one\n\ntwo"\r\n');
  });

  it('are plain text in an Excel file, without a mark', async () => {
    const file = await xlsxOf([sheetOf('Sheet', COLUMNS, ['=1+1', '@SUM(A1)', 'a\u0000b', '😀 "<&>"'])]);
    expect(await readSheet(file)).toEqual([['text'], ['=1+1'], ['@SUM(A1)'], ['a b'], ['😀 "<&>"']]);
  });
});

describe('a count', () => {
  it.each([
    [0, 0],
    [1, 'fewer than 5'],
    [4, 'fewer than 5'],
    [5, 5],
    [600, 600],
  ])('of %i is shown to the public as %s', (count, shown) => expect(publicCount(count)).toBe(shown));
});
