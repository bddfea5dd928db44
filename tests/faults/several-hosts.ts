import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { startCluster } from '../../scripts/postgresql-cluster.ts';
import { loadConfig } from '../../src/config.ts';
import { seededRandom } from '../../src/demo/random.ts';
import { buildDeps } from '../../src/deps.ts';
import { freePort } from '../support/free-port.ts';
import { deliverRest } from './kills.ts';
import { lettersIn, startRecordingServer } from './recorded.ts';
import { countRow, type FaultRow } from './row.ts';
import { settings, startProcess } from './site.ts';
import { type Supporter, write } from './supporter.ts';

/** Web processes, workers, and supporters who write at the same time. */
const HOSTS = { webs: 2, workers: 3, supporters: 6 };

/** Milliseconds of load before each fault, by chance between these. */
const LOAD = { least: 500, most: 3_000 };

type Host = { file: string; env: Record<string, string>; ready: string };

/**
 * Two web processes and three workers on one PostgreSQL, with supporters whose every request goes to the
 * next of the two: again and again one of the five is killed and started again, and halfway the database
 * itself falls over. Every letter that a supporter saw confirmed must arrive.
 *
 * @param seed the same moments again, as far as a machine has the same moments
 * @returns `longest`: milliseconds that the longest answer took
 */
export async function severalHosts(
  kills: number,
  seed = 1,
): Promise<{ row: FaultRow; longest: number; failed: number }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-faults-'));
  const mail = await startRecordingServer(path.join(dir, 'mails.jsonl'));
  const cluster = await startCluster();
  const random = seededRandom(seed);
  const env = { ...settings('', mail.url), DATABASE_URL: cluster.url, DATA_DIR: dir };
  const ports = await Promise.all(Array.from({ length: HOSTS.webs }, freePort));
  const hosts: Host[] = [
    ...ports.map(port => ({
      file: 'server.ts',
      env: { ...env, PORT: String(port), RUN_WORKER: 'false' },
      ready: 'Dear MP is open',
    })),
    ...Array.from({ length: HOSTS.workers }, () => ({
      file: 'commands/worker.ts',
      env,
      ready: 'the outbox worker is running',
    })),
  ];
  const start = ({ file, env, ready }: Host) => startProcess(file, env, ready);
  const running: Awaited<ReturnType<typeof start>>[] = [];
  const supporters: Supporter[] = [];
  let stopped = false;
  try {
    running.push(...(await Promise.all(hosts.map(start))));
    let turn = 0;
    const next = () => `http://127.0.0.1:${ports[turn++ % ports.length]}`;
    const load = Promise.all(
      Array.from({ length: HOSTS.supporters }, async (_, lane) => {
        for (let number = 0; !stopped; number += 1) {
          const supporter = { key: `${lane}-${number}`, confirmed: false };
          supporters.push(supporter);
          await write(supporter, next, mail.recorded, () => stopped);
          await wait(20);
        }
      }),
    );
    for (let kill = 0; kill < kills; kill += 1) {
      await wait(LOAD.least + random.below(LOAD.most - LOAD.least));
      if (kill === Math.floor(kills / 2)) await cluster.restart('SIGQUIT');
      const victim = random.below(hosts.length);
      await running[victim]?.end('SIGKILL');
      running[victim] = await start(hosts[victim] as Host);
    }
    await wait(LOAD.most);
    stopped = true;
    await load;
    await Promise.all(running.map(host => host.end('SIGTERM')));
    await deliverRest(env);
    return {
      row: countRow(
        'kill -9 of any of five processes, and the database restarted',
        kills,
        supporters
          .filter(({ confirmed }) => confirmed)
          .map(({ key }) => ({ key, failed: false, presumed: false })),
        lettersIn(mail.recorded()),
      ),
      longest: Math.max(0, ...supporters.map(({ longest }) => longest ?? 0)),
      failed: await endedFailed(env),
    };
  } finally {
    stopped = true;
    await Promise.all(running.map(host => host.end('SIGKILL')));
    await cluster.stop();
    await mail.stop();
    rmSync(dir, { recursive: true });
  }
}

/** Letters that ended any other way than at the mail server, which refused none. */
async function endedFailed(env: Record<string, string>): Promise<number> {
  const deps = await buildDeps(loadConfig(env), { log: pino({ level: 'silent' }) });
  const failed = await deps.db.read.letter.count({ where: { state: { in: ['failed', 'confirmed'] } } });
  await deps.close();
  return failed;
}
