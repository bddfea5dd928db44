import { describe, expect, it } from 'vitest';
import { ownWordsInKind, ownWordsShare, withoutStory } from '../../src/letters/own-words.ts';

const OPENING = 'I am the parent of a disabled child, and I am writing to you as your constituent.';
const FINES = 'A fine makes no child well enough for school and puts no support in place.';
const QUESTION = 'Will you raise this with the Secretary of State for Education?';
const STANDARD = ['Dear Nova Invented,', OPENING, FINES, QUESTION, 'Ada Example\n1 Invented Street'].join(
  '\n\n',
);
/** Twelve words. */
const STORY = 'Every morning he sits on the stairs and cannot move at all.';

describe('the share of own words', () => {
  it.each<[string, string, number]>([
    ['nothing', '', 0],
    ['the template alone', STANDARD, 0],
    ['the template in capitals, without punctuation', STANDARD.toUpperCase().replace(/[,.?]/g, ''), 0],
    ['its paragraphs in another order', [FINES, STANDARD.replace(`${FINES}\n\n`, '')].join('\n\n'), 0],
    ['half of its paragraphs', `${OPENING}\n\n${QUESTION}`, 0],
    ['a letter all of its own', STORY, 100],
    ['three own words', 'Please help us', 100],
    ['a story in the template', STANDARD.replace(FINES, `${STORY}\n\n${FINES}`), 19],
    ['the story last', `${STANDARD}\n\n${STORY}`, 19],
    ['one word put for another', STANDARD.replace('disabled child', 'disabled boy'), 2],
    ['a paragraph taken out and a story put in', STANDARD.replace(FINES, STORY), 25],
    ['what is in no Latin letters', 'שלום לכם מכל הלב היום', 100],
  ])('of %s', (_what, body, share) => {
    expect(ownWordsShare(body, STANDARD)).toBe(share);
  });

  it.each([
    [
      'on lines of its own',
      `Dear Nova,\n\n${STORY}\n\nIt goes on.\n\n${FINES}`,
      `Dear Nova,\n\n\n\n${FINES}`,
    ],
    ['within a line', `My story: ${STORY} Please help.`, 'My story:  Please help.'],
    ['in another order', `It goes on.\n\nI say: ${STORY}\n\n${FINES}`, `\nI say: \n\n${FINES}`],
    ['that is not there', FINES, FINES],
  ])('leaves out a story %s', (_where, body, standard) => {
    expect(withoutStory(body, `${STORY}  \n\nIt goes on.`)).toBe(standard);
  });

  it.each([
    [0, 'standard', 0],
    [4, 'standard', 5],
    [5, 'some', 5],
    [19, 'some', 20],
    [20, 'much', 20],
    [38, 'much', 40],
    [100, 'much', 100],
  ])('of %i percent is put as "%s", about %i', (percent, kind, share) => {
    expect(ownWordsInKind(percent)).toEqual({ kind, share });
  });
});
