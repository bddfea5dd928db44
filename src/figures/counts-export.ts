import { type Column, publicCount } from './cells.ts';
import type { CountRow } from './count.ts';

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
