import type { Circumstance, Member } from './member.ts';

/** What staff may put right about an MP. */
export const CORRECTABLE = ['fullTitle', 'addressAs', 'email', 'circumstance'] as const;

/** Undefined or null: as the register has it. "" corrects to none, where a member may have none. */
export type Correction = {
  fullTitle?: string | null;
  addressAs?: string | null;
  email?: string | null;
  circumstance?: Circumstance | '' | null;
};

/** The MP as the register has them, with what staff corrected laid over it. */
export function corrected(member: Member, correction: Correction | undefined): Member {
  const over = <T>(given: T | '' | null | undefined, registered: T | null) =>
    given === '' ? null : (given ?? registered);
  if (!correction) return member;
  return {
    ...member,
    // Nobody is without a name.
    fullTitle: correction.fullTitle || member.fullTitle,
    addressAs: over(correction.addressAs, member.addressAs),
    email: over(correction.email, member.email),
    circumstance: over<Circumstance>(correction.circumstance, member.circumstance),
  };
}
