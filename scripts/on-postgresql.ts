// Runs a command with TEST_DATABASE_URL, which names a PostgreSQL of its own that is gone behind it:
//   tsx scripts/on-postgresql.ts vitest run --project node
import { spawnSync } from 'node:child_process';
import { noPostgresql, startCluster } from './postgresql-cluster.ts';

const [command = '', ...args] = process.argv.slice(2);
if (noPostgresql && !process.env.TEST_DATABASE_URL) {
  console.log(`skipped: ${noPostgresql}`);
} else if (process.env.TEST_DATABASE_URL) {
  process.exitCode = spawnSync(command, args, { stdio: 'inherit' }).status ?? 1;
} else {
  const cluster = await startCluster();
  const env = { ...process.env, TEST_DATABASE_URL: cluster.url };
  process.exitCode = spawnSync(command, args, { stdio: 'inherit', env }).status ?? 1;
  await cluster.stop();
}
