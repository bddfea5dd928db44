import { setImmediate } from 'node:timers/promises';

/**
 * Lets everybody else have their turn between two batches. SQLite answers at once, so that without it nobody else's
 * request would be heard until the last batch is done.
 */
export const othersTurn = (): Promise<void> => setImmediate();
