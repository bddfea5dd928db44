import { expect } from 'vitest';
import type { RegisterEntry } from '../../src/mps/member-changes.ts';
import { refreshMembers } from '../../src/mps/refresh-members.ts';
import type { World } from './world.ts';

export type Holder = RegisterEntry['member'];

/** Thornbury and Yate, where BS37 5AA lies. */
const CODE = 'E14001545';

export const NOVA = {
  id: 99_001,
  fullTitle: 'Dr Nova Invented',
  addressAs: 'Dr Invented',
  party: 'Green Party',
  email: 'nova@mp.example',
};

/** A refresh of the register finds that the seat is theirs; null: it is vacant. */
export async function seatGoesTo({ deps }: World, holder: Holder, code = CODE): Promise<void> {
  const seats = await deps.db.read.constituency.findMany({ include: { member: true } });
  const entries = seats.map(seat => ({
    constituency: { code: seat.code },
    member: seat.code === code ? holder : seat.member,
  }));
  const now = deps.clock();
  const changes = await refreshMembers(
    deps.db,
    entries,
    { source: 'A test', licence: 'None', asOf: now },
    now,
  );
  expect(changes).toHaveLength(1);
  await deps.askThoseWhoWaited(now);
}
