import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { engineOf, fileOf } from '../db/dialect.ts';
import { backup } from './backup.ts';
import type { Check, Contents } from './database-file.ts';
import { restore } from './restore.ts';

type Settings = Pick<Config, 'databaseUrl'>;

/** PostgreSQL brings better tools of its own. */
function refusePostgresql({ databaseUrl }: Settings, tool: string): void {
  if (engineOf(databaseUrl) !== 'postgresql') return;
  throw new Error(
    `This command is for SQLite. PostgreSQL is copied with pg_dump and brought back with pg_restore:\n  ${tool}\nSee "PostgreSQL" in docs/running.md.`,
  );
}

/**
 * `npm run -s data -- backup FILE [--force]`
 *
 * @param known the names of this version's migrations
 * @throws Error with what to do, in words for the operator
 */
export async function backupCommand(
  { databaseUrl }: Settings,
  known: string[],
  args: string[],
): Promise<void> {
  refusePostgresql({ databaseUrl }, 'pg_dump --format=custom --file=FILE "$DATABASE_URL"');
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { force: { type: 'boolean', default: false } },
  });
  const to = onlyFile(positionals);
  const report = await backup(fileOf(databaseUrl), to, known, { replace: values.force });
  const size = `${(report.bytes / 1_000_000).toFixed(1)} MB in ${(report.milliseconds / 1_000).toFixed(1)} s`;
  console.log(`Copied to ${to} and checked: ${size}. ${inWords(report)}`);
}

/**
 * `npm run -s data -- restore FILE`
 *
 * @param checks what else a backup must have, such as that APP_SECRET opens it
 * @throws Error with what to do, in words for the operator
 */
export async function restoreCommand(
  { databaseUrl }: Settings,
  known: string[],
  args: string[],
  checks: Check[] = [],
): Promise<void> {
  refusePostgresql(
    { databaseUrl },
    'pg_restore --clean --if-exists --single-transaction --dbname="$DATABASE_URL" FILE',
  );
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
  const from = onlyFile(positionals);
  const report = await restore(from, fileOf(databaseUrl), known, new Date(), checks);
  console.log(`Restored ${from}. ${inWords(report)}`);
  if (report.kept) {
    console.log(`What stood there before is kept in ${report.kept}. Delete it when you no longer need it.`);
  }
}

/** @throws Error where it is not one file */
export function onlyFile(positionals: string[]): string {
  const [file, ...others] = positionals;
  if (!file || others.length > 0) throw new Error('Name one file.');
  return path.resolve(file);
}

function inWords({ letters, campaigns, newestMigration }: Contents): string {
  return `Letters: ${letters}; campaigns: ${campaigns}; newest migration: ${newestMigration}.`;
}
