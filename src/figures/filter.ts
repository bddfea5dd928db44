import { Prisma } from '../db/generated/client.ts';

/** Which letters count: those of one campaign or of all, from an instant up to, not including, another. */
export type Filter = { campaignId: number | null; from: Date | null; to: Date | null };

/** Signups, which are confirmed letters. Follows the order of the index, so that it is all that is read. */
export function signupsIn({ campaignId, from, to }: Filter): Prisma.Sql {
  return Prisma.join(
    [
      ...(campaignId === null ? [] : [Prisma.sql`l."campaignId" = ${campaignId}`]),
      from ? Prisma.sql`l."confirmedAt" >= ${from}` : Prisma.sql`l."confirmedAt" IS NOT NULL`,
      ...(to ? [Prisma.sql`l."confirmedAt" < ${to}`] : []),
    ],
    ' AND ',
  );
}

/** Letters begun, whatever became of them. */
export function begunIn({ campaignId, from, to }: Filter): Prisma.Sql {
  return Prisma.join(
    [
      campaignId === null ? Prisma.sql`TRUE` : Prisma.sql`l."campaignId" = ${campaignId}`,
      ...(from ? [Prisma.sql`l."createdAt" >= ${from}`] : []),
      ...(to ? [Prisma.sql`l."createdAt" < ${to}`] : []),
    ],
    ' AND ',
  );
}
