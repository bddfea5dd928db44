import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds of work at a stretch: nobody notices that they waited so long. */
const STRETCH = 20;

/**
 * Does work that pauses at each step, and lets others have their turn while it lasts.
 *
 * @param isGone whether whoever asked has left
 * @returns what comes of the work; null where nobody waits for it any more
 */
export async function unhurried<T>(
  steps: Generator<void, T>,
  isGone: () => boolean = () => false,
  now: () => number = () => performance.now(),
): Promise<T | null> {
  let since = now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (now() - since < STRETCH) continue;
    await nextTurn();
    if (isGone()) return null;
    since = now();
  }
}
