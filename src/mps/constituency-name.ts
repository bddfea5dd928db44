import type { Language } from '../languages/language.ts';

/** A name for comparison: accents, case, punctuation and "&" or "and" make no difference. */
export function foldPlaceName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** Asks of a text whether it holds every word that was typed; null: no word was. */
export function searchFor(typed: string): ((text: string) => boolean) | null {
  const words = foldPlaceName(typed).split(' ').filter(Boolean);
  if (words.length === 0) return null;
  return text => {
    const searched = foldPlaceName(text);
    return words.every(word => searched.includes(word));
  };
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
