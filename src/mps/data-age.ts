import { DAY } from '../clock.ts';

/** Days after which data of a kind should be renewed; what has no entry ages with the boundaries. */
const RENEW_AFTER: Record<string, number> = { members: 30, postcodes: 180 };

/** How old data are that should have been renewed, in whole days; null while they are fresh enough. */
export function overdueDays(data: { name: string; asOf: Date }, now: Date): number | null {
  const limit = RENEW_AFTER[data.name];
  const days = Math.floor((now.getTime() - data.asOf.getTime()) / DAY);
  return limit !== undefined && days > limit ? days : null;
}
