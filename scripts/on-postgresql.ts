// tsx scripts/on-postgresql.ts COMMAND …: runs it with TEST_DATABASE_URL, which names a PostgreSQL of its
// own that is gone behind it; the one that TEST_DATABASE_URL names already, where it is set.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { folderInMemory } from './folder-in-memory.ts';
import { noPostgresql, startCluster } from './postgresql-cluster.ts';

const [command = '', ...args] = process.argv.slice(2);

/**
 * No power fails while tests run, nobody copies what is written, and no database of theirs grows old or large: nothing
 * has to wait for the disk, be kept for others, be swept or be looked through when a database goes.
 */
const FAST = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum=off',
  'jit=off',
  'shared_buffers=16MB',
];

if (process.env.TEST_DATABASE_URL) process.exitCode = await run(process.env.TEST_DATABASE_URL);
else if (noPostgresql) skip(noPostgresql);
else {
  // In memory a database is copied in half the time.
  const cluster = await startCluster(['max_connections=300', ...FAST], folderInMemory());
  process.exitCode = await run(cluster.url);
  await cluster.stop();
}

/** Not `spawnSync`: nobody would read the server's log meanwhile, and with its pipe full it stands still. */
async function run(server: string): Promise<number> {
  const env = { ...process.env, TEST_DATABASE_URL: server };
  const [code] = (await once(spawn(command, args, { stdio: 'inherit', env }), 'exit')) as [number | null];
  return code ?? 1;
}

/** Whoever adds up the reports should hear of it too. */
function skip(reason: string): void {
  console.log(`skipped: ${reason}`);
  const report = args.find(arg => arg.startsWith('--outputFile.json='))?.split('=')[1];
  if (!report) return;
  mkdirSync('reports', { recursive: true });
  const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, success: true };
  writeFileSync(report, JSON.stringify({ ...none, notRun: reason }));
}
