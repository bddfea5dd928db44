import type { Database, Transaction } from '../db/database.ts';
import { type DataSource, recordSource } from './data-source-store.ts';
import type { Member } from './member.ts';
import {
  changesBetween,
  type MemberChange,
  type RegisterEntry,
  type RegisteredSeat,
} from './member-changes.ts';

/**
 * Brings the MPs up to what a register says: all of it in one transaction, with a record of each
 * change, or nothing. What staff corrected lies over it as before.
 *
 * @throws Error where the register does not fit (src/mps/member-changes.ts)
 */
export function refreshMembers(
  db: Database,
  entries: RegisterEntry[],
  source: Pick<DataSource, 'source' | 'licence' | 'asOf'>,
  now: Date,
): Promise<MemberChange[]> {
  return db.write(async tx => {
    const { changes, members } = changesBetween(await registeredSeats(tx), entries);
    const codes = [...members.keys()];
    // All leave before anyone arrives: two MPs may have changed seats.
    await tx.member.deleteMany({ where: { constituencyCode: { in: codes } } });
    await tx.member.createMany({
      data: [...members].flatMap(([constituencyCode, member]) =>
        member ? [{ ...member, constituencyCode }] : [],
      ),
    });
    await tx.memberChange.createMany({
      data: changes.map(({ constituency: _, ...change }) => ({ ...change, at: now, source: source.source })),
    });
    await recordSource(tx, { name: 'members', ...source }, now);
    return changes;
  });
}

/** What refreshMembers would change, and changes nothing. */
export async function previewRefresh(db: Database, entries: RegisterEntry[]): Promise<MemberChange[]> {
  return changesBetween(await registeredSeats(db.read), entries).changes;
}

/** The changes of the last refresh that changed anything, by constituency; empty where none did. */
export async function lastChanges(db: Database): Promise<MemberChange[]> {
  const newest = await db.read.memberChange.findFirst({ orderBy: { at: 'desc' } });
  if (!newest) return [];
  const changes = await db.read.memberChange.findMany({ where: { at: newest.at }, orderBy: { id: 'asc' } });
  const seats = await registeredSeats(db.read);
  const names = new Map(seats.map(({ code, name }) => [code, name]));
  return changes.map(
    change =>
      ({ ...change, constituency: names.get(change.constituencyCode) ?? '' }) as MemberChange & typeof change,
  );
}

async function registeredSeats(client: Transaction): Promise<RegisteredSeat[]> {
  const seats = await client.constituency.findMany({
    select: { code: true, name: true, member: { omit: { constituencyCode: true } } },
    orderBy: { name: 'asc' },
  });
  return seats.map(seat => ({ ...seat, member: seat.member as Member | null }));
}
