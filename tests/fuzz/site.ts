import { copyFileSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { BY_ITSELF, SEEN_AT } from '../support/contents.ts';
import { crawl } from '../support/crawl.ts';
import { type Answer, type Asked, listen } from '../support/loopback.ts';
import { populate } from '../support/populated.ts';
import { routesOf } from '../support/routes.ts';
import { openWorld } from '../support/world.ts';
import { type Ground, namesOf } from './requests.ts';

/** Each request comes from an address of its own, by the trusted proxy, so that no limit answers in the site's place. */
const ENV = { TRUST_PROXY: '1', HOOK_SECRET: 'a secret that only tests know, 32 characters' };

export type FuzzSite = Awaited<ReturnType<typeof openFuzzSite>>;

/** The real application on a socket, full of people and letters, which can be put back to where it began. */
export async function openFuzzSite(root: string) {
  const world = await openWorld(ENV);
  const { people } = await populate(world);
  const site = await listen(world);
  const routes = routesOf(world.app);
  const { pages, forms } = await crawl(site, routes, people);
  const ground: Ground = { routes, people, pages, forms, names: namesOf(root) };
  const saved = `${world.file}.saved`;
  await world.restart(ENV, () => copyFileSync(world.file, saved));
  let reader = new Database(world.file, { readonly: true });
  let seen = { version: -1, rows: '' };
  let asked = 0;

  return {
    ground,
    log: world.log,
    /** Puts everything back to where it began. */
    async restore(): Promise<void> {
      reader.close();
      await world.restart(ENV, () => {
        for (const suffix of ['-wal', '-shm']) rmSync(world.file + suffix, { force: true });
        copyFileSync(saved, world.file);
      });
      reader = new Database(world.file, { readonly: true });
      seen = { version: -1, rows: '' };
    },
    ask(request: Asked): Promise<Answer> {
      asked += 1;
      const from = `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`;
      return site.ask({ ...request, headers: { ...request.headers, 'X-Forwarded-For': from } });
    },
    /** All that the database holds. It is read anew only where somebody has committed something. */
    contents(): string {
      const version = Number(reader.pragma('data_version', { simple: true }));
      if (version !== seen.version) seen = { version, rows: rowsOf(reader) };
      return seen.rows;
    },
    /** The names of all columns. */
    columns(): string[] {
      const found = tablesOf(reader).flatMap(table => columnsOf(reader, table));
      return [...new Set(found)].sort();
    },
    async close(): Promise<void> {
      reader.close();
      await site.close();
      await world.close({ expectErrors: true });
    },
  };
}

function rowsOf(reader: Database.Database): string {
  return tablesOf(reader)
    .filter(table => !BY_ITSELF.includes(table))
    .map(table => {
      const kept = columnsOf(reader, table).filter(name => !SEEN_AT[table]?.includes(name));
      const rows = reader.prepare(`SELECT ${kept.map(name => `"${name}"`).join(', ')} FROM "${table}"`);
      return `${table} ${JSON.stringify(rows.raw().all())}`;
    })
    .join('\n');
}

const tablesOf = (reader: Database.Database) =>
  reader
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[];

const columnsOf = (reader: Database.Database, table: string) =>
  (reader.pragma(`table_info("${table}")`) as { name: string }[]).map(({ name }) => name);
