import type { Database, Transaction } from '../db/database.ts';
import type { ConstituencyWhereInput } from '../db/generated/models.ts';
import { namesOf, searchFor } from './constituency-name.ts';
import { corrected } from './correction.ts';
import { correctionsOf } from './correction-store.ts';
import type { Member } from './member.ts';

/** A constituency with its MP, as corrected by staff; null where the seat is vacant. */
export type Seat = {
  code: string;
  name: string;
  nameCy: string | null;
  nation: string;
  region: string;
  member: Member | null;
};

/** A seat that is not vacant. */
export type FilledSeat = Seat & { member: Member };

const ownColumns = { code: true, name: true, nameCy: true, nation: true, region: true } as const;

/** The constituency with that ONS code and its MP at this moment, or null. */
export function findSeat(db: Database, code: string): Promise<Seat | null> {
  return readSeat(db.read, code);
}

/** The same inside a transaction. */
export async function readSeat(client: Transaction, code: string): Promise<Seat | null> {
  const seat = await client.constituency.findUnique({ where: { code }, select: ownColumns });
  if (!seat) return null;
  const member = await client.member.findUnique({ where: { constituencyCode: code } });
  const [read] = await withCorrections(client, [{ ...seat, member: member as Member | null }]);
  return read ?? null;
}

/** The codes of seats without an MP. */
export async function vacantSeats(client: Transaction): Promise<string[]> {
  const seats = await client.constituency.findMany({
    where: { member: { is: null } },
    select: { code: true },
  });
  return seats.map(({ code }) => code);
}

/** The first constituency by name of which that is so, or null. */
export async function findSeatWhere(db: Database, where: ConstituencyWhereInput): Promise<Seat | null> {
  const seat = await db.read.constituency.findFirst({
    where,
    select: { ...ownColumns, member: true },
    orderBy: { name: 'asc' },
  });
  const [read] = await withCorrections(db.read, seat ? [seat as Seat] : []);
  return read ?? null;
}

/** The constituencies with those codes, in that order, as they were a moment ago. */
export async function findSeats(db: Database, codes: readonly string[]): Promise<Seat[]> {
  const seats = await db.remember(SEAT_TABLES, 'seats', async () => {
    const all = await allSeats(db);
    return new Map(all.map(seat => [seat.code, seat]));
  });
  return codes.flatMap(code => seats.get(code) ?? []);
}

const SEAT_TABLES = ['constituency', 'member', 'memberCorrection'] as const;

/** Seats by name of constituency (English or Welsh) or MP; every word of `typed` must stand in one of them. */
export async function searchSeats(db: Database, typed: string): Promise<Seat[]> {
  const holds = searchFor(typed);
  const named = (seat: Seat) => `${namesOf(seat)} ${seat.member?.fullTitle ?? ''}`;
  return holds ? (await allSeats(db)).filter(seat => holds(named(seat))) : [];
}

/** Every seat, by name. */
export async function allSeats(db: Database): Promise<Seat[]> {
  const seats = await db.read.constituency.findMany({ select: ownColumns, orderBy: { name: 'asc' } });
  const members = (await db.read.member.findMany()) as (Member & { constituencyCode: string | null })[];
  const holders = new Map(members.map(member => [member.constituencyCode, member]));
  return withCorrections(
    db.read,
    seats.map(seat => ({ ...seat, member: holders.get(seat.code) ?? null })),
  );
}

async function withCorrections(client: Transaction, seats: Seat[]): Promise<Seat[]> {
  const corrections = await correctionsOf(
    client,
    seats.flatMap(({ member }) => member?.id ?? []),
  );
  return seats.map(seat => ({
    ...seat,
    member: seat.member && corrected(seat.member, corrections.get(seat.member.id)),
  }));
}
