import type { Language } from '../languages/language.ts';

/** What changes the things that an MP can be asked to do. */
export type Circumstance = 'speaker' | 'deputy_speaker' | 'minister' | 'abstains';

/** An MP as Parliament's register gives them. */
export type Member = {
  id: number;
  /** Without "MP": "Rt Hon Sir Lindsay Hoyle". */
  fullTitle: string;
  /** Parliament's "address as" where known: "Sir Lindsay". */
  addressAs: string | null;
  party: string;
  /** Null where the MP publishes none. */
  email: string | null;
  circumstance: Circumstance | null;
};

/** What a party tells for certain; ministers and deputies are known only to people. */
export function certainCircumstance(party: string): Circumstance | null {
  if (party === 'Speaker') return 'speaker';
  return party === 'Sinn Féin' ? 'abstains' : null;
}

const STYLE = /^(?:The )?(?:Rt Hon )?(?:(?:Mr|Mrs|Ms|Miss|Mx) )?/;
const POST_NOMINALS = /(?: (?:KC|QC|CBE|OBE|MBE|CH|DL|VC|MC|DSO|TD|FRS)){1,12}$/;

/** For envelope and address block: "The Rt Hon Sir Lindsay Hoyle MP". */
export function addressedName(member: Pick<Member, 'fullTitle'>): string {
  return `${member.fullTitle.replace(/^Rt Hon /, 'The Rt Hon ')} MP`;
}

/** For a sentence: "Sir Lindsay Hoyle". Knighthoods and doctorates stay; nothing is guessed from a first name. */
export function plainName(member: Pick<Member, 'fullTitle'>): string {
  return member.fullTitle.replace(STYLE, '').replace(POST_NOMINALS, '');
}

const GREETINGS: Record<Language, string> = { en: 'Dear', cy: 'Annwyl' };

/** "Dear Sir Lindsay" where Parliament says how to address them, else "Dear" and the plain name. */
export function salutation(
  member: Pick<Member, 'fullTitle' | 'addressAs'>,
  language: Language = 'en',
): string {
  return `${GREETINGS[language]} ${member.addressAs ?? plainName(member)}`;
}

/** Where every MP can be reached by post. */
export const HOUSE_OF_COMMONS = 'House of Commons, London SW1A 0AA';

/** The same for a page, where a line does not end within the postcode. */
export const HOUSE_OF_COMMONS_ON_PAGES = HOUSE_OF_COMMONS.replace('SW1A 0AA', 'SW1A\u00a00AA');
