import { setImmediate as nextTurn } from 'node:timers/promises';
import { strToU8, Zip, ZipDeflate } from 'fflate';
import { DAY, inLondon } from '../clock.ts';
import { visible } from '../web/cell-text.ts';
import type { Cell, Column } from './cells.ts';
import {
  contentTypes,
  letters,
  PACKAGE_RELATIONSHIPS,
  SHEET_ENDS,
  STYLE,
  STYLES,
  sheetBegins,
  workbook,
  workbookRelationships,
  xml,
} from './xlsx-parts.ts';

type Pages<Row> = AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>;

type Sheet = { name: string; widths: (number | undefined)[]; rows: () => AsyncGenerator<string> };

/** Characters of a sheet that are packed at a stretch; others have their turn between. */
const STRETCH = 64_000;

/** The day before a spreadsheet's first; it counts days. */
const DAY_ZERO = Date.UTC(1899, 11, 30);

/** A sheet with typed cells: numbers that add up, dates that sort. Its rows are asked for page by page as it is written. */
export function worksheetOf<Row>(name: string, columns: readonly Column<Row>[], pages: Pages<Row>): Sheet {
  return {
    name,
    widths: columns.map(({ width }) => width),
    async *rows() {
      yield rowOf(
        columns.map(column => textCell(column.name, STYLE.heading)),
        1,
      );
      let number = 1;
      for await (const page of pages) {
        for (const row of page) {
          number += 1;
          yield rowOf(
            columns.map(({ of }) => cellOf(of(row))),
            number,
          );
        }
      }
    },
  };
}

/**
 * The workbook in pieces as it is made, so that it is never in memory whole, and nobody waits for it; each sheet's
 * heading stays in sight.
 */
export async function* xlsxOf(sheets: Sheet[]): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    made.push(piece);
  });
  const begin = (path: string) => {
    const file = new ZipDeflate(path);
    zip.add(file);
    return (text: string, isLast = false) => file.push(strToU8(text), isLast);
  };
  const names = sheets.map(({ name }) => name);
  begin('[Content_Types].xml')(contentTypes(names), true);
  begin('_rels/.rels')(PACKAGE_RELATIONSHIPS, true);
  begin('xl/workbook.xml')(workbook(names), true);
  begin('xl/_rels/workbook.xml.rels')(workbookRelationships(names), true);
  begin('xl/styles.xml')(STYLES, true);
  for (const [index, { widths, rows }] of sheets.entries()) {
    const write = begin(`xl/worksheets/sheet${index + 1}.xml`);
    let text = sheetBegins(widths, index === 0);
    for await (const row of rows()) {
      text += row;
      if (text.length < STRETCH) continue;
      write(text);
      text = '';
      yield* made.splice(0);
      await nextTurn();
    }
    write(text + SHEET_ENDS, true);
  }
  zip.end();
  yield* made;
}

type Written = { type?: string; style?: number; inside: string };

function rowOf(cells: (Written | null)[], number: number): string {
  const written = cells.map((cell, at) => {
    if (!cell) return '';
    const type = cell.type ? ` t="${cell.type}"` : '';
    return `<c r="${letters(at)}${number}"${cell.style ? ` s="${cell.style}"` : ''}${type}>${cell.inside}</c>`;
  });
  return `<row r="${number}">${written.join('')}</row>`;
}

function cellOf(cell: Cell): Written | null {
  if (cell === null) return null;
  if (typeof cell === 'number') return { inside: `<v>${cell}</v>` };
  if (cell instanceof Date) return dateCell(asIfUtc(cell), STYLE.moment);
  if (typeof cell === 'object') return dateCell(new Date(cell.day), STYLE.day);
  return textCell(cell);
}

/** A cell of the type text is never run, whatever it begins with. */
const textCell = (text: string, style?: number): Written => ({
  type: 'inlineStr',
  style,
  inside: `<is><t xml:space="preserve">${xml(visible(text))}</t></is>`,
});

const dateCell = (at: Date, style: number): Written => ({
  style,
  inside: `<v>${(at.getTime() - DAY_ZERO) / DAY}</v>`,
});

/** Spreadsheets know no time zones: the cell shows the clock on a wall in London. */
function asIfUtc(at: Date): Date {
  const { day, hour } = inLondon(at);
  return new Date(`${day}T${String(hour).padStart(2, '0')}${at.toISOString().slice(13)}`);
}
