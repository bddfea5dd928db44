import { describe, expect, it } from 'vitest';
import {
  addChoice,
  type Choice,
  changeChoice,
  moveChoice,
  offered,
  removeChoice,
  restoreChoice,
} from '../../src/campaigns/choices.ts';

const NOW = new Date('2026-11-24T10:00:00Z');

/** "a b (c)": c is retired. */
const list = (text: string): Choice[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map(word => ({
      key: word.replace(/[()]/g, ''),
      title: word,
      detail: '',
      retiredAt: word.startsWith('(') ? NOW : null,
    }));
const shown = (choices: readonly Choice[]) =>
  choices.map(({ key, retiredAt }) => (retiredAt ? `(${key})` : key)).join(' ');

describe('a list of choices', () => {
  it.each([
    ['a b c', 'b', -1, 'b a c'],
    ['a b c', 'b', 1, 'a c b'],
    ['a b c', 'a', -1, 'a b c'],
    ['a b c', 'c', 1, 'a b c'],
    ['a b (c)', 'b', 1, 'a b (c)'],
    ['a b (c)', 'c', -1, 'a b (c)'],
    ['a (c) b', 'b', -1, 'b a (c)'],
    ['a b', 'x', 1, 'a b'],
  ] as const)('"%s" with %s moved by %i is "%s"', (before, key, by, after) => {
    expect(shown(moveChoice(list(before), key, by))).toBe(after);
  });

  it.each([
    ['a b', 'a', false, 'b'],
    ['a b', 'a', true, 'b (a)'],
    ['a b (c)', 'c', true, 'a b (c)'],
  ] as const)('"%s" without %s, which is in use: %s, is "%s"', (before, key, inUse, after) => {
    expect(shown(removeChoice(list(before), key, inUse, NOW))).toBe(after);
  });

  it('offers a retired one again, at the end', () => {
    expect(shown(restoreChoice(list('a (c) (d)'), 'c'))).toBe('a c (d)');
    expect(shown(offered(list('a (c) b')))).toBe('a b');
  });

  it.each([
    ['A warm meal', 'a (old)', 'a a-warm-meal (old)'],
    ['Old', 'a (old)', 'a old-2 (old)'],
    ['Old', 'old old-2', 'old old-2 old-3'],
    ['3 meals', '', 'no-3-meals'],
    ['!', '', 'no'],
    ['A long title that says far more than a key can hold', '', 'a-long-title-that-says-far-mor'],
  ])('gains "%s" under a key of its own', (title, before, after) => {
    expect(shown(addChoice(list(before), { title, detail: '' }))).toBe(after);
  });

  it('changes the words and never the key', () => {
    const [a, b] = changeChoice(list('a b'), 'b', { title: 'New', detail: 'Words' });
    expect(a).toEqual(list('a')[0]);
    expect(b).toEqual({ key: 'b', title: 'New', detail: 'Words', retiredAt: null });
  });
});
