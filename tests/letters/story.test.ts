import { describe, expect, it } from 'vitest';
import {
  ADVICE,
  adviceFor,
  countWords,
  holdsStory,
  storyIn,
  withAnswers,
  withoutAnswers,
} from '../../src/letters/story.ts';

describe('the answers to questions', () => {
  /** Each line: what it says, the story, the answers, what the same page has put there, what comes of it. */
  it.each([
    ['begin an empty story', '', ['One.', 'Two.'], '', 'One.\n\nTwo.'],
    ['come after what stands there', 'Mine.', ['One.'], '', 'Mine.\n\nOne.'],
    ['may all be left out', 'Mine.', ['', ''], '', 'Mine.'],
    ['may be left out in the middle', '', ['One.', '', 'Three.'], '', 'One.\n\nThree.'],
    ['are put in once, however often they are sent', 'Mine.\n\nOne.', ['One.'], '', 'Mine.\n\nOne.'],
    ['take the place of what the page has saved', 'Mine.\n\nOn', ['One.'], 'On', 'Mine.\n\nOne.'],
    ['can be taken back', 'Mine.\n\nOne.', [''], 'One.', 'Mine.'],
    [
      'leave alone what was written meanwhile',
      'Mine.\n\nOn. More.',
      ['One.'],
      'On',
      'Mine.\n\nOn. More.\n\nOne.',
    ],
  ])('%s', (_what, story, answers, before, told) => {
    expect(withAnswers(story, answers, before)).toBe(told);
  });

  it.each([
    ['', 'aab'],
    ['aab', ''],
    ['aabaaab', 'aaab'],
    ['aabaabaaa', 'aabaaa'],
    ['abababac', 'ababac'],
    ['aabaac', 'aaac'],
  ])('are found in %j where %j stands in it, and nowhere else', (story, answer) => {
    const found = story.includes(answer);
    expect(withAnswers(story, [answer])).toBe(found ? story : [story, answer].filter(Boolean).join('\n\n'));
  });

  it('are looked for in a story that was made to take minutes, without anybody noticing', () => {
    const answer = `${'a'.repeat(300)}b${'a'.repeat(400_000)}`;
    expect(withAnswers('a'.repeat(800_000), [answer])).toHaveLength(800_000 + 2 + answer.length);
  });
});

describe('whether a letter has all of the story', () => {
  it.each([
    ['every line of it', 'Dear MP\nOne.\nand\nTwo.', 'One.\nTwo.', true],
    ['not every line', 'Dear MP\nOne.', 'One.\nTwo.', false],
    ['more than a letter takes, whatever it has', 'One.'.padEnd(20_001), 'One.', false],
    ['a story longer than a letter takes', 'One.'.repeat(2_501), 'One.'.repeat(2_501), false],
  ])('it has %s', (_what, body, story, whole) => expect(holdsStory(body, story)).toBe(whole));
});

describe('whoever goes back without answering', () => {
  /** Each line: what it says, the story, what a page may have saved, what is left. */
  it.each([
    ['leaves the story as it was', 'Mine.', ['', ''], 'Mine.'],
    ['takes back what was saved', 'Mine.\n\nOn.', ['On.', 'On.'], 'Mine.'],
    [
      'takes back what was saved before, where the newest did not arrive',
      'Mine.\n\nOn.',
      ['One.', 'On.'],
      'Mine.',
    ],
    ['takes back the newest, where nobody heard that it arrived', 'Mine.\n\nOne.', ['One.', 'On.'], 'Mine.'],
    ['keeps what was written behind it', 'Mine.\n\nOne. And.', ['One.', 'One.'], 'Mine.\n\nOne. And.'],
  ])('%s', (_what, story, saved, left) => {
    expect(withoutAnswers(story, saved)).toBe(left);
  });
});

describe('a story in a letter that its writer changed', () => {
  const STORY = 'My son Oliver is nine.\n\nHe cried for a week.';
  const COMPOSED = `Dear Nova,\n\nI am a parent.\n\n${STORY}\n\nWill you raise this?\n\nAda`;

  /** Each line: what was done, the letter then, the story then. */
  it.each([
    ['unchanged', COMPOSED, STORY],
    ['moved as a whole', `${STORY}\n\nDear Nova, will you?`, STORY],
    ['with a name taken out', COMPOSED.replace(' Oliver', ''), STORY.replace(' Oliver', '')],
    ['with more behind it', COMPOSED.replace('week.', 'week.\n\nAnd I.'), STORY],
    ['with a paragraph less', COMPOSED.replace('My son Oliver is nine.\n\n', ''), 'He cried for a week.'],
    ['taken out', COMPOSED.replace(`${STORY}\n\n`, ''), ''],
    [
      'where what stood before it is gone',
      COMPOSED.replace('I am a parent.', '').replace('nine', 'ten'),
      'He cried for a week.',
    ],
    ['in a letter written anew', 'Dear Nova,\n\nPlease help.', ''],
  ])('%s', (_what, body, story) => {
    expect(storyIn(body, COMPOSED, STORY)).toBe(story);
  });

  it('that had none has none', () => {
    expect(storyIn('Dear Nova,\n\nPlease help.', 'Dear Nova,', '')).toBe('');
  });
});

describe('words', () => {
  it.each([
    ['', 0],
    [' \n ', 0],
    ['one', 1],
    ['my son, 9, can’t', 4],
    ['a – dash … and “quotes”', 4],
    ['Mae’n ŵyl\n\nyn Ynys-ddu', 4],
    ['مرحبا بكم', 2],
  ])('in %j are %i', (text, words) => {
    expect(countWords(text)).toBe(words);
  });
});

describe('advice', () => {
  it.each([
    [0, 'none', 0],
    [1, 'begun', 0],
    [9, 'begun', 10],
    [10, 'short', 10],
    [59, 'short', 60],
    [60, 'enough', 60],
    [119, 'enough', 120],
    [120, 'plenty', 120],
    [144, 'plenty', 140],
    [399, 'plenty', 400],
    [400, 'long', 400],
    [1_999, 'long', 2_000],
  ])('on a story of %i words is %j, and calls them about %i', (words, key, about) => {
    expect(adviceFor('word '.repeat(words))).toEqual({ key, number: about });
  });

  it('says when a story is longer than it can be, and by how much', () => {
    expect(adviceFor('x'.repeat(10_000)).key).toBe('begun');
    expect(adviceFor('x'.repeat(11_234))).toEqual({ key: 'tooLong', number: 1_234 });
  });

  it('is there for every length', () => {
    const starts = ADVICE.map(({ from }): number => from);
    expect(starts[0]).toBe(0);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
  });
});
