import type { Database } from '../db/database.ts';
import { COMMAND_LINE, NOBODY } from './audit.ts';

/** What the log is narrowed to; an empty one narrows nothing. */
export type AuditFilter = { who: string; what: string };

/** Entries on one page. */
const PAGE = 50;

/** Entries read at once for an export. */
const BATCH = 1_000;

const whereOf = ({ who, what }: AuditFilter) => ({ ...(who ? { who } : {}), ...(what ? { what } : {}) });

/**
 * One page of the log, the newest first.
 *
 * @param before an entry's id: only older ones; undefined: from the newest
 * @returns `older`: the id to ask for the next page with, or null
 */
export async function readAudit(db: Pick<Database, 'read'>, filter: AuditFilter, before: number | undefined) {
  const found = await db.read.auditEntry.findMany({
    where: { ...whereOf(filter), ...(before ? { id: { lt: before } } : {}) },
    orderBy: { id: 'desc' },
    take: PAGE + 1,
  });
  const entries = found.slice(0, PAGE);
  return { entries, older: found.length > PAGE ? (entries.at(-1)?.id ?? null) : null };
}

/** The whole log as narrowed, the oldest first, a batch at a time. */
export async function* allAudit(db: Pick<Database, 'read'>, filter: AuditFilter) {
  for (let after = 0; ; ) {
    const batch = await db.read.auditEntry.findMany({
      where: { ...whereOf(filter), id: { gt: after } },
      orderBy: { id: 'asc' },
      take: BATCH,
    });
    yield batch;
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) return;
    after = last.id;
  }
}

/** Somebody who stands in the log, with an account or without. */
export type AuditPerson = {
  who: string;
  /** What stands for them in a page's address: never their own. */
  reference: string;
};

/** Those whose name in the log is no address. */
const NAMELESS = [COMMAND_LINE, NOBODY];

/** Everybody who stands in the log. A person goes by the number of their first entry, which stays for good. */
export async function auditPeople(db: Pick<Database, 'read'>): Promise<AuditPerson[]> {
  const rows = await db.read.auditEntry.groupBy({
    by: ['who'],
    _min: { id: true },
    orderBy: { who: 'asc' },
  });
  return rows.map(({ who, _min }) => ({ who, reference: NAMELESS.includes(who) ? who : String(_min.id) }));
}
