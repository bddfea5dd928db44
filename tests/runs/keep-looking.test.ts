import type { Logger } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepLooking } from '../../src/runs/keep-looking.ts';

describe('looking again and again', () => {
  const logged: unknown[][] = [];
  const log = { error: (...given: unknown[]) => logged.push(given) } as unknown as Logger;

  beforeEach(() => {
    logged.length = 0;
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('begins at once, and never a second time while one look is under way', async () => {
    const ends: (() => void)[] = [];
    const looking = keepLooking(log, 'work', 1_000, () => new Promise<void>(resolve => ends.push(resolve)));
    expect(ends).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ends).toHaveLength(2);
    let stopped = false;
    const stop = looking.stop().then(() => {
      stopped = true;
    });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(stopped).toBe(false);
    ends[1]?.();
    await stop;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ends).toHaveLength(2);
  });

  it('goes on behind a look that failed, and logs its code without what it says', async () => {
    let looks = 0;
    const looking = keepLooking(log, 'work', 1_000, async () => {
      looks += 1;
      if (looks === 1) throw Object.assign(new Error('Ada Example, 1 Invented Street'), { code: 'P2034' });
    });
    await vi.advanceTimersByTimeAsync(1_000);
    await looking.stop();
    expect(looks).toBe(2);
    expect(logged).toEqual([[{ err: { code: 'P2034' } }, 'work']]);
  });
});
