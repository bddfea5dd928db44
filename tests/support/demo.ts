import Database from 'better-sqlite3';
import { loadDemo } from '../../src/demo/load-demo.ts';
import { openWorld, type World } from './world.ts';

/** The moment at which every demonstration in the tests ends. */
export const DEMO_END = new Date('2026-11-24T09:00:00Z');

/** The application on a database with made-up letters; `sql` asks the file itself, past our own code. */
export async function openDemoWorld(letters = 20_000) {
  const world = await openWorld();
  await loadDemo(world.deps, {
    production: false,
    now: DEMO_END,
    add: false,
    seed: 1,
    letters,
    days: 60,
  });
  return { world, ...askingFile(world) };
}

function askingFile(world: World) {
  const file = new Database(world.file, { readonly: true });
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
