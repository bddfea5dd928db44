import type { Database } from '../db/database.ts';
import { publicCount } from './cells.ts';

/** How many letters from a constituency were confirmed, as the public may see it: text where they are too few. */
export async function countNeighbours(
  { read }: Pick<Database, 'read'>,
  campaignId: number,
  constituencyCode: string,
): Promise<number | string> {
  return publicCount(
    await read.letter.count({ where: { campaignId, constituencyCode, confirmedAt: { not: null } } }),
  );
}
