import { parse } from 'csv-parse/sync';
import type { StaffVisitor } from './staff.ts';

export type Row = Record<string, string>;

/** A CSV as another program reads it: a record a row, by the names in its heading. */
export const rowsOf = (csv: string): Row[] => parse(csv, { columns: true, bom: true });

/** The bytes of a file that is fetched, such as an Excel file. */
export async function bytesOf(request: ReturnType<StaffVisitor['get']>): Promise<Buffer> {
  return (await request.responseType('blob').expect(200)).body;
}
