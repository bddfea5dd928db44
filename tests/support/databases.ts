import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';

/** A PostgreSQL server on which the tests make databases of their own; none: each works on an SQLite file. */
export const SERVER = process.env.TEST_DATABASE_URL;

/** For tests of what SQLite alone does: its files, its pragmas, its one writer. */
export const onPostgresql = SERVER !== undefined;

/** A database for one test file, migrated and with the starter data. */
export async function newDatabase(dir: string) {
  const file = path.join(dir, 'test.db');
  if (!SERVER) {
    copyFileSync(inject('migratedDatabase'), file);
    return { url: `file:${file}`, file, drop: async () => undefined };
  }
  const { url, drop } = await createDatabase(SERVER, inject('postgresqlTemplate'));
  return { url, file, drop };
}

/** @param template the database that it begins as a copy of; none: it is empty */
export async function createDatabase(server: string, template = 'template0') {
  const name = `dear_mp_test_${randomBytes(6).toString('hex')}`;
  await ask(server, `CREATE DATABASE "${name}" TEMPLATE "${template}" STRATEGY FILE_COPY`);
  return {
    name,
    url: urlOf(server, name),
    drop: () => ask(server, `DROP DATABASE "${name}" WITH (FORCE)`),
  };
}

/** The address of another database of the same server. */
function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Asks past our own code. */
export async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
