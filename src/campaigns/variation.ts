import { createHash } from 'node:crypto';

/** Decides what a template leaves open. */
export type Variation = {
  /** Which of `count` wordings, from 0. @param place where they stand in the text: no two places share one */
  wording(count: number, place: string): number;
  /** The paragraphs in the order in which they are to stand. */
  order(paragraphs: string[]): string[];
};

/**
 * What one letter gets of that which may vary: always the same for one seed, and spread evenly over all
 * seeds. A paragraph's place depends on its own words, so that one more leaves the others in their order.
 */
export function variationOf(seed: string): Variation {
  const rank = (words: string) => createHash('sha256').update(`${seed}\n${words}`).digest().readUInt32BE(0);
  return {
    wording: (count, place) => rank(place) % count,
    order: paragraphs =>
      paragraphs
        .map(words => ({ words, at: rank(words) }))
        .sort((a, b) => a.at - b.at)
        .map(({ words }) => words),
  };
}

/** Takes that wording everywhere, and paragraphs as they stand; beyond the last, it begins again. */
export const everyWording = (number: number): Variation => ({
  wording: count => number % count,
  order: paragraphs => paragraphs,
});
