import { describe, expect, it } from 'vitest';
import type { LetterMove, LetterState } from '../../src/letters/letter-state.ts';
import { ANSWERS, answerOf, canBeAnswered, moveFor } from '../../src/replies/answer.ts';

describe('an answer', () => {
  it('is one of five', () => {
    expect(ANSWERS.map(({ key, replied }) => [key, replied])).toEqual([
      ['helps', true],
      ['raised', true],
      ['standard', true],
      ['none', false],
      ['other', false],
    ]);
    expect(answerOf('none')?.title).toBe('replies:answers.none');
    expect(answerOf('constructor')).toBeNull();
  });

  it.each<[LetterState, string, boolean, LetterMove | null]>([
    ['accepted', 'email', true, 'reply'],
    ['accepted', 'email', false, null],
    ['replied', 'email', true, null],
    ['replied', 'email', false, 'miss_reply'],
    ['confirmed', 'own_means', true, 'reply'],
    ['confirmed', 'own_means', false, null],
    ['replied', 'own_means', false, 'miss_reply_by_post'],
    ['confirmed', 'email', true, null],
    ['bounced', 'email', true, null],
    ['failed', 'email', true, null],
    ['erased', 'email', true, null],
  ])('about a letter that is %s by %s (reply: %s) moves it by %s', (state, way, replied, move) => {
    expect(moveFor({ state, way }, { replied })).toBe(move);
  });

  it.each<[LetterState, string, boolean]>([
    ['accepted', 'email', true],
    ['replied', 'email', true],
    ['confirmed', 'own_means', true],
    ['confirmed', 'email', false],
    ['awaiting_confirmation', 'own_means', false],
    ['bounced', 'email', false],
    ['failed', 'email', false],
    ['held', 'email', false],
    ['erased', 'email', false],
  ])('can be given about a letter that is %s by %s: %s', (state, way, can) => {
    expect(canBeAnswered({ state, way })).toBe(can);
  });
});
