import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import pino from 'pino';
import { DAY, HOUR } from '../../src/clock.ts';
import { loadConfig } from '../../src/config.ts';
import { seededRandom } from '../../src/demo/random.ts';
import { buildDeps } from '../../src/deps.ts';
import { deliver } from '../support/deliver.ts';
import { freePort } from '../support/free-port.ts';
import { lettersIn, startRecordingServer } from './recorded.ts';
import { countRow, type FaultRow } from './row.ts';
import { settings, startProcess } from './site.ts';
import { type Supporter, write } from './supporter.ts';

/** Supporters who write at the same time. */
const AT_ONCE = 6;

/** Milliseconds of load before a kill, by chance between these. */
const LOAD = { least: 300, most: 4_000 };

/**
 * `kill -9` of the real site with its worker, again and again, while supporters write. Every letter that
 * one of them saw confirmed must arrive; afterwards the database must be whole.
 *
 * @param seed the same moments again, as far as a machine has the same moments
 */
export async function killAgainAndAgain(
  times: number,
  seed = 1,
): Promise<{ row: FaultRow; integrity: string }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-faults-'));
  const database = path.join(dir, 'faults.db');
  const mail = await startRecordingServer(path.join(dir, 'mails.jsonl'));
  const random = seededRandom(seed);
  const supporters: Supporter[] = [];
  const env = settings(database, mail.url);
  let site: Awaited<ReturnType<typeof startProcess>> | null = null;
  try {
    for (let kill = 0; kill < times; kill += 1) {
      const port = await freePort();
      site = await startProcess('server.ts', { ...env, PORT: String(port) }, 'Dear MP is open');
      let stopped = false;
      const load = Promise.all(
        Array.from({ length: AT_ONCE }, async (_, lane) => {
          for (let number = 0; !stopped; number += 1) {
            const supporter = { key: `${kill}-${lane}-${number}`, confirmed: false };
            supporters.push(supporter);
            await write(supporter, `http://127.0.0.1:${port}`, mail.recorded, () => stopped);
          }
        }),
      );
      await wait(LOAD.least + random.below(LOAD.most - LOAD.least));
      await site.end('SIGKILL');
      stopped = true;
      await load;
    }
    await deliverRest(env);
    const confirmed = supporters.filter(supporter => supporter.confirmed);
    const mails = lettersIn(mail.recorded());
    const { letters, integrity } = readLetters(database);
    const row = countRow(
      'kill -9 of the site under load',
      times,
      confirmed.map(({ key }) => ({ key, failed: false, presumed: letters.get(key)?.presumed ?? false })),
      mails,
    );
    return { row, integrity };
  } finally {
    await site?.end('SIGKILL');
    await mail.stop();
    rmSync(dir, { recursive: true });
  }
}

/** Whatever waits in doubt waits for hours: the clock goes on, and it leaves. */
export async function deliverRest(env: Record<string, string>): Promise<void> {
  let now = new Date();
  const deps = await buildDeps(loadConfig(env), { clock: () => now, log: pino({ level: 'silent' }) });
  for (const end = now.getTime() + DAY; now.getTime() < end; now = new Date(now.getTime() + HOUR)) {
    await deliver(deps);
  }
  await deps.close();
}

function readLetters(file: string) {
  const db = new Database(file, { readonly: true });
  const rows = db.prepare('SELECT email, presumedAt FROM Letter').all() as {
    email: string;
    presumedAt: string | null;
  }[];
  const integrity = String(db.pragma('integrity_check', { simple: true }));
  db.close();
  const letters = new Map(
    rows.map(({ email, presumedAt }) => [email.split('@')[0] ?? '', { presumed: presumedAt !== null }]),
  );
  return { letters, integrity };
}
