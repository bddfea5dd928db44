import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { Database } from '../db/database.ts';
import { COUNTED_BY, type CountedBy, isCountedBy, signupCounts } from './count.ts';
import { countColumns } from './counts-export.ts';
import { csvOf } from './csv.ts';
import { instantsOf, readPeriod } from './period.ts';

/**
 * `npm run -s data -- counts`: signups as CSV on standard output, as the staff area's export has them;
 * without --by: by constituency, MP and day.
 *
 * @throws Error with what to do, in words for the operator
 */
export async function countsCommand({ db }: { db: Database }, args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      by: { type: 'string' },
      campaign: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
    },
  });
  const { period, errors } = readPeriod(values);
  if (errors[0]) throw new Error(errors[0].message);
  const kinds = kindsOf(values.by);
  const filter = { campaignId: await campaignId(db, values.campaign), ...instantsOf(period) };
  async function* pages() {
    for (const kind of kinds) yield signupCounts(db, filter, kind);
  }
  await pipeline(Readable.from(csvOf(countColumns(false), pages())), process.stdout, { end: false });
}

function kindsOf(by: string | undefined): CountedBy[] {
  if (by === undefined) return ['constituency', 'mp', 'day'];
  if (!isCountedBy(by)) throw new Error(`--by takes ${Object.keys(COUNTED_BY).join(', ')}`);
  return [by];
}

async function campaignId(db: Database, slug: string | undefined): Promise<number | null> {
  if (slug === undefined) return null;
  const campaign = await db.read.campaign.findUnique({ where: { slug } });
  if (!campaign) throw new Error(`There is no campaign ${slug}`);
  return campaign.id;
}
