import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { engineOf } from '../db/dialect.ts';
import { alone, migrate } from '../db/migrate.ts';
import { onlyFile } from './backup-commands.ts';
import { move } from './move.ts';

/**
 * `npm run -s data -- move FILE`: copies an SQLite database to the empty PostgreSQL one that DATABASE_URL names.
 *
 * @param known the names of this version's migrations for SQLite
 * @throws Error with what to do, in words for the operator
 */
export async function moveCommand(
  { databaseUrl }: Pick<Config, 'databaseUrl'>,
  prismaDir: string,
  known: string[],
  args: string[],
): Promise<void> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
  const file = onlyFile(positionals);
  if (engineOf(databaseUrl) !== 'postgresql') {
    throw new Error(
      'Set DATABASE_URL to the PostgreSQL database to move to: postgresql://user:password@host/name',
    );
  }
  let rows = 0;
  await alone(databaseUrl, async () => {
    await migrate(databaseUrl, prismaDir);
    await move(file, databaseUrl, known, moved => {
      rows += moved.rows;
      console.log(`${moved.table}: ${moved.rows} rows, ${moved.checksum}`);
    });
  }).catch(error => {
    throw new Error(inWords(error as Error));
  });
  console.log(`Moved ${rows} rows, read back and compared. Start the site with this DATABASE_URL and the same
APP_SECRET. Keep ${file} until you are sure, and delete it then.`);
}

/** The driver's own errors say where it failed, and this what to do. */
function inWords(error: Error): string {
  const { code = '' } = error as { code?: string };
  if (/^(ECONNREFUSED|ENOTFOUND|ETIMEDOUT|ENOENT|EAI_AGAIN)$/.test(code)) {
    return `There is no PostgreSQL where DATABASE_URL says (${code}). Nothing was moved.`;
  }
  if (/^(28|3D)/.test(code)) {
    return `PostgreSQL lets nobody in with this DATABASE_URL: ${error.message}. Nothing was moved.`;
  }
  return error.message.endsWith('.') ? error.message : `${error.message}. Nothing was moved.`;
}
