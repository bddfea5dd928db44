import { describe, expect, it } from 'vitest';
import { slopeOf } from '../bench/measure.ts';
import { type Sample, verdictOf } from '../bench/soak-verdict.ts';

/** Thirty samples of a process that is warm after the first ten. @param change what the later ones have in another way */
const samples = (change: (index: number) => Partial<Sample> = () => ({})): Sample[] =>
  Array.from({ length: 30 }, (_, i) => ({
    at: i * 10,
    letters: i * 60,
    rss: i < 10 ? 150 + i * 5 : 200 + (i % 3),
    heap: i < 10 ? 60 + i : 70 + (i % 2),
    wal: 4,
    handles: 12 + (i % 4),
    delay: 12,
    longest: 40,
    ...change(i),
  }));

const unsteady = (given: Sample[]) =>
  verdictOf(given)
    .filter(({ kept }) => !kept)
    .map(({ what }) => what);

describe('the verdict of the soak', () => {
  it('is "steady" of a process that has grown warm and stays as it is', () => {
    expect(unsteady(samples())).toEqual([]);
  });

  it.each<[string, (i: number) => Partial<Sample>]>([
    ['heap after collection', i => ({ heap: 70 + i })],
    ['whole process', i => ({ rss: 200 + i * 3 })],
    ['handles besides connections', i => ({ handles: 10 + i * 2 })],
    ['write-ahead log', i => ({ wal: i === 20 ? 65 : 4 })],
    ['event loop, p99 of its delay', () => ({ delay: 300 })],
  ])('names the %s that grows', (what, change) => {
    expect(unsteady(samples(change))).toEqual([what]);
  });

  it('is given of enough samples alone', () => {
    expect(() => verdictOf(samples().slice(0, 5))).toThrow('too few samples');
  });

  it('follows the line that fits best', () => {
    expect(
      slopeOf([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    ).toBe(2);
    expect(slopeOf([[1, 1]])).toBe(0);
  });
});
