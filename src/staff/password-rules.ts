import { COMMON_PASSWORDS } from './common-passwords.ts';
import { tooLong } from './limits.ts';

/** Characters as a reader counts them. */
const SHORTEST = 12;
const LONGEST = 128;

/** Words that a password may hold, and may not consist of, whatever digits and signs stand around them. */
const WEAK_WORDS =
  'admin administrator arsenal campaign changeme chelsea dearmp default dragon everton football iloveyou ' +
  'letmein liverpool london manchester monkey parliament passw password princess qwerty rangers secret ' +
  'staff summer sunshine superman test welcome westminster winter';
export const ONLY_WEAK_WORDS = new RegExp(`^(?:${WEAK_WORDS.replaceAll(' ', '|')})+$`);

const ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'abcdefghijklmnopqrstuvwxyz'].flatMap(
  row => [row + row, [...(row + row)].reverse().join('')],
);

/** A run along a keyboard's row counts from here. */
const SHORTEST_RUN = 3;

/** The rules in the order in which they are told, each with what to do. */
const RULES: { breaks: (password: string, email: string) => boolean; message: string }[] = [
  { breaks: p => [...p].length < SHORTEST, message: `Use at least ${SHORTEST} characters` },
  { breaks: p => [...p].length > LONGEST, message: tooLong(LONGEST) },
  {
    breaks: p => /^(.{1,4})\1+.{0,3}$/su.test(p),
    message: 'Choose a password that does not repeat the same few characters',
  },
  { breaks: isRuns, message: 'Choose a password that is not a row of keys or numbers' },
  { breaks: isOwnAddress, message: 'Choose a password that is not your email address, or a part of it' },
  {
    breaks: p => COMMON_PASSWORDS.has(p.toLowerCase()) || ONLY_WEAK_WORDS.test(lettersOf(p)),
    message: 'Choose a password that is harder to guess: many people use this one, or one much like it',
  },
];

/** The same letters count as the same, however a keyboard composes them. */
export const folded = (password: string): string => password.normalize('NFKC');

/** @returns what is wrong with the password, in words for the person who chose it; null where it is good */
export function passwordFault(password: string, email: string): string | null {
  return RULES.find(({ breaks }) => breaks(folded(password), email))?.message ?? null;
}

/** Made of pieces of rows, but for a character or two: "qwertyuiop12", "abcd1234efgh". */
function isRuns(password: string): boolean {
  const text = password.toLowerCase();
  let outside = 0;
  for (let at = 0; at < text.length; ) {
    const run = longestRun(text.slice(at));
    if (run < SHORTEST_RUN) outside += 1;
    at += run < SHORTEST_RUN ? 1 : run;
  }
  return outside <= 2;
}

function longestRun(text: string): number {
  let length = 0;
  while (length < text.length && ROWS.some(row => row.includes(text.slice(0, length + 1)))) length += 1;
  return length;
}

function isOwnAddress(password: string, email: string): boolean {
  const [local = '', domain = ''] = email.split('@');
  const core = lettersOf(password);
  // The charity's own name stands in the domain.
  return core !== '' && [email, local, domain, ...domain.split('.')].some(part => lettersOf(part) === core);
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/\P{L}/gu, '');
