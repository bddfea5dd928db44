import { LETTER_LIMITS } from './letter.ts';

/**
 * Puts answers into a story, as its last paragraphs.
 *
 * @param before what the same questions have put there already: it is replaced, so that whoever sends
 *   them twice finds their answers once
 */
export function withAnswers(story: string, answers: readonly string[], before = ''): string {
  const added = answers.filter(Boolean).join('\n\n');
  const own = before && story.endsWith(before) ? story.slice(0, -before.length).trimEnd() : story;
  return [own, holds(own, added) ? '' : added].filter(Boolean).join('\n\n');
}

/**
 * Whether a text holds another one, as `includes` says it. A draft keeps whatever is sent: of two long texts made for
 * it, `includes` compares each character of one with each of the other, and nobody else is heard for ten seconds.
 */
function holds(text: string, piece: string): boolean {
  // What fits so far and goes no further may go on from a shorter beginning of the piece (Knuth, Morris and Pratt).
  const shorter = new Uint32Array(piece.length);
  const goOn = (fits: number, letter: string | undefined): number => {
    let length = fits;
    while (length > 0 && piece[length] !== letter) length = shorter[length - 1] ?? 0;
    return piece[length] === letter ? length + 1 : 0;
  };
  for (let at = 1, fits = 0; at < piece.length; at += 1) {
    fits = goOn(fits, piece[at]);
    shorter[at] = fits;
  }
  for (let at = 0, fits = 0; at < text.length && fits < piece.length; at += 1) {
    fits = goOn(fits, text[at]);
    if (fits === piece.length) return true;
  }
  return piece === '';
}

const linesOf = (text: string): string[] => text.split('\n').map(line => line.trimEnd());
const written = (line: string) => line !== '';

/** Whether a letter has every line of the story. A draft’s that is too long is no letter, and looking would take minutes. */
export const holdsStory = (body: string, story: string): boolean =>
  body.length <= LETTER_LIMITS.body &&
  story.length <= LETTER_LIMITS.story &&
  linesOf(story).every(line => body.includes(line));

/**
 * A story as its writer left it in the letter, so that what they took out there is gone from it too: all that stands
 * between the lines that were before and after it; where these are gone as well, those of its own that are left.
 *
 * @param composed the letter as it was before its writer changed it
 */
export function storyIn(body: string, composed: string, story: string): string {
  if (holdsStory(body, story)) return story;
  const told = linesOf(story).filter(written);
  const was = linesOf(composed);
  const first = was.indexOf(told[0] ?? '');
  const last = was.lastIndexOf(told.at(-1) ?? '');
  const before = first < 0 ? undefined : was.slice(0, first).findLast(written);
  const after = last < 0 ? undefined : was.slice(last + 1).find(written);
  const is = linesOf(body);
  const from = before === undefined ? -1 : is.indexOf(before);
  const to = after === undefined ? -1 : is.indexOf(after, from + 1);
  if (from >= 0 && to >= 0)
    return is
      .slice(from + 1, to)
      .join('\n')
      .trim();
  return told.filter(line => body.includes(line)).join('\n');
}

/**
 * The story as it was before: whoever goes back without answering takes along what a page had saved meanwhile.
 *
 * @param saved what the page may have put at its end, the newest first
 */
export const withoutAnswers = (story: string, saved: readonly string[]): string =>
  saved.reduce((left, answers) => withAnswers(left, [], answers), story);

/** From so many words, which advice: never a limit. Each is a key of letters:form.advice. */
export const ADVICE = [
  { from: 0, key: 'none' },
  { from: 1, key: 'begun' },
  { from: 10, key: 'short' },
  { from: 60, key: 'enough' },
  { from: 120, key: 'plenty' },
  { from: 400, key: 'long' },
] as const;

export type Advice = (typeof ADVICE)[number]['key'] | 'tooLong';

/**
 * Advice for a story of that length. The only limit is said while there is time to shorten it.
 *
 * @returns with the characters too many, else the words in tens, since nobody writes for a counter
 */
export function adviceFor(story: string): { key: Advice; number: number } {
  const over = story.length - LETTER_LIMITS.story;
  if (over > 0) return { key: 'tooLong', number: over };
  const words = countWords(story);
  const { key } = ADVICE.findLast(({ from }) => words >= from) ?? ADVICE[0];
  return { key, number: Math.round(words / 10) * 10 };
}

/** A word has a letter or a digit in it. public/writing.js counts in the same way. */
export const countWords = (text: string): number =>
  text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length;
