import { describe, expect, it } from 'vitest';
import { unhurried } from '../../src/staff/templates/unhurried.ts';

/** Milliseconds of a step: longer than one may work at a stretch. */
const LONG = 25;

function* steps(count: number, done: number[]): Generator<void, string> {
  for (let step = 0; step < count; step += 1) {
    done.push(step);
    yield;
  }
  return 'done';
}

/** A clock by which each of those steps takes so long. */
const timeOf = (done: number[], each: number) => () => done.length * each;
const staying = () => false;

describe('work that takes long', () => {
  it('lets others have their turn behind each stretch of it', async () => {
    const done: number[] = [];
    const heard: number[] = [];
    const others = () => {
      heard.push(done.length);
      if (done.length < 3) setImmediate(others);
    };
    setImmediate(others);
    expect(await unhurried(steps(3, done), staying, timeOf(done, LONG))).toBe('done');
    expect(heard).toEqual(expect.arrayContaining([1, 2]));
  });

  it('gives no turn away between steps that are soon done', async () => {
    const done: number[] = [];
    let turns = 0;
    setImmediate(() => (turns += 1));
    expect(await unhurried(steps(9, done), staying, timeOf(done, 2))).toBe('done');
    expect(turns).toBe(0);
  });

  it('ends where whoever asked has left', async () => {
    const done: number[] = [];
    expect(await unhurried(steps(9, done), () => done.length === 2, timeOf(done, LONG))).toBeNull();
    expect(done).toEqual([0, 1]);
  });
});
