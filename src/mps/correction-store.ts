import type { Transaction } from '../db/database.ts';
import { CORRECTABLE, type Correction } from './correction.ts';

/**
 * Keeps what staff put right about an MP. It replaces the MP's earlier correction, and survives every
 * refresh because it belongs to the person.
 *
 * @param memberId id in UK Parliament's Members API
 * @param by who corrected, as staff are named in the staff area
 */
export async function correctMember(
  tx: Transaction,
  memberId: number,
  correction: Correction,
  by: string,
  now: Date,
): Promise<void> {
  const fields = Object.fromEntries(CORRECTABLE.map(name => [name, correction[name] ?? null]));
  const data = { ...fields, correctedAt: now, correctedBy: by };
  await tx.memberCorrection.upsert({
    where: { memberId },
    create: { memberId, ...data },
    update: data,
  });
}

/** From now on the MP is as the register has them. */
export async function clearCorrection(tx: Transaction, memberId: number): Promise<void> {
  await tx.memberCorrection.deleteMany({ where: { memberId } });
}

/** The corrections of these MPs, by member id. */
export async function correctionsOf(
  client: Transaction,
  memberIds: number[],
): Promise<Map<number, Correction>> {
  if (memberIds.length === 0) return new Map();
  const rows = await client.memberCorrection.findMany(
    // A search reads all seats: then all corrections, few as they are, are fewer than the ids.
    { where: memberIds.length > 50 ? {} : { memberId: { in: memberIds } } },
  );
  return new Map(rows.map(row => [row.memberId, row as Correction]));
}
