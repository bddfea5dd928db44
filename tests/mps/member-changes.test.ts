import { describe, expect, it } from 'vitest';
import type { Member } from '../../src/mps/member.ts';
import {
  changeLine,
  changesBetween,
  type RegisterEntry,
  type RegisteredSeat,
} from '../../src/mps/member-changes.ts';

const MP: Member = {
  id: 1,
  fullTitle: 'Nova Invented',
  addressAs: 'Ms Invented',
  party: 'Labour',
  email: 'nova@mp.example',
  circumstance: 'minister',
};
const OTHER = {
  id: 2,
  fullTitle: 'Ben Invented',
  addressAs: null,
  party: 'Green Party',
  email: 'ben@mp.example',
};
const { circumstance: _, ...SAME } = MP;

const seatOf = (member: Member | null): RegisteredSeat => ({ code: 'E1', name: 'Ynys Môn', member });
const entryOf = (member: RegisterEntry['member']): RegisterEntry => ({
  constituency: { name: 'ynys mon' },
  member,
});

describe('a refresh of one seat', () => {
  it.each<[string, Member | null, RegisterEntry['member'], string[], Member | null | undefined]>([
    ['nothing, where all is as it was', MP, SAME, [], undefined],
    ['nothing, where it stays vacant', null, null, [], undefined],
    [
      'the MP',
      MP,
      OTHER,
      ['new_mp: Nova Invented (Labour) > Ben Invented (Green Party)'],
      { ...OTHER, circumstance: null },
    ],
    ['the seat to vacant', MP, null, ['vacancy: Nova Invented (Labour) > '], null],
    [
      'a vacant seat to filled',
      null,
      OTHER,
      ['filled:  > Ben Invented (Green Party)'],
      { ...OTHER, circumstance: null },
    ],
    [
      'the party, and keeps the circumstance',
      MP,
      { ...SAME, party: 'Independent' },
      ['party: Labour > Independent'],
      { ...MP, party: 'Independent' },
    ],
    [
      'the name',
      MP,
      { ...SAME, fullTitle: 'Dame Nova Invented' },
      ['name: Nova Invented > Dame Nova Invented'],
      { ...MP, fullTitle: 'Dame Nova Invented' },
    ],
    [
      'the form of address',
      MP,
      { ...SAME, addressAs: 'Dame Nova' },
      ['address_as: Ms Invented > Dame Nova'],
      { ...MP, addressAs: 'Dame Nova' },
    ],
    [
      'the email address',
      MP,
      { ...SAME, email: 'new@mp.example' },
      ['email: nova@mp.example > new@mp.example'],
      { ...MP, email: 'new@mp.example' },
    ],
    ['no email address because a reply gave none', MP, { ...SAME, email: null }, [], undefined],
    ['no email address because it could not be read', MP, { ...SAME, email: undefined }, [], undefined],
    ['no form of address that a file does not tell', MP, { ...SAME, addressAs: undefined }, [], undefined],
    [
      'a new Speaker’s circumstance',
      null,
      { ...OTHER, party: 'Speaker' },
      ['filled:  > Ben Invented (Speaker)'],
      { ...OTHER, party: 'Speaker', circumstance: 'speaker' },
    ],
    [
      'a new Sinn Féin MP’s circumstance',
      MP,
      { ...OTHER, party: 'Sinn Féin' },
      ['new_mp: Nova Invented (Labour) > Ben Invented (Sinn Féin)'],
      { ...OTHER, party: 'Sinn Féin', circumstance: 'abstains' },
    ],
    [
      'the party, and ends what the old one told: no Speaker any more',
      { ...MP, party: 'Speaker', circumstance: 'speaker' as const },
      { ...SAME, party: 'Labour' },
      ['party: Speaker > Labour'],
      { ...MP, party: 'Labour', circumstance: null },
    ],
    [
      'the party, and ends what the old one told: sits in the Commons again',
      { ...MP, party: 'Sinn Féin', circumstance: 'abstains' as const },
      { ...SAME, party: 'Independent' },
      ['party: Sinn Féin > Independent'],
      { ...MP, party: 'Independent', circumstance: null },
    ],
    [
      'the party, and tells of the new one alone: elected Speaker',
      MP,
      { ...SAME, party: 'Speaker' },
      ['party: Labour > Speaker'],
      { ...MP, party: 'Speaker', circumstance: 'speaker' as const },
    ],
  ])('changes %s', (_what, before, register, lines, after) => {
    const { changes, members } = changesBetween([seatOf(before)], [entryOf(register)]);
    expect(changes.map(({ what, before: from, after: to }) => `${what}: ${from} > ${to}`)).toEqual(lines);
    expect(members.get('E1')).toEqual(after);
  });

  it('is told in a line that a person can read', () => {
    const { changes } = changesBetween([seatOf(MP)], [entryOf({ ...SAME, party: 'Independent' })]);
    expect(changes.map(changeLine)).toEqual(['Ynys Môn: Party: Labour -> Independent']);
  });
});

describe('a register', () => {
  const seats: RegisteredSeat[] = [
    { code: 'E1', name: 'Ynys Môn', member: MP },
    { code: 'E2', name: 'Bury St Edmunds & Stowmarket', member: null },
  ];
  const named = (name: string, member: RegisterEntry['member'] = null): RegisterEntry => ({
    constituency: { name },
    member,
  });

  it('may write names with other accents, punctuation and “and”', () => {
    const entries = [named('YNYS MON', SAME), named('Bury St. Edmunds and Stowmarket', OTHER)];
    expect(changesBetween(seats, entries).changes).toHaveLength(1);
  });

  it.each<[string, RegisterEntry[], string]>([
    ['lacks a constituency', [named('Ynys Môn', SAME)], 'Stowmarket is missing'],
    [
      'names one that we do not know',
      [named('Nowhere'), named('Ynys Môn', SAME)],
      'no constituency is called Nowhere',
    ],
    ['tells of one twice', [named('Ynys Môn', SAME), named('Ynys Mon')], 'Ynys Mon comes twice'],
    [
      'seats one person twice',
      [named('Ynys Môn', SAME), named('Bury St Edmunds and Stowmarket', SAME)],
      'member 1 holds two seats',
    ],
    [
      'has a new MP whose contacts could not be read',
      [named('Ynys Môn', SAME), named('Bury St Edmunds and Stowmarket', { ...OTHER, email: undefined })],
      'contacts could not be read',
    ],
    ['is empty', [], 'Ynys Môn is missing'],
  ])('is refused whole when it %s', (_how, entries, message) => {
    expect(() => changesBetween(seats, entries)).toThrow(message);
    expect(() => changesBetween(seats, entries)).toThrow('Nothing was changed');
  });

  const many = (count: number) => {
    const numbers = Array.from({ length: count }, (_, i) => i + 1);
    return changesBetween(
      numbers.map(id => ({ code: `E${id}`, name: `Seat ${id}`, member: { ...MP, id } })),
      numbers.map(id => named(`Seat ${id}`)),
    );
  };
  it('is refused when more seats fall vacant at once than ever do', () => {
    expect(many(20).changes).toHaveLength(20);
    expect(() => many(21)).toThrow('21 seats fell vacant at once');
  });
});
