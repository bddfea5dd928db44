import { describe, expect, it } from 'vitest';
import { newReference, readReference, referenceNumbered } from '../../src/letters/reference.ts';

describe('a reference', () => {
  it('is eight characters that nobody mixes up, and is read back as it was made', () => {
    const made = Array.from({ length: 2_000 }, newReference);
    for (const reference of made) {
      expect(reference).toMatch(/^[2-9CDFGHJKMNPQRTVWXY]{4}-[2-9CDFGHJKMNPQRTVWXY]{4}$/);
      expect(readReference(reference)).toBe(reference);
    }
    expect(new Set(made).size).toBe(made.length);
    expect(new Set(made.join('').replaceAll('-', '')).size, 'all of the alphabet comes up').toBe(25);
  });

  it('is another one for every number, up to ten million', () => {
    const numbers = [
      0,
      1,
      2,
      25,
      625,
      9_999_998,
      9_999_999,
      ...Array.from({ length: 20_000 }, (_, i) => 3 + i * 31),
    ];
    const made = [...new Set(numbers)].map(referenceNumbered);
    expect(new Set(made).size).toBe(made.length);
    for (const reference of made) expect(readReference(reference)).toBe(reference);
  });

  it.each([
    ['K7QM-3XD2', 'K7QM-3XD2'],
    [' k7qm3xd2 ', 'K7QM-3XD2'],
    ['K7QM – 3XDZ.', 'K7QM-3XD2'],
    ['s8b3-7777', '5883-7777'],
    ['#K7QM‑3XD2', 'K7QM-3XD2'],
    ['K7QM-3XD', null],
    ['K7QM-3XD22', null],
    ['K7QM-3XDO', null],
    ['ada@supporter.example', null],
    ['', null],
  ])('typed as %j is %j', (typed, read) => {
    expect(readReference(typed)).toBe(read);
  });
});
