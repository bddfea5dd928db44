import type { Database } from '../db/database.ts';
import { Prisma } from '../db/generated/client.ts';
import { WAYS_OUT, type WayOut } from '../letters/ways-out.ts';
import type { Filter } from './filter.ts';

/**
 * Letters that their writers took out to send themselves and did not confirm: nobody knows whether they were
 * sent, so that they count as letters nowhere else. One that was taken in two ways is in two rows.
 */
export async function takenOut(
  { read }: Pick<Database, 'read'>,
  { campaignId, from, to }: Filter,
): Promise<{ letters: number; ways: { way: WayOut; title: string; count: number }[] }> {
  const conditions = Prisma.join(
    [
      Prisma.sql`l."confirmedAt" IS NULL`,
      ...(campaignId === null ? [] : [Prisma.sql`l."campaignId" = ${campaignId}`]),
      ...(from ? [Prisma.sql`t.at >= ${from}`] : []),
      ...(to ? [Prisma.sql`t.at < ${to}`] : []),
    ],
    ' AND ',
  );
  // CROSS JOIN: SQLite would else go through all letters that were never confirmed, and not through the few taken.
  const taken = Prisma.sql`"Taking" t CROSS JOIN "Letter" l WHERE l.id = t."letterId" AND ${conditions}`;
  const rows = await read.$queryRaw<{ way: string; n: bigint }[]>`
    SELECT t.way, COUNT(*) AS n FROM ${taken} GROUP BY t.way`;
  const [all] = await read.$queryRaw<{ n: bigint }[]>`SELECT COUNT(DISTINCT t."letterId") AS n FROM ${taken}`;
  const counts = new Map(rows.map(({ way, n }) => [way, Number(n)]));
  return {
    letters: Number(all?.n ?? 0),
    ways: (Object.keys(WAYS_OUT) as WayOut[]).map(way => ({
      way,
      title: WAYS_OUT[way],
      count: counts.get(way) ?? 0,
    })),
  };
}
