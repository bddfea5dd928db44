import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Correction, corrected } from '../../src/mps/correction.ts';
import { clearCorrection, correctMember } from '../../src/mps/correction-store.ts';
import type { Member } from '../../src/mps/member.ts';
import { findSeat, findSeats, searchSeats } from '../../src/mps/mp-store.ts';
import { openWorld, type World } from '../support/world.ts';

const MEMBER: Member = {
  id: 1,
  fullTitle: 'Ms Nova Invented',
  addressAs: 'Ms Invented',
  party: 'Independent',
  email: 'nova@mp.example',
  circumstance: 'minister',
};

describe('a correction by staff', () => {
  it.each<[string, Correction | undefined, Partial<Member>]>([
    ['nothing', undefined, {}],
    ['nothing', {}, {}],
    ['nothing', { fullTitle: null, addressAs: null, email: null, circumstance: null }, {}],
    ['the name alone', { fullTitle: 'Dr Nova Invented' }, { fullTitle: 'Dr Nova Invented' }],
    ['no name to none', { fullTitle: '' }, {}],
    ['the form of address', { addressAs: 'Dr Invented' }, { addressAs: 'Dr Invented' }],
    ['the form of address to none', { addressAs: '' }, { addressAs: null }],
    ['the email address', { email: 'office@mp.example' }, { email: 'office@mp.example' }],
    ['the email address to none', { email: '' }, { email: null }],
    ['the circumstance', { circumstance: 'deputy_speaker' }, { circumstance: 'deputy_speaker' }],
    ['the circumstance to none', { circumstance: '' }, { circumstance: null }],
  ])('changes %s: %j', (_what, correction, change) => {
    expect(corrected(MEMBER, correction)).toEqual({ ...MEMBER, ...change });
  });
});

describe('a corrected MP', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  const CODE = 'E14001545';
  const everywhere = async () => {
    const { db } = world.deps;
    const [byCode] = await findSeats(db, [CODE]);
    const [byName] = await searchSeats(db, 'thornbury yate');
    return [(await findSeat(db, CODE))?.member, byCode?.member, byName?.member];
  };

  it('is read as corrected wherever a seat is read, until the correction is cleared', async () => {
    const { db } = world.deps;
    const [registered] = await everywhere();
    const id = registered?.id ?? 0;
    const now = new Date('2026-11-24T10:00:00Z');
    await db.write(tx => correctMember(tx, id, { email: 'old@mp.example' }, 'ada', now));
    await db.write(tx => correctMember(tx, id, { addressAs: 'Dr Young', email: '' }, 'ben', now));
    const asCorrected = { ...registered, addressAs: 'Dr Young', email: null };
    expect(await everywhere()).toEqual([asCorrected, asCorrected, asCorrected]);
    expect(await db.read.memberCorrection.findMany()).toMatchObject([
      { memberId: id, fullTitle: null, correctedBy: 'ben', correctedAt: now },
    ]);

    await db.write(tx => clearCorrection(tx, id));
    expect(await everywhere()).toEqual([registered, registered, registered]);
  });
});
