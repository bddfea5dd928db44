import type { Database } from '../db/database.ts';
import type { ConstituencyWhereInput } from '../db/generated/models.ts';
import type { Member } from './member.ts';

/** A constituency with its MP; null where the seat is vacant. */
export type Seat = {
  code: string;
  name: string;
  nameCy: string | null;
  nation: string;
  region: string;
  member: Member | null;
};

const seatColumns = {
  code: true,
  name: true,
  nameCy: true,
  nation: true,
  region: true,
  member: true,
} as const;

/** The constituency with that ONS code and its MP at this moment, or null. */
export function findSeat(db: Database, code: string): Promise<Seat | null> {
  return db.read.constituency.findUnique({
    where: { code },
    select: seatColumns,
  }) as Promise<Seat | null>;
}

/** The first constituency by name of which that is so, or null. */
export function findSeatWhere(db: Database, where: ConstituencyWhereInput): Promise<Seat | null> {
  return db.read.constituency.findFirst({
    where,
    select: seatColumns,
    orderBy: { name: 'asc' },
  }) as Promise<Seat | null>;
}

/** The constituencies with those codes, in that order. */
export async function findSeats(db: Database, codes: readonly string[]): Promise<Seat[]> {
  const seats = await db.read.constituency.findMany({
    where: { code: { in: [...codes] } },
    select: seatColumns,
  });
  const byCode = new Map(seats.map(seat => [seat.code, seat as Seat]));
  return codes.flatMap(code => byCode.get(code) ?? []);
}

/** Constituencies whose English or Welsh name holds every word of `typed`, by name. */
export async function searchSeats(db: Database, typed: string): Promise<Seat[]> {
  const words = folded(typed).split(' ').filter(Boolean);
  if (words.length === 0) return [];
  const all = (await db.read.constituency.findMany({
    select: seatColumns,
    orderBy: { name: 'asc' },
  })) as Seat[];
  return all.filter(({ name, nameCy }) => {
    const searched = folded(`${name} ${nameCy ?? ''}`);
    return words.every(word => searched.includes(word));
  });
}

/** Accents, case, punctuation and "&" or "and" make no difference. */
function folded(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
