import { chooseVariant, type TemplateWords } from '../../campaigns/variants.ts';
import type { Language } from '../../languages/language.ts';
import type { RELATIONSHIPS } from '../../letters/letter.ts';
import { letterTraits } from '../../letters/letter-traits.ts';
import { SAMPLE_SEAT, sampleMember } from '../../letters/sample-letters.ts';
import type { Circumstance } from '../../mps/member.ts';
import type { Seat } from '../../mps/mp-store.ts';
import { isDevolved } from '../../mps/nation.ts';

/** A supporter who is plainly invented, and the kind of MP that they have. */
export type Persona = {
  key: string;
  title: string;
  relationship: (typeof RELATIONSHIPS)[number]['key'];
  /** Outside England, the child goes to school in England. */
  nation: 'England' | 'Wales' | 'Northern Ireland';
  language: Language;
  circumstance: Circumstance | null;
  mp: 'email' | 'no-email' | 'vacant';
};

const PARENT = {
  relationship: 'parent',
  nation: 'England',
  language: 'en',
  circumstance: null,
  mp: 'email',
} as const;

/** For whom staff can see the letter. */
export const PERSONAS: readonly [Persona, ...Persona[]] = [
  { ...PARENT, key: 'parent', title: 'A parent in England' },
  { ...PARENT, key: 'young-person', title: 'A disabled young person', relationship: 'young-person' },
  { ...PARENT, key: 'family', title: 'Another member of the family', relationship: 'family' },
  { ...PARENT, key: 'professional', title: 'Someone in education or health', relationship: 'professional' },
  { ...PARENT, key: 'supporter', title: 'A supporter', relationship: 'supporter' },
  { ...PARENT, key: 'cross-border', title: 'A cross-border family in Wales', nation: 'Wales' },
  {
    ...PARENT,
    key: 'welsh',
    title: 'A Welsh-speaking cross-border family in Wales',
    nation: 'Wales',
    language: 'cy',
  },
  { ...PARENT, key: 'welsh-england', title: 'A Welsh-speaking parent in England', language: 'cy' },
  { ...PARENT, key: 'speaker', title: 'A constituent of the Speaker', circumstance: 'speaker' },
  { ...PARENT, key: 'deputy', title: 'A constituent of a deputy speaker', circumstance: 'deputy_speaker' },
  { ...PARENT, key: 'minister', title: 'A constituent of a minister', circumstance: 'minister' },
  {
    ...PARENT,
    key: 'abstains',
    title: 'A cross-border constituent of an MP who does not take their seat',
    nation: 'Northern Ireland',
    circumstance: 'abstains',
  },
  { ...PARENT, key: 'no-email', title: 'A parent whose MP has no email address', mp: 'no-email' },
  { ...PARENT, key: 'vacant', title: 'A parent whose seat is vacant', mp: 'vacant' },
];

/**
 * The one that was chosen. Where nobody has chosen, the first to whom that variant's letter goes.
 *
 * @param key as a form sends it; "": nobody has chosen
 */
export function personaFor(key: string, words: TemplateWords, variant: string): Persona {
  const [first] = PERSONAS;
  const getsIt = (persona: Persona) =>
    chooseVariant(words, letterTraits(answeredBy(persona), inventedSeat(persona))).key === variant;
  return PERSONAS.find(persona => persona.key === key) ?? PERSONAS.find(getsIt) ?? first;
}

const answeredBy = ({ relationship, nation }: Persona) => ({ relationship, crossBorder: isDevolved(nation) });

/** Their seat, where the register has none of the kind. */
export function inventedSeat({ nation, circumstance, mp }: Persona) {
  const member = sampleMember(circumstance);
  return {
    ...SAMPLE_SEAT,
    code: '',
    nation,
    region: '',
    member: mp === 'no-email' ? { ...member, email: null } : member,
  } satisfies Seat;
}
