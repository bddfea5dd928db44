import type { Transaction } from '../db/database.ts';

/**
 * Counts one more for each key, in a handful of statements however many keys there are. A count ends at
 * the `expiresAt` that it began with; whatever has ended is swept away here.
 *
 * @returns the counts with this one, in the order of the keys, which must differ
 */
export async function addToTallies(
  tx: Transaction,
  keys: string[],
  expiresAt: Date,
  now: Date,
): Promise<number[]> {
  await sweepTallies(tx, now);
  const found = await tx.tally.findMany({ where: { key: { in: keys } } });
  const counts = new Map(found.map(({ key, count }) => [key, count]));
  await tx.tally.updateMany({
    where: { key: { in: [...counts.keys()] } },
    data: { count: { increment: 1 } },
  });
  const fresh = keys.filter(key => !counts.has(key));
  await tx.tally.createMany({ data: fresh.map(key => ({ key, count: 1, expiresAt })) });
  return keys.map(key => (counts.get(key) ?? 0) + 1);
}

/** @returns 0 where nothing was counted */
export async function readTally(tx: Transaction, key: string): Promise<number> {
  return (await tx.tally.findUnique({ where: { key } }))?.count ?? 0;
}

export async function sweepTallies(tx: Transaction, now: Date): Promise<void> {
  await tx.tally.deleteMany({ where: { expiresAt: { lte: now } } });
}
