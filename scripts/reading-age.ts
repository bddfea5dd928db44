/**
 * How hard a text is to read, by the Flesch-Kincaid grade: 0.39 × words a sentence + 11.8 × syllables a word
 * − 15.59 (Kincaid and others, 1975). A school grade of the United States and five make an age in years.
 */
type Reading = {
  sentences: number;
  words: number;
  /** Years: whoever reads as one does at this age can follow. */
  age: number;
};

const FIRST_GRADE_AGE = 5;

export function readingAge(sentences: readonly string[]): Reading {
  const words = sentences.flatMap(wordsOf);
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  const grade = 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59;
  return { sentences: sentences.length, words: words.length, age: grade + FIRST_GRADE_AGE };
}

/** The sentences that read hardest by themselves, the hardest first. Of a few words none says much. */
export function hardest(sentences: readonly string[], count: number, fewest = 6) {
  return sentences
    .filter(sentence => wordsOf(sentence).length >= fewest)
    .map(sentence => ({ sentence, age: readingAge([sentence]).age }))
    .sort((a, b) => b.age - a.age)
    .slice(0, count);
}

/**
 * The whole sentences of a text as it stands in a file of words: without its marks, and with a short name
 * where a value will stand. Labels, headings and buttons, which end without a full stop, are no sentences.
 */
export function sentencesOf(text: string): string[] {
  const plain = text
    .replace(/<[^>]+>/g, '')
    .replace(/\{\{\s*\w+\s*\}\}/g, 'Ann')
    .replace(/\s+/g, ' ');
  return [...plain.matchAll(/[^.!?]+(?:[.!?](?=\w)[^.!?]*)*[.!?]+[”’)]*/g)]
    .map(([sentence]) => sentence.trim())
    .filter(sentence => wordsOf(sentence).length > 1);
}

const wordsOf = (text: string) => text.match(/[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu) ?? [];

/** By groups of vowels: an "e" at the end is silent, but for "le" and for a word that has no other vowel. Some words come out one too few or too many. */
export function syllablesOf(word: string): number {
  const letters = word.toLowerCase().replace(/[^a-z]/g, '');
  if (letters.length === 0) return 1;
  // Said letter by letter: MP, NHS.
  if (!/[aeiouy]/.test(letters)) return letters.length;
  const spoken = letters
    .replace(/([^q])uen/, '$1u-en')
    .replace(/([^aeiouyl])les?$/, '$1el')
    .replace(/([^aeiouytd])ed$/, '$1')
    .replace(/([^aeiouyscxz])es$|([^aeiouy])e$/, '$1$2');
  return Math.max(1, spoken.match(/[aeiouy]+/g)?.length ?? 1);
}
