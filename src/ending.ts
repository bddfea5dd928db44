import type { Logger } from 'pino';
import { withoutInput } from './web/without-input.ts';

/** How long a process that was told to end waits for what is under way, milliseconds. Docker kills after 10 seconds. */
export const GRACE = 8_000;

/** And when it ends all the same, though something hangs. */
const AT_THE_LATEST = 9_500;

/** What tells a process to end. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** A setting that cannot work ends the start with its own words, and without a trace. */
export async function orExit<T>(load: () => T | Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}

/**
 * Ends this process well when it is told to, within a bounded time; a second signal ends it at once. A fault
 * that nobody caught ends it too, with a line that quotes nothing, for its message may hold what was typed.
 */
export function endWell(log: Logger, stop: () => Promise<void>, atTheLatest = AT_THE_LATEST): void {
  const end = async (signal: NodeJS.Signals) => {
    for (const other of SIGNALS) process.off(other, end);
    log.info({ signal }, 'ending');
    setTimeout(() => {
      log.error('did not end in time');
      process.exit(1);
    }, atTheLatest).unref();
    await stop();
    log.info('ended');
    process.exit(0);
  };
  for (const signal of SIGNALS) process.on(signal, end);
  // Rejections that nobody handles come here too.
  process.on('uncaughtException', error => {
    log.fatal({ err: withoutInput(error) }, 'uncaught');
    process.exit(1);
  });
}
