import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { built } from '../support/built.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** The settings under which faults are caused; letters keep no pace, so that many leave in little time. */
export const settings = (database: string, smtpUrl: string): Record<string, string> => ({
  NODE_ENV: 'test',
  DATABASE_URL: `file:${database}`,
  SMTP_URL: smtpUrl,
  MAIL_FROM: 'letters@campaign.example',
  PACE_PER_MP_PER_HOUR: '100000000',
  PACE_PER_MINUTE: '1000000',
  // Every supporter comes from an address of their own, as far as the site can tell.
  TRUST_PROXY: 'loopback',
});

/** Runs a file of src in a process of its own until it says `ready`. Ends only by its own id. */
export async function startProcess(file: string, env: Record<string, string>, ready: string) {
  const child: ChildProcess = spawn(process.execPath, [built(file)], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let open = () => {};
  let fail = (_error: Error) => {};
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', data => {
      output += data;
      if (output.includes(ready)) open();
    });
  }
  const ended = once(child, 'exit').then(([code, signal]) => {
    fail(new Error(`ended with ${code ?? signal}: ${output.slice(-2_000)}`));
    return { code: code as number | null, output };
  });
  await opened;
  return {
    output: () => output,
    async end(signal: NodeJS.Signals): Promise<{ code: number | null; output: string }> {
      child.kill(signal);
      return ended;
    },
  };
}
