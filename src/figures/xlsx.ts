import type { SheetData } from 'write-excel-file/node';
import { inLondon } from '../clock.ts';
import { visible } from '../web/cell-text.ts';
import type { Cell, Column } from './cells.ts';

type Sheet = { name: string; data: SheetData; widths: (number | undefined)[] };

/** A sheet with typed cells: numbers that add up, dates that sort. */
export function sheetOf<Row>(name: string, columns: readonly Column<Row>[], rows: readonly Row[]): Sheet {
  return {
    name,
    data: [
      columns.map(column => ({ value: column.name, fontWeight: 'bold' as const })),
      ...rows.map(row => columns.map(({ of }) => xlsxCell(of(row)))),
    ],
    widths: columns.map(({ width }) => width),
  };
}

/** The workbook as bytes; each sheet's heading stays in sight. */
export async function xlsxOf(sheets: Sheet[]): Promise<Buffer> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  return writeXlsxFile(
    sheets.map(({ name, data, widths }) => ({
      data,
      sheet: name,
      columns: widths.map(width => ({ width: width ?? 14 })),
      stickyRowsCount: 1,
    })),
  ).toBuffer();
}

function xlsxCell(cell: Cell): SheetData[number][number] {
  if (cell === null) return null;
  if (typeof cell === 'number') return { value: cell, type: Number };
  if (cell instanceof Date) return { value: asIfUtc(cell), type: Date, format: 'dd/mm/yyyy hh:mm' };
  if (typeof cell === 'object') return { value: new Date(cell.day), type: Date, format: 'dd/mm/yyyy' };
  // A cell of the type text is never run, whatever it begins with.
  return { value: visible(cell), type: String };
}

/** Spreadsheets know no time zones: the cell shows the clock on a wall in London. */
function asIfUtc(at: Date): Date {
  const { day, hour } = inLondon(at);
  return new Date(`${day}T${String(hour).padStart(2, '0')}${at.toISOString().slice(13)}`);
}
