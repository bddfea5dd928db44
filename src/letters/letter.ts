import type { Sign } from '../abuse/suspicion.ts';
import type { LetterFields } from '../campaigns/letter-template.ts';
import type { LetterModel } from '../db/generated/models.ts';
import type { Language } from '../languages/language.ts';
import { foldAddress } from '../mail/address.ts';
import { nameIn } from '../mps/constituency-name.ts';
import { addressedName, type Member, plainName, salutation } from '../mps/member.ts';
import type { LookupSource } from '../mps/mp-lookup.ts';
import type { LetterState } from './letter-state.ts';

/** A letter as stored. */
export type Letter = Omit<
  LetterModel,
  'state' | 'asks' | 'experiences' | 'updates' | 'lookupSource' | 'reference' | 'signs'
> & {
  reference: string;
  state: LetterState;
  asks: string[];
  experiences: string[];
  updates: string[];
  signs: Sign[];
  lookupSource: LookupSource | null;
};

/** Who writes; the key is the form's value and the template's field. */
export const RELATIONSHIPS = [
  { key: 'parent', title: 'A parent or carer of a disabled child' },
  { key: 'young-person', title: 'A disabled young person' },
  { key: 'family', title: 'Another member of the family' },
  { key: 'professional', title: 'Someone who works in education or health' },
  { key: 'supporter', title: 'A supporter' },
] as const;

/** Longest text of each field, in characters as JavaScript counts them; a `line` is the name, or one of the address. */
export const LETTER_LIMITS = {
  story: 10_000,
  line: 100,
  email: 254,
  subject: 200,
  body: 20_000,
  /** With all titles; a form of ours names no longer one. */
  mpName: 200,
};

/** What the supporter answers on the letter form, cleaned, whether or not it is complete. */
export type Answers = {
  relationship: string;
  asks: string[];
  experiences: string[];
  story: string;
  name: string;
  email: string;
  address1: string;
  address2: string;
  town: string;
  consentStory: boolean;
  shareStory: string;
  updates: string[];
};

/** A campaign's choices, by key. */
export type Choices = { asks: { key: string }[]; experiences: { key: string }[] };

/**
 * Everything that a letter template can name.
 *
 * @param date as it stands in the letter: "24 November 2026"
 * @param language the text's
 */
export function letterFields(
  letter: Answers & { postcode: string; crossBorder: boolean },
  seat: { name: string; nameCy: string | null; member: Member },
  choices: Choices,
  date: string,
  language: Language,
): LetterFields {
  const { member } = seat;
  return {
    date,
    mp: {
      name: addressedName(member),
      salutation: salutation(member, language),
      constituency: nameIn(seat, language),
      presides: member.circumstance === 'speaker' || member.circumstance === 'deputy_speaker',
      minister: member.circumstance === 'minister',
      abstains: member.circumstance === 'abstains',
    },
    relationship: chosen(RELATIONSHIPS, [letter.relationship]),
    story: letter.story,
    experiences: chosen(choices.experiences, letter.experiences),
    asks: chosen(choices.asks, letter.asks),
    crossBorder: letter.crossBorder,
    name: letter.name,
    address: [letter.address1, letter.address2, letter.town].filter(Boolean).join('\n'),
    postcode: letter.postcode,
  };
}

const chosen = (choices: readonly { key: string }[], keys: string[]) =>
  Object.fromEntries(choices.map(({ key }) => [key, keys.includes(key)]));

/** What its mail keeps while it waits to leave: that MP's pace, that campaign's pauses. */
export const laneOf = ({ mpMemberId, campaignId }: Pick<Letter, 'mpMemberId' | 'campaignId'>) => ({
  mpMemberId,
  campaignId,
});

/** Whom the letter is for and how it reaches them, as stored with it. */
export function addresseeOf(letter: { name: string }, seat: { name: string; member: Member }) {
  const { member } = seat;
  return {
    way: member.email ? 'email' : 'own_means',
    mpMemberId: member.id,
    mpName: addressedName(member),
    mpParty: member.party,
    mpEmail: member.email,
    constituency: seat.name,
    nameIsMpsName: isNamesake(letter.name, member),
  };
}

/** The letter's text with the new MP's name in it, and everything the supporter changed. */
export function readdressed(letter: Pick<Letter, 'body' | 'mpName'>, member: Member): { body: string } {
  const body = (letter.body ?? '').replace(letter.mpName ?? '', () => addressedName(member));
  return {
    body: body.replace(/^(Dear|Annwyl) .*?(?=,?$)/m, (_, greeting) =>
      salutation(member, greeting === 'Dear' ? 'en' : 'cy'),
    ),
  };
}

/**
 * The same person in the same campaign: two people who share an address differ by name. It is stored as a
 * hash, so that what is read back is not this.
 */
export function personKey(campaignId: number, letter: { email: string; name: string }): string {
  return `${campaignId}:${foldAddress(letter.email)}:${foldName(letter.name)}`;
}

/** Allowed, and flagged for staff: it may be a prank, or a namesake. */
function isNamesake(name: string, member: Member): boolean {
  return foldName(name) === foldName(plainName(member));
}

const foldName = (name: string) => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
