import { londonDay } from '../clock.ts';
import { Prisma } from '../db/generated/client.ts';
import { utcHourOf } from './london-time.ts';

/**
 * Which letters count: those of one campaign or of all, from an instant up to, not including, another. Both
 * are midnights in London, for counts are kept by its days.
 */
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

/** The sums kept by London's day; of all days there is one ready. */
export function daysIn(filter: Filter): Prisma.Sql {
  const ofAllDays = Prisma.sql`f.day = ''`;
  return filter.from || filter.to ? eachDayIn(filter) : Prisma.join([ofCampaign(filter), ofAllDays], ' AND ');
}

/** The same, and of all days each by itself. */
export function eachDayIn({ campaignId, from, to }: Filter): Prisma.Sql {
  return Prisma.join(
    [
      ofCampaign({ campaignId }),
      from ? Prisma.sql`f.day >= ${londonDay(from)}` : Prisma.sql`f.day > ''`,
      ...(to ? [Prisma.sql`f.day < ${londonDay(to)}`] : []),
    ],
    ' AND ',
  );
}

/** The sums kept by the hour. */
export function hoursIn({ campaignId, from, to }: Filter): Prisma.Sql {
  return Prisma.join(
    [
      ofCampaign({ campaignId }),
      ...(from ? [Prisma.sql`f.hour >= ${utcHourOf(from)}`] : []),
      ...(to ? [Prisma.sql`f.hour < ${utcHourOf(to)}`] : []),
    ],
    ' AND ',
  );
}

const ofCampaign = ({ campaignId }: Pick<Filter, 'campaignId'>) =>
  campaignId === null ? Prisma.sql`TRUE` : Prisma.sql`f."campaignId" = ${campaignId}`;
