import { describe, expect, it } from 'vitest';
import { lettersAlike, storyBands } from '../../src/abuse/story-bands.ts';
import { seededRandom } from '../../src/demo/random.ts';

const STORY = `My son is nine and he cannot manage a full day at school. For two years we have asked for a
  quiet room and for somebody who knows him to meet him at the gate. Instead we were fined, and the letter that
  came with the fine said that every day counts. It does. He cries on Sunday evenings, and so do I.`;
const OTHER = `I teach in a small primary in the north. Last week a girl in my class was moved to mornings alone,
  because nobody could be found to sit with her after lunch. Her mother lost her job over it. We all know that
  this is not what the law says, and none of us can say so in a meeting without being told about the figures.`;

/** In how many bands two stories agree. */
function agreeing(one: string, other: string): number {
  const bands = storyBands(other);
  return storyBands(one).filter((band, i) => band === bands[i]).length;
}

describe('two stories', () => {
  it.each([
    ['the same', STORY],
    ['in capitals and with other commas', STORY.toUpperCase().replaceAll(',', ' –')],
    ['with another age', STORY.replace('nine', 'eleven')],
    ['with a line more', `${STORY} Please help us.`],
  ])('%s agree in two bands at least', (_how, other) => {
    expect(agreeing(STORY, other)).toBeGreaterThanOrEqual(2);
  });

  it('of different people about the same thing agree in none', () => {
    expect(agreeing(STORY, OTHER)).toBe(0);
  });

  it.each(['', 'My son was fined.', 'We were fined because he was ill and nobody asked us'])(
    'too short to tell are compared with none: "%s"',
    story => {
      expect(storyBands(story)).toEqual([]);
    },
  );

  it('that share four pieces in ten agree in two bands for a few in a hundred only', () => {
    const { below } = seededRandom(7);
    const words = (n: number) => Array.from({ length: n }, () => `w${below(1e9)}`).join(' ');
    let alike = 0;
    for (let i = 0; i < 300; i += 1) {
      const shared = words(42);
      if (agreeing(`${shared} ${words(30)}`, `${shared} ${words(30)}`) >= 2) alike += 1;
    }
    expect(alike).toBeLessThan(20);
  });
});

describe('how many letters are alike', () => {
  it.each([
    [[], 0],
    [[12, 1, 1, 1, 1, 1, 1, 1], 1],
    [[12, 12, 12, 12, 12, 12, 12, 12], 12],
    [[3, 40, 7, 1, 1, 1, 1, 1], 7],
  ])('of the bands %j say %i: one band alone may agree by chance', (shared, count) => {
    expect(lettersAlike(shared)).toBe(count);
  });
});
