import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startStubService } from './stub-service.ts';

type StarterSeat = {
  code: string;
  name: string;
  member: { id: number; fullTitle: string; party: string; email?: string } | null;
};

export type StubMember = {
  id: number;
  fullTitle: string;
  addressAs?: string | null;
  party: string;
  email?: string | null;
};

const STARTER = path.join(import.meta.dirname, '..', '..', 'prisma', 'starter', 'constituencies.json');

/**
 * UK Parliament's Members API on loopback, with the replies that its documentation shows. It begins
 * with the starter data's MPs; a test changes `seats` by constituency code.
 */
export async function startMembersApi() {
  const starter: StarterSeat[] = JSON.parse(readFileSync(STARTER, 'utf8'));
  const seats = new Map<string, { name: string; member: StubMember | null; endDate?: string }>(
    starter.map(({ code, name, member }) => [code, { name, member }]),
  );
  const stub = await startStubService(url => {
    const contact = /^\/api\/Members\/(\d+)\/Contact$/.exec(url.pathname);
    if (contact) {
      const member = [...seats.values()].find(seat => String(seat.member?.id) === contact[1])?.member;
      return member ? { status: 200, body: contactsOf(member) } : { status: 404, body: {} };
    }
    const skip = Number(url.searchParams.get('skip'));
    const take = Math.min(Number(url.searchParams.get('take')), 20);
    const items = [...seats.values()].map((seat, i) => ({ value: seatOf(seat, 3000 + i), links: [] }));
    return {
      status: 200,
      body: { items: items.slice(skip, skip + take), totalResults: items.length, skip, take },
    };
  });
  return { ...stub, seats };
}

function seatOf(seat: { name: string; member: StubMember | null; endDate?: string }, id: number) {
  const { name, member, endDate = null } = seat;
  const represented = member && {
    member: {
      value: {
        id: member.id,
        nameListAs: member.fullTitle,
        nameDisplayAs: member.fullTitle,
        nameFullTitle: `${member.fullTitle} MP`,
        nameAddressAs: member.addressAs ?? null,
        latestParty: { id: 1, name: member.party },
        latestHouseMembership: {
          membershipFrom: name,
          membershipFromId: id,
          house: 1,
          membershipStatus: { statusIsActive: true },
        },
        thumbnailUrl: 'https://members-api.parliament.uk/thumbnail',
      },
    },
  };
  return { id, name, startDate: '2024-05-31T00:00:00', endDate, currentRepresentation: represented };
}

function contactsOf({ email = null }: StubMember) {
  const office = { line1: 'House of Commons', line2: null, postcode: 'SW1A 0AA', phone: null };
  return {
    value: [
      { type: 'Website', typeId: 6, email: null, line1: 'https://mp.example' },
      { type: 'Constituency office', typeId: 4, email: null, phone: '020 7946 0000' },
      { type: 'Parliamentary office', typeId: 1, email, ...office },
    ],
  };
}
