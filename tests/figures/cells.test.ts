import { strFromU8, unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { publicCount } from '../../src/figures/cells.ts';
import { csvOf } from '../../src/figures/csv.ts';
import { worksheetOf, xlsxOf } from '../../src/figures/xlsx.ts';
import { harmless } from '../../src/web/cell-text.ts';
import { rowsOf } from '../support/spreadsheets.ts';

const COLUMNS = [{ name: 'text', of: (row: string) => row }];

async function csvWith(text: string): Promise<string> {
  let csv = '';
  for await (const piece of csvOf(COLUMNS, [[text]])) csv += piece;
  return csv;
}

async function xlsxWith(pages: string[][]): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of xlsxOf([worksheetOf('Sheet', COLUMNS, pages)])) pieces.push(piece);
  return Buffer.concat(pieces);
}

const sheetIn = (file: Buffer) =>
  strFromU8(unzipSync(new Uint8Array(file))['xl/worksheets/sheet1.xml'] ?? new Uint8Array());

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
    const texts = ['=1+1', '@SUM(A1)', 'a\u0000b', '😀 "<&>"', 'one\n\n two'];
    const file = await xlsxWith([texts]);
    expect(await readSheet(file)).toEqual([['text'], ...texts.map(text => [text.replace('\u0000', ' ')])]);
    const sheet = sheetIn(await xlsxWith([['_x0041_']]));
    expect(sheet, 'what Excel would read as a letter').toContain('>_x005F_x0041_<');
  });
});

describe('an Excel file', () => {
  it('has more columns than there are letters, and times by the clock on a wall in London', async () => {
    const columns = Array.from({ length: 28 }, (_, at) => ({ name: `column ${at}`, of: (row: Date) => row }));
    const pieces: Uint8Array[] = [];
    const pages = [[new Date('2026-07-01T10:30:00Z')]];
    for await (const piece of xlsxOf([worksheetOf('Sheet', columns, pages)])) pieces.push(piece);
    const [heading, row] = await readSheet(Buffer.concat(pieces));
    expect(heading?.at(-1)).toBe('column 27');
    expect(row).toHaveLength(28);
    // Days and parts of them: a reader may be a millisecond off.
    const seconds = Math.round(Number(row?.at(-1)) / 1_000);
    expect(new Date(seconds * 1_000)).toEqual(new Date('2026-07-01T11:30:00Z'));
  });

  it('leaves in pieces while it is made, and others have their turn between', async () => {
    let made = 0;
    let heard = 0;
    function* pages() {
      for (; made < 40; made += 1) yield Array.from({ length: 10 }, () => 'She was well. '.repeat(700));
    }
    const others = () => {
      heard += 1;
      if (made < 40) setImmediate(others);
    };
    setImmediate(others);
    const begun: number[] = [];
    for await (const _piece of xlsxOf([worksheetOf('Sheet', COLUMNS, pages())])) begun.push(made);
    expect(begun.filter(count => count < 20).length).toBeGreaterThan(1);
    expect(heard).toBeGreaterThan(20);
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
