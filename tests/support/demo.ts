import { copyFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { inject } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { loadDemo } from '../../src/demo/load-demo.ts';
import { sealingOf } from '../../src/sealing/sealed-fields.ts';
import { onPostgresql } from './databases.ts';
import { openWorld, type World } from './world.ts';

/** The moment at which every demonstration in the tests ends. */
const DEMO_END = new Date('2026-11-24T09:00:00Z');

/**
 * The application on a database with made-up letters; `sql` asks an SQLite file past our own code. On
 * PostgreSQL that is another with the same letters, as they were in the beginning.
 */
export async function openDemoWorld(letters = 8_000) {
  const world = await openWorld();
  await fill(world.deps, letters);
  if (!onPostgresql) return { world, ...asking(world, world.file) };
  copyFileSync(inject('migratedDatabase'), world.file);
  const twin = await openDatabase(`file:${world.file}`, sealingOf(world.deps.secrets));
  await fill({ ...world.deps, db: twin }, letters);
  await twin.close();
  return { world, ...asking(world, world.file) };
}

async function fill(parts: Parameters<typeof loadDemo>[0], letters: number): Promise<void> {
  await loadDemo(parts, { production: false, now: DEMO_END, add: false, seed: 1, letters, days: 60 });
}

function asking(world: World, path: string) {
  const file = new Sqlite(path, { readonly: true });
  return {
    all: <Row>(sql: string, ...values: unknown[]) => file.prepare(sql).all(...values) as Row[],
    one: (sql: string, ...values: unknown[]) =>
      file
        .prepare(sql)
        .pluck()
        .get(...values) as number,
    /** The same, with what is sealed opened; each row has its id. */
    opened: <Row extends object>(model: string, sql: string, ...values: unknown[]) =>
      (file.prepare(sql).all(...values) as Row[]).map(row => world.deps.db.openRow(model, row)),
    async close() {
      file.close();
      await world.close();
    },
  };
}
