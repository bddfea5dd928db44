import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atMost, type Bench } from './measure.ts';
import { openHelper, openSite, residentOf } from './site.ts';

const ROUNDS = 5;
/** Until what the start left behind has been collected, milliseconds: V8 does so once nothing has happened for some time. */
const IDLE = 20_000;

/** The start with a database that is there already: until it answers, and what it holds when idle. */
export const start: Bench = async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-bench-'));
  const sink = await openHelper('smtp-sink.ts');
  const env = { NODE_ENV: 'test', SMTP_URL: `smtp://127.0.0.1:${sink.port}` };
  try {
    await (await openSite(dir, env)).close();
    const seconds: number[] = [];
    const resident: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const site = await openSite(dir, env);
      await new Promise(resolve => setTimeout(resolve, IDLE));
      seconds.push(site.listening / 1000);
      resident.push(residentOf(site.pid));
      await site.close();
    }
    return [
      atMost('start until it answers', 's', seconds, 1.5),
      atMost('resident when idle', 'MB', resident, 150),
    ];
  } finally {
    await sink.close();
    rmSync(dir, { recursive: true });
  }
};
