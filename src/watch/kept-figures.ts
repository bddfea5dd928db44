import { stat } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { newestTries, outboxDepth } from '../delivery/outbox-depth.ts';
import { activePauses } from '../delivery/pause.ts';
import { lettersByState } from '../figures/count.ts';
import type { DataSource } from '../mps/data-source-store.ts';
import { lastRuns } from '../runs/recurring-run.ts';

type Parts = {
  db: Database;
  clock: Clock;
  dataSources: () => Promise<DataSource[]>;
  /** The SQLite file; undefined: the database is no file of ours. */
  databaseFile: string | undefined;
};

export type KeptFigures = Awaited<ReturnType<typeof readKeptFigures>>;

/**
 * What the database itself tells of the site, so that every process tells the same, also of what another one
 * did. Nothing here reads the letters: each figure is a kept sum, or comes from an index alone or with a bound.
 */
export async function readKeptFigures({ db, clock, dataSources, databaseFile }: Parts) {
  const now = clock();
  return {
    letters: await lettersByState(db),
    outbox: await outboxDepth(db, now),
    tries: await newestTries(db, now),
    pauses: (await activePauses(db.read)).length,
    runs: await lastRuns(db, now),
    dataAges: (await dataSources()).map(({ name, asOf }) => ({
      name,
      seconds: (now.getTime() - asOf.getTime()) / 1_000,
    })),
    bytes: databaseFile
      ? { database: await sizeOf(databaseFile), wal: await sizeOf(`${databaseFile}-wal`) }
      : {},
  };
}

const sizeOf = (file: string) =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
