import { describe, expect, it } from 'vitest';
import { personKey } from '../../src/letters/letter.ts';

const ADA = { email: 'ada@supporter.example', name: 'Ada Example' };

describe('the same person in the same campaign', () => {
  it.each([
    ['in capitals', { email: 'ADA@Supporter.example', name: 'ADA EXAMPLE' }, ADA],
    ['with more blanks', { ...ADA, name: ' Ada  Example' }, ADA],
    [
      'with an accent as one sign or as two',
      { ...ADA, email: 'adé@supporter.example' },
      { ...ADA, email: 'ade\u0301@supporter.example' },
    ],
  ])('is known %s', (_how, one, other) => {
    expect(personKey(1, one)).toBe(personKey(1, other));
  });

  it('is not somebody else at the same address, nor in another campaign', () => {
    expect(personKey(1, { ...ADA, name: 'Ben Example' })).not.toBe(personKey(1, ADA));
    expect(personKey(2, ADA)).not.toBe(personKey(1, ADA));
  });
});
