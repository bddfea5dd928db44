import { LIMITS } from './letter.ts';

/**
 * Puts answers into a story, as its last paragraphs.
 *
 * @param before what the same questions have put there already: it is replaced, so that whoever sends
 *   them twice finds their answers once
 */
export function withAnswers(story: string, answers: readonly string[], before = ''): string {
  const added = answers.filter(Boolean).join('\n\n');
  const own = before && story.endsWith(before) ? story.slice(0, -before.length).trimEnd() : story;
  return [own, own.includes(added) ? '' : added].filter(Boolean).join('\n\n');
}

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
 * @returns with the words in tens, since nobody writes for a counter
 */
export function adviceFor(story: string): { key: Advice; words: number } {
  const words = countWords(story);
  const { key } = ADVICE.findLast(({ from }) => words >= from) ?? ADVICE[0];
  return { key: story.length > LIMITS.story ? 'tooLong' : key, words: Math.round(words / 10) * 10 };
}

/** A word has a letter or a digit in it. public/writing.js counts in the same way. */
export const countWords = (text: string): number =>
  text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length;
