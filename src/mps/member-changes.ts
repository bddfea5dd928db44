import { foldPlaceName } from './constituency-name.ts';
import { certainCircumstance, type Member } from './member.ts';

/** A seat as a register tells of it, which names the constituency or gives its ONS code. */
export type RegisterEntry = {
  constituency: { name: string } | { code: string };
  /** Undefined: the register does not tell; null: there is none. */
  member: {
    id: number;
    fullTitle: string;
    addressAs: string | null | undefined;
    party: string;
    email: string | null | undefined;
  } | null;
};

/** A seat as it stands in the database, before staff's corrections. */
export type RegisteredSeat = { code: string; name: string; member: Member | null };

export type ChangeKind = 'new_mp' | 'vacancy' | 'filled' | 'party' | 'name' | 'address_as' | 'email';

/** One thing that a refresh changes; `before` and `after` are words for people. */
export type MemberChange = {
  constituencyCode: string;
  constituency: string;
  what: ChangeKind;
  before: string;
  after: string;
};

/** What a register changes, and the MPs (null: vacant) of the seats that it changes. */
type Refresh = { changes: MemberChange[]; members: Map<string, Member | null> };

/** More seats than ever fall vacant from one day to the next: Parliament is dissolved, or the reply is wrong. */
const MOST_VACANCIES = 20;

/**
 * Compares a register with the database.
 *
 * The same person keeps a circumstance that only people know, and their e-mail address where the
 * register gives none: one reply that lacks it is no reason to stop writing to them.
 *
 * @throws Error where the register does not tell of every seat exactly once, or cannot be true
 */
export function changesBetween(seats: RegisteredSeat[], entries: RegisterEntry[]): Refresh {
  const refresh: Refresh = { changes: [], members: new Map() };
  for (const { seat, entry } of matched(seats, entries)) {
    const after = entry && merged(seat, entry);
    const changes = changesOf(seat.member, after);
    if (changes.length === 0) continue;
    refresh.members.set(seat.code, after);
    refresh.changes.push(
      ...changes.map(change => ({ constituencyCode: seat.code, constituency: seat.name, ...change })),
    );
  }
  const vacated = refresh.changes.filter(({ what }) => what === 'vacancy').length;
  if (vacated > MOST_VACANCIES) {
    throw new Error(
      `The register says that ${vacated} seats fell vacant at once. Nothing was changed. If Parliament is dissolved, hold the letters until there are new MPs.`,
    );
  }
  return refresh;
}

function matched(seats: RegisteredSeat[], entries: RegisterEntry[]) {
  const found = new Map<string, RegisterEntry['member']>();
  const byCode = new Map(seats.map(seat => [seat.code, seat]));
  const byName = new Map(seats.map(seat => [foldPlaceName(seat.name), seat]));
  const faults: string[] = [];
  const people = new Set<number>();
  for (const { constituency, member } of entries) {
    const named = 'code' in constituency ? constituency.code : constituency.name;
    const seat =
      'code' in constituency ? byCode.get(constituency.code) : byName.get(foldPlaceName(constituency.name));
    if (!seat) faults.push(`no constituency is called ${named}`);
    else if (found.has(seat.code)) faults.push(`${named} comes twice`);
    else found.set(seat.code, member);
    if (member && people.has(member.id)) faults.push(`member ${member.id} holds two seats`);
    if (member) people.add(member.id);
  }
  const missing = seats.filter(({ code }) => !found.has(code)).map(({ name }) => `${name} is missing`);
  const all = [...faults, ...missing];
  if (all.length > 0) {
    const more = all.length > 5 ? `, and ${all.length - 5} more` : '';
    throw new Error(
      `The register does not fit our ${seats.length} constituencies: ${all.slice(0, 5).join('; ')}${more}. Nothing was changed.`,
    );
  }
  return seats.map(seat => ({ seat, entry: found.get(seat.code) ?? null }));
}

function merged(
  { name, member: before }: RegisteredSeat,
  entry: NonNullable<RegisterEntry['member']>,
): Member {
  const same = before?.id === entry.id ? before : null;
  if (!same && entry.email === undefined) {
    throw new Error(
      `${name} has a new MP whose contacts could not be read. Nothing was changed; try again later.`,
    );
  }
  return {
    id: entry.id,
    fullTitle: entry.fullTitle,
    addressAs: entry.addressAs ?? same?.addressAs ?? null,
    party: entry.party,
    email: entry.email ?? same?.email ?? null,
    circumstance: certainCircumstance(entry.party) ?? knownToPeople(same),
  };
}

/** What a party told ends with the party: whoever leaves Sinn Féin is not known to abstain any more. */
const knownToPeople = (same: Member | null) =>
  same && !certainCircumstance(same.party) ? same.circumstance : null;

type Change = Pick<MemberChange, 'what' | 'before' | 'after'>;

/** The facts of the same person that may change, and what each change is called. */
const FACTS = [
  ['name', 'fullTitle'],
  ['address_as', 'addressAs'],
  ['party', 'party'],
  ['email', 'email'],
] as const;

function changesOf(before: Member | null, after: Member | null): Change[] {
  if (!before && !after) return [];
  if (!before) return [{ what: 'filled', before: '', after: introduced(after) }];
  if (!after) return [{ what: 'vacancy', before: introduced(before), after: '' }];
  if (before.id !== after.id) {
    return [{ what: 'new_mp', before: introduced(before), after: introduced(after) }];
  }
  return FACTS.filter(([, fact]) => before[fact] !== after[fact]).map(([what, fact]) => ({
    what,
    before: before[fact] ?? '',
    after: after[fact] ?? '',
  }));
}

const introduced = (member: Member | null) => (member ? `${member.fullTitle} (${member.party})` : '');

/** What each change is called, for people. */
export const CHANGES: Record<ChangeKind, string> = {
  new_mp: 'New MP',
  vacancy: 'The seat fell vacant',
  filled: 'The vacant seat has an MP',
  party: 'Party',
  name: 'Name',
  address_as: 'Salutation',
  email: 'Email address',
};

/** "Thornbury and Yate: Party: Liberal Democrat -> Independent", for a terminal. */
export function changeLine({ constituency, what, before, after }: MemberChange): string {
  const values = [before, after].filter(Boolean).join(' -> ');
  return `${constituency}: ${CHANGES[what]}: ${values}`;
}
