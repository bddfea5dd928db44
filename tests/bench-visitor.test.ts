import { describe, expect, it } from 'vitest';
import { answersOf } from '../bench/visitor.ts';
import { answerErrors, readAnswers } from '../src/letters/letter-form.ts';

const CHOICES = {
  asks: [{ key: 'culture', title: 'A change of culture', detail: '' }],
  experiences: [{ key: 'fines', title: 'Fines' }],
};

describe('the supporters of the measurements', () => {
  it.each([1, 999, 1_000, 21_604, 1_000_000])('fill the letter form in as it asks for: number %d', number => {
    expect(answerErrors(readAnswers(answersOf(number)), CHOICES)).toEqual([]);
  });

  it('are each somebody else', () => {
    const people = Array.from({ length: 21_604 }, (_, number) => answersOf(number));
    expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
  });
});
