import type { Logger } from 'pino';
import { type Clock, DAY, MINUTE } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { keepLooking } from '../runs/keep-looking.ts';
import { claimRun, type RecurringWork, recordRun } from '../runs/recurring-run.ts';
import { MEMBERS_LICENCE } from './data-source-store.ts';
import type { LiveService } from './live-service.ts';
import type { MemberChange } from './member-changes.ts';
import { readMembersApi } from './members-api.ts';
import { refreshMembers } from './refresh-members.ts';

type Parts = { db: Database; clock: Clock; log: Logger; membersApi: LiveService | undefined };

/** Asks whoever waited for an MP and has one: of the whole country none may wait for that, and it may be thousands. */
type AskThoseWhoWaited = (now: Date, stop?: AbortSignal) => Promise<void>;

/** The daily refresh among the work that repeats. */
export const DAILY_REFRESH: RecurringWork = { name: 'members', every: DAY, spread: 30 * MINUTE };

/** How often a process looks whether the refresh is due. */
const LOOK_EVERY = 5 * MINUTE;

/** The Members API as a source, read on that day. */
export const fromMembersApi = (now: Date) => ({
  source: 'UK Parliament’s Members API',
  licence: MEMBERS_LICENCE,
  asOf: now,
});

/** Refreshes the MPs where that is due. @returns what changed, or null: not due, or it failed */
export async function refreshIfDue(parts: Parts, stop?: AbortSignal): Promise<MemberChange[] | null> {
  const { db, clock, log, membersApi } = parts;
  if (!membersApi || !(await claimRun(db, DAILY_REFRESH, clock()))) return null;
  try {
    const entries = await readMembersApi(membersApi, stop);
    const changes = await refreshMembers(db, entries, fromMembersApi(clock()), clock());
    await recordRun(db, DAILY_REFRESH, 'done', clock());
    log.info(
      { changes: changes.map(({ constituencyCode, what }) => ({ constituencyCode, what })) },
      'members',
    );
    return changes;
  } catch (error) {
    await recordRun(db, DAILY_REFRESH, 'failed', clock());
    // The database's own errors may quote what they were given; ours say what to do.
    const { name, message } = error as Error;
    log.warn({ reason: name === 'Error' ? message : name }, 'members could not be refreshed');
    return null;
  }
}

/**
 * Keeps the MPs current from day to day where a live service is named, until stopped. Whoever waited for an MP and has
 * one is asked at each look, whatever refreshed the MPs.
 */
export function startDailyRefresh(parts: Parts & { askThoseWhoWaited: AskThoseWhoWaited }) {
  const stopping = new AbortController();
  const looking = keepLooking(parts.log, DAILY_REFRESH.name, LOOK_EVERY, async () => {
    await refreshIfDue(parts, stopping.signal);
    await parts.askThoseWhoWaited(parts.clock(), stopping.signal);
  });
  return {
    /** Cuts off the requests under way; a refresh that was cut short changes nothing and is due again. */
    async stop(): Promise<void> {
      stopping.abort();
      await looking.stop();
    },
  };
}
