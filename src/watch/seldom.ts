import type { Clock } from '../clock.ts';

/**
 * Asks for something at most once in that time. Whoever comes before it is over gets the same answer, and
 * waits for it where it is still to come: so nobody loads anything by asking often.
 *
 * @param every milliseconds
 */
export function seldom<T>(every: number, clock: Clock, ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let askedAt = 0;
  return () => {
    const now = clock().getTime();
    // A clock that is set back makes nothing last longer.
    if (!answer || now < askedAt || now - askedAt >= every) {
      askedAt = now;
      answer = ask();
    }
    return answer;
  };
}
