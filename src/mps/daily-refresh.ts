import type { Logger } from 'pino';
import { type Clock, MINUTE } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { MEMBERS_LICENCE } from './data-source-store.ts';
import type { LiveService } from './live-service.ts';
import type { MemberChange } from './member-changes.ts';
import { readMembersApi } from './members-api.ts';
import { claimRun, recordRun } from './recurring-run.ts';
import { type OnSeatFilled, refreshMembers } from './refresh-members.ts';

type Parts = {
  db: Database;
  clock: Clock;
  log: Logger;
  membersApi: LiveService | undefined;
  onSeatFilled: OnSeatFilled;
};

/** The name of the daily refresh among the work that repeats. */
export const MEMBERS_RUN = 'members';

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
  if (!membersApi || !(await claimRun(db, MEMBERS_RUN, clock()))) return null;
  try {
    const entries = await readMembersApi(membersApi, stop);
    const changes = await refreshMembers(parts, entries, fromMembersApi(clock()), clock());
    await recordRun(db, MEMBERS_RUN, 'done', clock());
    log.info(
      { changes: changes.map(({ constituencyCode, what }) => ({ constituencyCode, what })) },
      'members',
    );
    return changes;
  } catch (error) {
    await recordRun(db, MEMBERS_RUN, 'failed', clock());
    // The database's own errors may quote what they were given; ours say what to do.
    const { name, message } = error as Error;
    log.warn({ reason: name === 'Error' ? message : name }, 'members could not be refreshed');
    return null;
  }
}

/** Keeps the MPs current from day to day, until stopped; does nothing where no live service is named. */
export function startDailyRefresh(parts: Parts) {
  const stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const look = () => {
    running = running
      .then(() => refreshIfDue(parts, stopping.signal))
      .catch(error => parts.log.error({ err: { code: (error as { code?: unknown }).code } }, 'members'));
  };
  const timer = parts.membersApi && setInterval(look, LOOK_EVERY);
  if (timer) look();
  return {
    /** Ends after the request under way; a refresh that was cut short changes nothing and is due again. */
    async stop(): Promise<void> {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
