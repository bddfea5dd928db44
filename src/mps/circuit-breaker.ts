import { type Clock, MINUTE } from '../clock.ts';

/** Faults in a row after which a service is left alone. */
const FAULTS = 3;

/** For how long; then one request tries for all. */
const REST = MINUTE;

/** Spares a service that is down, and everyone who would wait for it. */
export function createBreaker(clock: Clock) {
  let inARow = 0;
  let restsUntil = 0;
  return {
    /** Whether the service may be asked now. */
    allows(): boolean {
      if (inARow < FAULTS) return true;
      const now = clock().getTime();
      if (now < restsUntil) return false;
      restsUntil = now + REST;
      return true;
    },
    succeeded(): void {
      inARow = 0;
    },
    failed(): void {
      inARow += 1;
      if (inARow >= FAULTS) restsUntil = clock().getTime() + REST;
    },
  };
}
