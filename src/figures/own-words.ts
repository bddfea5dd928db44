import type { Database } from '../db/database.ts';
import { Prisma } from '../db/generated/client.ts';
import { type Filter, hoursIn } from './filter.ts';

/** From how many percent on a letter counts as one with its writer's own words. */
export const OWN = 25;

/** How much of the signups is their writers' own, of those of which that is known. */
type OwnWordsFigures = {
  known: number;
  /** Percent: half of the letters have at least so much; null where nothing is known. */
  median: number | null;
  /** Letters of which at least OWN percent are their writer's own. */
  own: number;
};

/** Read from sums that triggers keep by the hour (prisma/schema.prisma), and so as quick for a million letters. */
export async function ownWordsOf({ read }: Pick<Database, 'read'>, filter: Filter): Promise<OwnWordsFigures> {
  // Of all days there is one sum ready.
  const ready = filter.from || filter.to ? Prisma.sql`f.hour > ''` : Prisma.sql`f.hour = ''`;
  const rows = await read.$queryRaw<{ share: number; signups: bigint }[]>`
    SELECT f.share, SUM(f.signups) AS signups FROM "OwnWordsFigure" f
    WHERE ${hoursIn(filter)} AND ${ready} GROUP BY f.share ORDER BY f.share`;
  const counts = rows.map(({ share, signups }) => ({ share, signups: Number(signups) }));
  const known = sumOf(counts);
  let before = 0;
  const middle = counts.find(({ signups }) => {
    before += signups;
    return before * 2 > known;
  });
  return { known, median: middle?.share ?? null, own: sumOf(counts.filter(({ share }) => share >= OWN)) };
}

const sumOf = (counts: { signups: number }[]) => counts.reduce((sum, { signups }) => sum + signups, 0);
