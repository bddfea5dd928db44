import { openTries, type TryParts } from '../../src/delivery/tries.ts';

/** Sends what is due now as a worker does, to the last of it. */
export async function deliver(parts: TryParts): Promise<void> {
  const tries = openTries(parts, 1_000);
  while ((await tries.begin()) > 0) await tries.ended();
}
