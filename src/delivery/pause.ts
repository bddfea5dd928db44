import { ONLY_ID, type Transaction } from '../db/database.ts';
import type { OutboxMailWhereInput } from '../db/generated/models.ts';

/** A pause that is on. `campaignId` null: letters of all campaigns wait. */
export type Pause = {
  id: number;
  campaignId: number | null;
  reason: string;
  startedAt: Date;
  startedBy: string;
};

/** The pauses that are on now, that of all campaigns first. Asked at each claim, so by one plain statement. */
export async function activePauses(client: Transaction): Promise<Pause[]> {
  const pauses = await client.pause.findMany({ where: { endedAt: null }, orderBy: { id: 'asc' } });
  return pauses.toSorted((a, b) => (a.campaignId ?? 0) - (b.campaignId ?? 0));
}

/** Why letters of that campaign wait, in words for supporters; null: they leave. */
export async function pauseReason(client: Transaction, campaignId: number): Promise<string | null> {
  const pauses = await activePauses(client);
  return pauses.find(pause => pause.campaignId === null || pause.campaignId === campaignId)?.reason ?? null;
}

/**
 * Which queued letters may leave, each kind to be asked for by itself; none: all wait. Asked in the transaction that
 * claims them: from the moment when a pause is stored no letter is claimed. Mail to supporters always leaves.
 */
export async function lettersThatMayLeave(tx: Transaction): Promise<OutboxMailWhereInput[]> {
  const pauses = await activePauses(tx);
  if (pauses.length === 0) return [{}];
  if (pauses.some(({ campaignId }) => campaignId === null)) return [];
  const paused = pauses.flatMap(({ campaignId }) => campaignId ?? []);
  // One question for all others would walk past everything that a paused campaign has waiting.
  const others = await tx.campaign.findMany({ where: { id: { notIn: paused } }, select: ONLY_ID });
  return [{ campaignId: null }, ...others.map(({ id }) => ({ campaignId: id }))];
}

/** Switches a pause on; it stays the one that is on where there is one. @returns false: there was one */
export async function startPause(
  tx: Transaction,
  pause: { campaignId: number | null; reason: string; startedBy: string },
  now: Date,
): Promise<boolean> {
  const { campaignId } = pause;
  if (await tx.pause.findFirst({ where: { campaignId, endedAt: null } })) return false;
  await tx.pause.create({ data: { ...pause, startedAt: now } });
  return true;
}

/** Switches it off: what waited leaves at its pace. @returns false: it was off already */
export async function endPause(tx: Transaction, id: number, endedBy: string, now: Date): Promise<boolean> {
  const pause = await tx.pause.findFirst({ where: { id, endedAt: null } });
  if (!pause) return false;
  await tx.pause.update({ where: { id }, data: { endedAt: now, endedBy } });
  const itsOwn = pause.campaignId === null ? {} : { campaignId: pause.campaignId };
  // A letter that was tried before the pause has its whole five days again.
  await tx.outboxMail.updateMany({
    where: { kind: 'letter', state: 'queued', firstTriedAt: { not: null }, ...itsOwn },
    data: { firstTriedAt: null },
  });
  return true;
}
