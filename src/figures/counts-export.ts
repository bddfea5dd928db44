import type { Request, Response } from 'express';
import type { Database } from '../db/database.ts';
import { readLine } from '../web/form.ts';
import { Problem } from '../web/problem.ts';
import { sendCsv, sendPieces } from '../web/send-file.ts';
import { readAsked } from './asked.ts';
import { type Column, publicCount } from './cells.ts';
import { COUNTED_BY, type CountRow, isCountedBy, signupCounts } from './count.ts';
import { csvOf } from './csv.ts';
import { worksheetOf, xlsxOf } from './xlsx.ts';

/** The columns of a file of counts (docs/exports.md); what is for the public has no small numbers. */
export function countColumns(forPublic: boolean): Column<CountRow>[] {
  return [
    { name: 'campaign', of: row => row.campaign, width: 20 },
    { name: 'by', of: row => row.by },
    { name: 'code', of: row => (row.by === 'day' ? { day: row.code } : row.code), width: 16 },
    { name: 'name', of: row => row.name, width: 40 },
    ...(forPublic
      ? [{ name: 'signups', of: (row: CountRow) => publicCount(row.signups) }]
      : [
          { name: 'signups', of: (row: CountRow) => row.signups },
          { name: 'by_email', of: (row: CountRow) => row.by_email },
          { name: 'own_means', of: (row: CountRow) => row.own_means },
        ]),
  ];
}

/**
 * Answers with the counts that `by`, `campaign`, `from`, `to` and `public` in the address ask for.
 *
 * @throws Problem 400 where they make no sense, 404 where there is no such campaign
 */
export async function sendCounts(
  db: Database,
  req: Request,
  res: Response,
  format: 'csv' | 'xlsx',
): Promise<void> {
  const by = readLine(req.query.by) || 'constituency';
  const { filter, errors } = await readAsked(db, req.query, 'all');
  if (!isCountedBy(by) || errors.length > 0) throw new Problem(400, 'export-unclear');
  const forPublic = readLine(req.query.public) === 'yes';
  const rows = await signupCounts(db, filter, by);
  const columns = countColumns(forPublic);
  res.attachment(`dear-mp-counts-by-${by}${forPublic ? '-public' : ''}.${format}`);
  if (format === 'xlsx') {
    return sendPieces(res, xlsxOf([worksheetOf(COUNTED_BY[by].slice(0, 31), columns, [rows])]));
  }
  await sendCsv(res, csvOf(columns, [rows]));
}
