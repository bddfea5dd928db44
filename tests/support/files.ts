import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import pg from 'pg';
import { onPostgresql } from './databases.ts';
import type { World } from './world.ts';

/**
 * Which of these words stand in the bytes of the database, its write-ahead log among them; on PostgreSQL,
 * in what its tables hold.
 */
export async function standingIn(world: World, words: string[]): Promise<string[]> {
  const texts = onPostgresql
    ? await rowsAsText(world.databaseUrl)
    : ['', '-wal', '-shm'].flatMap(suffix => {
        try {
          return [readFileSync(world.file + suffix)];
        } catch {
          return [];
        }
      });
  return words.filter(word => texts.some(text => text.includes(word)));
}

/** Of all tables by one connection: each new one costs more than reading them all. */
async function rowsAsText(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    const texts: string[] = [];
    for (const { tablename } of rows) {
      const found = await client.query(`SELECT t::text AS text FROM "${tablename}" t`);
      texts.push(...found.rows.map(({ text }) => String(text)));
    }
    return texts;
  } finally {
    await client.end();
  }
}

/**
 * The beginning and the end of each sealed text about a letter, as the database holds it: the middle of a
 * long one is spread over pages.
 */
export async function sealedAbout({ deps }: World, letterId: string): Promise<string[]> {
  const rows = async (table: string, where: string) =>
    deps.db.read.$queryRawUnsafe<object[]>(`SELECT * FROM "${table}" WHERE ${where}`);
  const contacts = `SELECT "id" FROM "Contact" WHERE "letterId" = '${letterId}'`;
  const found = [
    ...(await rows('Letter', `"id" = '${letterId}'`)),
    ...(await rows('Contact', `"letterId" = '${letterId}'`)),
    ...(await rows('OutboxMail', `"aboutId" = '${letterId}' OR "aboutId" IN (${contacts})`)),
  ];
  return found
    .flatMap(row => Object.values(row))
    .filter(value => typeof value === 'string' && value.startsWith('sealed:'))
    .flatMap(value => [String(value).slice(0, 40), String(value).slice(-24)]);
}

/** Opens the file without Prisma, and closes it whatever happens. */
export function withDatabase<T>(file: string, work: (opened: Database.Database) => T): T {
  const opened = new Database(file);
  try {
    return work(opened);
  } finally {
    opened.close();
  }
}
