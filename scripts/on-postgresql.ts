// tsx scripts/on-postgresql.ts COMMAND …: runs it with TEST_DATABASE_URL, which names a PostgreSQL of its
// own that is gone behind it; the one that TEST_DATABASE_URL names already, where it is set.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { noPostgresql, startCluster } from './postgresql-cluster.ts';

const [command = '', ...args] = process.argv.slice(2);

if (process.env.TEST_DATABASE_URL) process.exitCode = run(process.env.TEST_DATABASE_URL);
else if (noPostgresql) skip(noPostgresql);
else {
  const cluster = await startCluster();
  process.exitCode = run(cluster.url);
  await cluster.stop();
}

function run(server: string): number {
  const env = { ...process.env, TEST_DATABASE_URL: server };
  return spawnSync(command, args, { stdio: 'inherit', env }).status ?? 1;
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
