import type { Transaction } from '../db/database.ts';
import { PERIODS, type PeriodName, type Periods, USUAL_PERIODS } from './retention.ts';

const isPeriod = (name: string): name is PeriodName => Object.hasOwn(PERIODS, name);

/** How long things are kept now, in days: never shorter than what is said to supporters, whenever it was chosen. */
export async function readPeriods(client: Transaction): Promise<Periods> {
  const chosen = await client.retentionPeriod.findMany();
  const known = chosen.flatMap(({ name, days }) => (isPeriod(name) ? [{ name, days }] : []));
  return {
    ...USUAL_PERIODS,
    ...Object.fromEntries(known.map(({ name, days }) => [name, Math.max(days, PERIODS[name].least)])),
  };
}

/** Chooses one period. The usual one needs no row. */
export async function choosePeriod(
  tx: Transaction,
  name: PeriodName,
  days: number,
  { reason, at, who }: { reason: string; at: Date; who: string },
): Promise<void> {
  if (days === PERIODS[name].days) {
    await tx.retentionPeriod.deleteMany({ where: { name } });
    return;
  }
  const data = { days, reason, changedAt: at, changedBy: who };
  await tx.retentionPeriod.upsert({ where: { name }, create: { name, ...data }, update: data });
}
