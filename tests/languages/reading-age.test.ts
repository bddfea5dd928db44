import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { englishSentences } from '../../scripts/english-sentences.ts';
import { hardest, readingAge, sentencesOf, syllablesOf } from '../../scripts/reading-age.ts';
import { openDictionary } from '../../src/languages/words.ts';

describe('the syllables of a word', () => {
  it.each([
    ['cat', 1],
    ['the', 1],
    ['name', 1],
    ['names', 1],
    ['table', 2],
    ['letter', 2],
    ['confirm', 2],
    ['asked', 1],
    ['wanted', 2],
    ['boxes', 2],
    ['constituency', 5],
    ['frequent', 2],
    ['MP', 2],
    ['9', 1],
  ])('of "%s" are %i', (word, count) => {
    expect(syllablesOf(word)).toBe(count);
  });
});

describe('the sentences of a text', () => {
  it.each([
    ['Write to us. We help you!', ['Write to us.', 'We help you!']],
    ['Find my MP', []],
    ['<strong>Nothing</strong> is sent to {{mp}}.', ['Nothing is sent to Ann.']],
    ['Go to ico.org.uk for more. It is free.', ['Go to ico.org.uk for more.', 'It is free.']],
    ['He said “no.” We go on.', ['He said “no.”', 'We go on.']],
  ])('"%s"', (text, sentences) => {
    expect(sentencesOf(text)).toEqual(sentences);
  });
});

describe('the reading age', () => {
  it('is that of the formula, by hand', () => {
    // 6 words, 6 syllables, 1 sentence: 0.39 × 6 + 11.8 × 1 − 15.59 = −1.45
    expect(readingAge(['The cat sat on the mat.']).age).toBeCloseTo(3.55, 2);
    // 9 words, 11 syllables, 2 sentences: 0.39 × 4.5 + 11.8 × 1.222 − 15.59 = 0.587
    expect(readingAge(['We send your letter now.', 'Your MP reads it.']).age).toBeCloseTo(5.59, 2);
  });

  it('grows with long words and long sentences, and the hardest come first', () => {
    const easy = 'You can stop at any time and go on later.';
    const hard = 'Legislative accountability necessitates comprehensive parliamentary consideration.';
    expect(hardest([easy, hard], 1).map(({ sentence }) => sentence)).toEqual([hard]);
  });
});

describe('the English words of the supporters’ pages', () => {
  const sentences = englishSentences();

  it('can be read at 11, as the page on accessibility says', () => {
    const { age, words: count } = readingAge(sentences);
    expect(count).toBeGreaterThan(300);
    const worst = hardest(sentences, 10).map(({ sentence, age }) => `${age.toFixed(0)}: ${sentence}`);
    expect(age, worst.join('\n')).toBeLessThanOrEqual(11);
    const words = openDictionary(path.join(import.meta.dirname, '../../languages'))('en');
    expect(words.html('pages:accessibility.plain.measured')).toContain('11 years old or younger');
  });
});
