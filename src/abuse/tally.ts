import type { Transaction } from '../db/database.ts';

/** One thing that is counted, and when its count ends if it begins now. */
type Tallied = { key: string; expiresAt: Date };

/**
 * Counts one more for each key, in three statements however many keys there are. What has ended must
 * have been swept away before.
 *
 * @returns the counts with this one, in the order of the keys, which must differ
 */
export async function addToTallies(tx: Transaction, tallied: Tallied[]): Promise<number[]> {
  if (tallied.length === 0) return [];
  const found = await tx.tally.findMany({ where: { key: { in: tallied.map(({ key }) => key) } } });
  const counts = new Map(found.map(({ key, count }) => [key, count]));
  const fresh = tallied.filter(({ key }) => !counts.has(key));
  if (counts.size > 0) {
    const where = { key: { in: [...counts.keys()] } };
    await tx.tally.updateMany({ where, data: { count: { increment: 1 } } });
  }
  if (fresh.length > 0) await tx.tally.createMany({ data: fresh.map(each => ({ ...each, count: 1 })) });
  return tallied.map(({ key }) => (counts.get(key) ?? 0) + 1);
}

/** @returns 0 where nothing was counted */
export async function readTally(tx: Transaction, key: string): Promise<number> {
  return (await tx.tally.findUnique({ where: { key } }))?.count ?? 0;
}

/** What has ended goes. */
export async function sweepTallies(tx: Transaction, now: Date): Promise<void> {
  await tx.tally.deleteMany({ where: { expiresAt: { lte: now } } });
}
