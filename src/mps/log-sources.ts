import type { Logger } from 'pino';
import { overdueDays } from './data-age.ts';
import type { DataSource } from './data-source-store.ts';

/** Says at start which data answer, and warns of data that should be renewed. */
export function logSources(log: Logger, sources: DataSource[], now: Date): void {
  for (const { name, source, licence, asOf } of sources) {
    log.info({ data: name, source, licence, asOf: asOf.toISOString().slice(0, 10) }, 'data');
    const days = overdueDays({ name, asOf }, now);
    if (days !== null) log.warn({ data: name, days }, 'data should be renewed: see docs/data.md');
  }
}
