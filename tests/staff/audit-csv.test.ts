import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { AUDIT_KINDS } from '../../src/staff/audit.ts';
import { auditCsvLine } from '../../src/staff/audit-csv.ts';

it.each([
  ['=1+1', "'=1+1"],
  ['+44', "'+44"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\u0000=1+1', "'=1+1"],
  [' =1+1', "'=1+1"],
  ['\t\r\n=1+1', "'=1+1"],
  ['|calc', "'|calc"],
  ['a "quoted", line', 'a "quoted", line'],
  ['ed@campaign.example', 'ed@campaign.example'],
])('an export has %j as %j, which no spreadsheet runs', (target, cell) => {
  const line = auditCsvLine({ at: new Date(0), who: 'a', what: 'b', target, details: null });
  expect(parse(line)).toEqual([['1970-01-01T00:00:00.000Z', 'a', 'b', cell, '']]);
});

it.each(Object.entries(AUDIT_KINDS))(
  '%s is a noun and a verb, and has words for people: %s',
  (kind, words) => {
    expect(kind).toMatch(/^[a-z-]+\.[a-z-]+$/);
    expect(words).toMatch(/^[A-Z]/);
  },
);
