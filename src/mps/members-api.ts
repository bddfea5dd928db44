import { z } from 'zod';
import type { Limits, LiveService } from './live-service.ts';
import type { RegisterEntry } from './member-changes.ts';

/** Nobody waits for a refresh; what counts is that it gets through without pressing the service. */
export const MEMBERS_LIMITS: Limits = {
  total: 60_000,
  perTry: 10_000,
  tries: 4,
  pause: 500,
  maxBytes: 2 * 1024 * 1024,
  retried: ['unreachable', 'too-slow', 'server-error', 'too-many'],
};

/** Seats asked for at once; the service gives no more than 20. */
const PAGE = 20;

/** Pages of a reply that never ends. */
const MOST_PAGES = 200;

/** Contacts asked for at the same time. */
const AT_ONCE = 4;

// https://members-api.parliament.uk/index.html
const member = z.object({
  id: z.number().int().positive(),
  nameFullTitle: z.string().trim().min(1),
  nameAddressAs: z.string().nullable().optional(),
  latestParty: z.object({ name: z.string().trim().min(1) }),
  latestHouseMembership: z.object({ house: z.literal(1) }),
});
const seat = z.object({
  name: z.string().trim().min(1),
  endDate: z.string().nullable().optional(),
  currentRepresentation: z.object({ member: z.object({ value: member }) }).nullable(),
});
const seatsPage = z.object({
  items: z.array(z.object({ value: seat })),
  totalResults: z.number().int().min(0),
});
const contacts = z.object({
  value: z.array(z.object({ typeId: z.number(), email: z.string().nullable().optional() })),
});

/** The offices whose address stands for an MP, the best first: Parliament, then the constituency. */
const OFFICES = [1, 4];

/**
 * Every seat of the House of Commons with its MP and their published e-mail address.
 *
 * @param stop cuts the reading short
 * @throws Error where the service cannot be read as a whole
 */
export async function readMembersApi(service: LiveService, stop?: AbortSignal): Promise<RegisterEntry[]> {
  const seats = await readSeats(service, stop);
  const emails = new Map<number, string | null | undefined>();
  const ids = seats.flatMap(({ currentRepresentation: held }) => held?.member.value.id ?? []);
  const waiting = ids.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const id of waiting) {
        stop?.throwIfAborted();
        emails.set(id, await readEmail(service, id, stop));
      }
    }),
  );
  return seats.map(({ name, currentRepresentation: held }) => ({
    constituency: { name },
    member: held && { ...memberOf(held.member.value), email: emails.get(held.member.value.id) },
  }));
}

async function readSeats(service: LiveService, stop?: AbortSignal): Promise<z.infer<typeof seat>[]> {
  const seats: z.infer<typeof seat>[] = [];
  let read = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    stop?.throwIfAborted();
    const path = `/api/Location/Constituency/Search?skip=${read}&take=${PAGE}`;
    const reply = await service.get(path, seatsPage, service.newDeadline(), stop);
    if (reply.kind !== 'ok') throw new Error(`The Members API could not be read: ${reasonOf(reply)}.`);
    const { items, totalResults } = reply.value;
    read += items.length;
    // Seats abolished by a boundary review have an end.
    seats.push(...items.map(({ value }) => value).filter(({ endDate }) => !endDate));
    if (read >= totalResults || items.length === 0) return seats;
  }
  throw new Error('The Members API could not be read: its list of constituencies never ends.');
}

/** Null: the MP publishes none. Undefined: it could not be read. */
async function readEmail(
  service: LiveService,
  id: number,
  stop?: AbortSignal,
): Promise<string | null | undefined> {
  const reply = await service.get(`/api/Members/${id}/Contact`, contacts, service.newDeadline(), stop);
  if (reply.kind === 'not-found') return null;
  if (reply.kind !== 'ok') return undefined;
  const addresses = OFFICES.flatMap(office =>
    reply.value.value.filter(({ typeId }) => typeId === office).map(({ email }) => email?.trim() ?? ''),
  );
  return addresses.find(address => z.email().safeParse(address).success) ?? null;
}

const memberOf = (given: z.infer<typeof member>) => ({
  id: given.id,
  fullTitle: given.nameFullTitle.replace(/(?<!\s)\s+MP$/, ''),
  addressAs: given.nameAddressAs?.trim() || null,
  party: given.latestParty.name,
});

const reasonOf = (reply: { kind: string; fault?: string }) => reply.fault ?? reply.kind;
