import type { Database, Transaction } from '../../db/database.ts';
import { corrected } from '../../mps/correction.ts';
import { correctionsOf } from '../../mps/correction-store.ts';
import type { Member } from '../../mps/member.ts';
import type { ChangeKind } from '../../mps/member-changes.ts';
import { allSeats, type Seat } from '../../mps/mp-store.ts';

type Read = { read: Transaction };

/** So many letters that would not go through make an address doubtful. */
const DOUBTFUL = 2;

/** Addresses in use that mail servers would not take, the most letters first. */
export async function doubtfulAddresses(db: Database) {
  const failures = await db.read.letter.groupBy({
    by: ['mpEmail', 'mpMemberId'],
    where: { state: { in: ['failed', 'bounced'] }, mpEmail: { not: null } },
    _count: true,
    having: { mpEmail: { _count: { gte: DOUBTFUL } } },
  });
  const seats = new Map((await allSeats(db)).map(seat => [seat.member?.id, seat]));
  return failures
    .flatMap(({ mpEmail, mpMemberId, _count }) => {
      const seat = seats.get(mpMemberId ?? undefined);
      // Once the address is corrected there is nothing to see to.
      return seat?.member && seat.member.email === mpEmail
        ? [{ ...seat, email: mpEmail, failed: _count }]
        : [];
    })
    .sort((a, b) => b.failed - a.failed);
}

/** Corrections in force, by constituency; those of people who hold no seat any more wait unseen. */
export async function correctedSeats(db: Database): Promise<Seat[]> {
  const corrections = await db.read.memberCorrection.findMany({ select: { memberId: true } });
  const ids = new Set(corrections.map(({ memberId }) => memberId));
  return (await allSeats(db)).filter(({ member }) => member && ids.has(member.id));
}

/** A seat with its MP as registered and as corrected, and how both came to be; null: no such seat. */
export async function findMpCase({ read }: Read, code: string) {
  const seat = await read.constituency.findUnique({
    where: { code },
    include: { member: { omit: { constituencyCode: true } } },
  });
  if (!seat) return null;
  const registered = seat.member as Member | null;
  const correction = registered
    ? await read.memberCorrection.findUnique({ where: { memberId: registered.id } })
    : null;
  const corrections = await correctionsOf(read, registered ? [registered.id] : []);
  const changes = await read.memberChange.findMany({
    where: { constituencyCode: code },
    orderBy: { id: 'desc' },
    take: 20,
  });
  return {
    seat,
    registered,
    current: registered && corrected(registered, corrections.get(registered.id)),
    correction,
    changes: changes.map(change => ({ ...change, what: change.what as ChangeKind })),
    entries: await read.auditEntry.findMany({
      where: { target: code, what: { startsWith: 'mp.' } },
      orderBy: { id: 'desc' },
      take: 20,
    }),
  };
}
