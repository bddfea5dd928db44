import type { Language } from '../languages/language.ts';

/** A name for comparison: accents, case, punctuation and "&" or "and" make no difference. */
export function folded(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** Its name in that language; one without a Welsh name is called the same in both. */
export function nameIn(seat: { name: string; nameCy: string | null }, language: Language): string {
  return (language === 'cy' && seat.nameCy) || seat.name;
}

/** By ONS code, names that have no place in the register and are looked for all the same. */
const ALSO_CALLED: Record<string, string> = { W07000087: 'Carmarthen' };

/** All that a constituency may be called, for a search. */
export const namesOf = ({ code, name, nameCy }: { code: string; name: string; nameCy: string | null }) =>
  `${name} ${nameCy ?? ''} ${ALSO_CALLED[code] ?? ''}`;
