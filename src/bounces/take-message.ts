import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { MailParts } from '../letters/letter-mails.ts';
import { readMailReport } from './mail-report.ts';
import { LARGEST_REPORT, takeReports } from './take-report.ts';

/**
 * Takes one mail that came to the address for bounces.
 *
 * @returns what became of it, in a line for the operator
 * @throws Error where it is too large, or no report and no automatic answer
 */
export async function takeMessage(
  { db, clock, ...parts }: { db: Database; clock: Clock } & MailParts,
  input: Readable,
): Promise<string> {
  const reports = await readMailReport(await readBounded(input));
  const taken = await db.write(tx => takeReports(tx, reports, parts, clock()));
  if (reports.some(({ kind }) => kind === 'unreadable')) {
    throw new Error(
      'This is no delivery report and no automatic answer. It is noted for staff; nothing else was done.',
    );
  }
  const lines = reports.map(({ kind, status }, index) =>
    [kind, status, taken[index]].filter(Boolean).join(' '),
  );
  return lines.join('\n') || 'Nothing to do: the mail arrived.';
}

async function readBounded(input: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    length += chunk.length;
    if (length > LARGEST_REPORT)
      throw new Error('The message has more than 1 MB: a delivery report is smaller.');
    chunks.push(chunk);
  }
  if (length === 0) throw new Error('There is no message on standard input.');
  return Buffer.concat(chunks);
}
