/** This many words in a row make a piece that can be recognised. */
const PIECE = 4;

/**
 * How much of a letter is its writer's own, percent of its words, whole.
 *
 * A word is the template's where it stands in any run of four words that the template's text has in the same
 * order; every other word is the writer's. So it makes no difference in which order paragraphs stand, what
 * was put between them or left out, or how blanks, punctuation and capitals were changed, and a
 * word that was put in the place of another counts as one. The words of a shorter letter are compared whole.
 *
 * @param standard what the template has put into the letter: with name and address, for these are nobody's
 *   story, and without the story
 * @returns 0 to 100; 0 for a letter without words
 */
export function ownWordsShare(body: string, standard: string): number {
  const words = wordsOf(body);
  const known = new Set(piecesOf(wordsOf(standard)));
  const templates = new Set<number>();
  for (const [start, piece] of piecesOf(words).entries()) {
    if (!known.has(piece)) continue;
    for (let at = start; at < start + PIECE; at += 1) templates.add(at);
  }
  const own = words.filter((_, at) => !templates.has(at)).length;
  return words.length === 0 ? 0 : Math.round((own / words.length) * 100);
}

/**
 * A letter as composed, without its story: what the template has put into it. Where the template has put the story's
 * paragraphs into another order, each is taken out, the first and the last also where they share a line with other words.
 */
export function withoutStory(body: string, story: string): string {
  const told = story.split('\n').map(line => line.trimEnd());
  const whole = told.join('\n');
  if (body.includes(whole)) return body.replace(whole, '');
  const written = told.filter(Boolean);
  const ofStory = new Set(written);
  const lines = body.split('\n');
  const kept = lines.filter(line => !ofStory.has(line.trimEnd())).join('\n');
  const ends = [written[0], written.at(-1)].filter(line => line !== undefined && !lines.includes(line));
  return ends.reduce<string>((text, line = '') => text.replace(line, ''), kept);
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’']/g, '')
    .match(/[\p{L}\p{N}]+/gu) ?? [];

const piecesOf = (words: string[]): string[] =>
  words.length <= PIECE
    ? [words.join(' ')]
    : words.slice(PIECE - 1).map((_, start) => words.slice(start, start + PIECE).join(' '));

/** How the preview puts it. `share`: rounded to five, for "about". */
type OwnWords = { kind: 'standard' | 'some' | 'much'; share: number };

/** From what share on each is said, percent, the greatest first. */
const KINDS: [OwnWords['kind'], number][] = [
  ['much', 20],
  ['some', 5],
  ['standard', 0],
];

/** How a share is put. @param percent as ownWordsShare gives it */
export function ownWordsInKind(percent: number): OwnWords {
  const [kind] = KINDS.find(([, from]) => percent >= from) ?? ['standard' as const];
  return { kind, share: Math.round(percent / 5) * 5 };
}
