import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';

/** A regular expression as it stands in a file, and where. */
export type Found = { where: string; pattern: RegExp };

/**
 * What can come before a regular expression, and not before a division. Comments, strings and other
 * templates are passed over; what stands in the braces of a template is not looked into.
 */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|(?<=(?:^|[=(,:;!&|?{}[\n>]|=>|\breturn)\s*)\/(?![/*])(?:\\[^\n]|\[(?:\\[^\n]|[^\]\\\n])*\]|[^/\\[\n])+\/[dgimsuvy]*/g;

/** The regular expressions that are written as such in the sources below a folder. */
export function regularExpressionsIn(folder: string): Found[] {
  return sourcesIn(folder).flatMap(({ file, text }) =>
    [...text.matchAll(TOKEN)].flatMap(match => {
      const [token] = match;
      const [, source, flags] = /^\/(?![/*])(.+)\/([dgimsuvy]*)$/s.exec(token) ?? [];
      if (source === undefined) return [];
      const line = text.slice(0, match.index).split('\n').length;
      return [{ where: `${file}:${line} ${token}`, pattern: new RegExp(source, flags) }];
    }),
  );
}

/** The files below a folder that make regular expressions while they run. */
export const makersIn = (folder: string): string[] =>
  sourcesIn(folder)
    .filter(({ text }) => /\bRegExp\(/.test(text))
    .map(({ file }) => file);

function sourcesIn(folder: string): { file: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.(ts|js)$/.test(file) && !file.includes('generated') && !file.endsWith('.d.ts'))
    .sort()
    .map(file => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }));
}

/** One thing that a regular expression repeats. Its engine counts no steps of a loop over a single character... */
const ATOM =
  /\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[\da-f]{4}|\\x[\da-f]{2}|\\c.|\\k<[^>]*>|\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|[^()|^$*+?{}]/giy;

/** ...so that each becomes a group, which it does count. */
function inGroups(source: string): string {
  let out = '';
  for (let i = 0; i < source.length; ) {
    ATOM.lastIndex = i;
    const [atom] = ATOM.exec(source) ?? [source[i] ?? ''];
    const isRepeated = ATOM.lastIndex > 0 && /^(?:[*+?]|\{\d)/.test(source.slice(i + atom.length));
    // "(?" begins a group, and names one: nothing is repeated there.
    out += isRepeated && !/\(\?[<=!:a-zA-Z]*$/.test(source.slice(0, i)) ? `(?:(${atom}))` : atom;
    i += atom.length;
  }
  return out;
}

type Bounded = (source: string, flags: string, limit: number) => RegExp;
let bounded: Bounded | undefined;

/** V8's own way to give up after so many steps back; it is there for whoever asks for it. */
function withLimit(source: string, flags: string, limit: number): RegExp {
  if (!bounded) {
    setFlagsFromString('--allow-natives-syntax');
    const make = 'return %NewRegExpWithBacktrackLimit(source, flags, limit)';
    bounded = new Function('source', 'flags', 'limit', make) as Bounded;
  }
  return bounded(source, flags, limit);
}

/** Asks whether a pattern is done with texts within so many steps. @param limit steps back */
export function isDoneWithin({ source, flags }: RegExp, limit: number): (text: string) => boolean {
  // Where it fits nowhere the empty alternative does: "no match" means that the limit was reached.
  const wrapped = `^(?:[\\s\\S]*?(?:${inGroups(source)})|)`;
  const pattern = withLimit(wrapped, flags.replace(/[gym]/g, ''), limit);
  return text => pattern.exec(text) !== null;
}

/** How many steps back a pattern takes over a text, to a fiftieth; without end where they are more than `most`. */
export function stepsOver(pattern: RegExp, text: string, most: number): number {
  let least = 0;
  let enough = 16;
  while (!isDoneWithin(pattern, enough)(text)) {
    if (enough > most) return Number.POSITIVE_INFINITY;
    enough *= 2;
  }
  while (enough - least > Math.max(1, enough / 50)) {
    const middle = Math.floor((least + enough) / 2);
    if (isDoneWithin(pattern, middle)(text)) enough = middle;
    else least = middle;
  }
  return enough;
}

/** Texts that a pattern may stumble over: what it speaks of, again and again, and then something else. */
export function hostileTo({ source }: RegExp, length: number): string[] {
  const words = [...source.matchAll(/[\p{L}\p{N}]+|\\[^\p{L}]|[^\\\p{L}\p{N}]/gu)].map(([one]) =>
    one.replace(/^\\/, ''),
  );
  const letters = [...new Set([...words.join('')].filter(one => !'()[]^$*+?|'.includes(one)))].slice(0, 12);
  const usual = [' ', '\n', '\t', 'a', 'A', '0', '.', '-', ',', "'", '{', '@', '/', 'é', '+'];
  const single = [...new Set([...usual, ...letters])];
  const few = single.slice(0, 9).concat(letters.slice(0, 6));
  const pairs = few.flatMap(a => few.map(b => a + b));
  const long = [...new Set(words.filter(word => word.length > 1))]
    .slice(0, 6)
    .flatMap(word => [word, `${word} `]);
  const before = ['', ...new Set([words.slice(0, 3).join(''), ...letters.slice(0, 3)])];
  return [...single, ...pairs, ...long].flatMap(pump =>
    before.map(start => `${start}${pump.repeat(Math.ceil(length / pump.length))}\u0001`),
  );
}
