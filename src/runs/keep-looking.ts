import type { Logger } from 'pino';
import { codeOf } from '../db/error-code.ts';

/**
 * Looks every so often whether there is something to do, the first time at once, until stopped; while one look is
 * under way no other begins. One that fails is logged by the name of the work, and quotes nothing.
 *
 * @param every milliseconds
 * @param look does what there is to do
 */
export function keepLooking(log: Logger, name: string, every: number, look: () => Promise<unknown>) {
  let underWay: Promise<unknown> | undefined;
  const next = () => {
    underWay ??= look()
      .catch(error => log.error({ err: codeOf(error) }, name))
      .finally(() => {
        underWay = undefined;
      });
  };
  const timer = setInterval(next, every);
  next();
  return {
    /** Begins no other look, and waits for the one under way. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await underWay;
    },
  };
}
