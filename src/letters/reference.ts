import { randomInt } from 'node:crypto';

/**
 * What a reference is made of: no vowels, so that no words arise, and nothing that is read as
 * something else (0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B: one of each, or neither).
 */
const ALPHABET = '23456789CDFGHJKMNPQRTVWXY';

const LENGTH = 8;

/** Divides by no prime that the number of references has, so that none comes twice; ten million times it is exact. */
const SPREAD = 611_953_331;

/** What is written where one of these was meant. */
const MEANT: Record<string, string> = { Z: '2', S: '5', B: '8' };

/** A new reference, such as "K7QM-3XD2"; one of 150 thousand million. */
export function newReference(): string {
  const drawn = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return written(drawn);
}

/** A reference of its own for each number, which looks drawn all the same: for letters that nobody wrote. @param number from 0 */
export function referenceNumbered(number: number): string {
  let rest = (number * SPREAD) % ALPHABET.length ** LENGTH;
  const places = Array.from({ length: LENGTH }, () => {
    const place = rest % ALPHABET.length;
    rest = Math.floor(rest / ALPHABET.length);
    return ALPHABET[place];
  });
  return written(places.join(''));
}

/** The reference that was typed, in any case, with whatever dash or none; null where it cannot be one. */
export function readReference(typed: string): string | null {
  const compact = typed.toUpperCase().replace(/[\s\p{Pd}.#]/gu, '');
  const meant = [...compact].map(char => MEANT[char] ?? char);
  const fits = meant.length === LENGTH && meant.every(char => ALPHABET.includes(char));
  return fits ? written(meant.join('')) : null;
}

const written = (eight: string) => `${eight.slice(0, 4)}-${eight.slice(4)}`;
