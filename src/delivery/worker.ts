import { setTimeout as wait } from 'node:timers/promises';
import { codeOf } from '../db/error-code.ts';
import { LEASE } from './claim.ts';
import { openTries, type TryParts } from './tries.ts';

/** For so long what ends at about the same time is gathered, milliseconds: one claim then takes for all of it. */
const GATHER = 10;

/**
 * Milliseconds: between two looks at an empty outbox; between renewals of the leases of tries under way;
 * how long a worker that stops waits for them.
 */
const TIMING = { pause: 1_000, renewEvery: LEASE / 3, grace: 8_000 };

/** Keeps sending what is due, until stopped. */
export function startWorker(parts: TryParts, { pause, renewEvery, grace } = TIMING) {
  const bell = createBell();
  const tries = openTries(parts, pause, bell.ring);
  const renewing = setInterval(tries.renew, renewEvery);
  let stopped = false;

  const loop = (async () => {
    while (!stopped) {
      const begun = await tries.begin().catch(error => {
        parts.log.error({ err: codeOf(error) }, 'outbox');
        return 0;
      });
      if (!stopped && begun === 0) await bell.wait(pause);
      if (!stopped && tries.areUnderWay()) await wait(GATHER);
    }
  })();

  return {
    /** Begins nothing more, and waits for the tries under way; those that hang are cut short, and wait. */
    async stop(): Promise<void> {
      stopped = true;
      bell.ring();
      await Promise.all([loop, tries.stop(grace)]);
      clearInterval(renewing);
    },
  };
}

/** Waits until it rings or time is up; a ring that nobody waited for counts for the next wait. */
function createBell() {
  let rung = false;
  let wake = () => {};
  return {
    ring(): void {
      rung = true;
      wake();
    },
    async wait(milliseconds: number): Promise<void> {
      if (!rung) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, milliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
    },
  };
}
