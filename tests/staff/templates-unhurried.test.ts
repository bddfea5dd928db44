import { describe, expect, it } from 'vitest';
import { unhurried } from '../../src/staff/templates/unhurried.ts';

/** Longer than one may work at a stretch. */
const LONG = 25;

function* longSteps(count: number, done: number[]): Generator<void, string> {
  for (let step = 0; step < count; step += 1) {
    const end = performance.now() + LONG;
    while (performance.now() < end);
    done.push(step);
    yield;
  }
  return 'done';
}

describe('work that takes long', () => {
  it('lets others have their turn behind each stretch of it', async () => {
    const done: number[] = [];
    const heard: number[] = [];
    const others = () => {
      heard.push(done.length);
      if (done.length < 3) setImmediate(others);
    };
    setImmediate(others);
    expect(await unhurried(longSteps(3, done))).toBe('done');
    expect(heard).toEqual(expect.arrayContaining([1, 2]));
  });

  it('ends where whoever asked has left', async () => {
    const done: number[] = [];
    expect(await unhurried(longSteps(9, done), () => done.length === 2)).toBeNull();
    expect(done).toEqual([0, 1]);
  });
});
