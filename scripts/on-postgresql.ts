// tsx scripts/on-postgresql.ts COMMAND …: runs it with TEST_DATABASE_URL, which names a PostgreSQL of its
// own that is gone behind it; the one that TEST_DATABASE_URL names already, where it is set.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { noPostgresql, startCluster } from './postgresql-cluster.ts';

const [command = '', ...args] = process.argv.slice(2);

/** No power fails while tests run, and no database of theirs grows old: nothing has to wait for the disk, or be swept. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off'];

/** Linux's own file system in memory, where a database is copied in half the time. A container may have 64 MB of it. */
const IN_MEMORY = '/dev/shm';
const ENOUGH = 2e9;

if (process.env.TEST_DATABASE_URL) process.exitCode = await run(process.env.TEST_DATABASE_URL);
else if (noPostgresql) skip(noPostgresql);
else {
  const cluster = await startCluster(
    ['max_connections=300', ...FAST],
    roomIn(IN_MEMORY) ? IN_MEMORY : tmpdir(),
  );
  process.exitCode = await run(cluster.url);
  await cluster.stop();
}

function roomIn(dir: string): boolean {
  if (!existsSync(dir)) return false;
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize > ENOUGH;
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
