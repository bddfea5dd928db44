import { parseArgs } from 'node:util';
import type { Database } from '../db/database.ts';
import { recount } from './recount.ts';

/** Lines about single sums; the rest is only numbered. */
const MOST_LINES = 50;

/**
 * `npm run -s data -- recount`: counts all letters again, says which figures differ, and puts them right; with
 * `--dry-run` it only says so.
 */
export async function recountCommand({ db }: { db: Database }, args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { 'dry-run': { type: 'boolean', default: false } } });
  const repair = !values['dry-run'];
  const found = await recount(db, { repair });
  if (found.length === 0) {
    console.log('All figures agree with the letters.');
    return;
  }
  console.log(`${found.length} figures differ from the letters${repair ? ', and were put right' : ''}:`);
  for (const { table, campaignId, when, key, kept, counted } of found.slice(0, MOST_LINES)) {
    const which = [table, `campaign ${campaignId}`, when || 'all times', key].filter(Boolean).join(', ');
    console.log(`  ${which}: ${kept} -> ${counted}`);
  }
  if (found.length > MOST_LINES) console.log(`  and ${found.length - MOST_LINES} more`);
}
