import { HOUR } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Fault } from './live-service.ts';

/** The services that can be asked live. */
export type ServiceName = 'postcodes' | 'members';

/** How often a live service failed in which way within an hour; it tells of nobody. */
export type Incident = { service: ServiceName; fault: Fault; hour: Date; count: number };

/** Counts one more failure in this hour. */
export async function recordIncident(
  db: Database,
  service: ServiceName,
  fault: Fault,
  now: Date,
): Promise<void> {
  const hour = new Date(Math.floor(now.getTime() / HOUR) * HOUR);
  await db.write(tx =>
    tx.liveIncident.upsert({
      where: { service_fault_hour: { service, fault, hour } },
      create: { service, fault, hour, count: 1 },
      update: { count: { increment: 1 } },
    }),
  );
}

/** The incidents since then, newest first. */
export async function readIncidents(db: Database, since: Date): Promise<Incident[]> {
  const rows = await db.read.liveIncident.findMany({
    where: { hour: { gte: since } },
    orderBy: [{ hour: 'desc' }, { service: 'asc' }, { fault: 'asc' }],
  });
  return rows as Incident[];
}
