import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../tests/support/free-port.ts';

const ROOT = path.join(import.meta.dirname, '..');

/** What `npm start` tells Node. */
const AS_STARTED: string[] = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))
  .scripts.start.split(' ')
  .filter((word: string) => word.startsWith('--'));

/** CPU_PROF=FOLDER: where each process of the application leaves a profile as it ends, for Chromium's tools. */
const PROFILED = process.env.CPU_PROF ? ['--cpu-prof', `--cpu-prof-dir=${process.env.CPU_PROF}`] : [];

export type Site = Awaited<ReturnType<typeof openSite>>;

/**
 * The built application in a process of its own, as it runs in production, on a database in `dir`.
 *
 * @param nodeArgs of Node itself; with any, the process can be sent messages
 */
export async function openSite(dir: string, env: Record<string, string> = {}, nodeArgs: string[] = []) {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [...AS_STARTED, ...PROFILED, ...nodeArgs, path.join(ROOT, 'dist', 'server.js')],
    {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'test',
        LOG_LEVEL: 'info',
        PORT: String(port),
        BASE_URL: base,
        DATABASE_URL: `file:${path.join(dir, 'dear-mp.db')}`,
        MAIL_FROM: 'letters@campaign.example',
        // Every supporter comes from an address of their own, as far as the site can tell.
        TRUST_PROXY: 'loopback',
        ...env,
      },
      // The log goes nowhere, and is written all the same.
      stdio: ['ignore', 'ignore', 'inherit', ...(nodeArgs.length > 0 ? ['ipc' as const] : [])],
    },
  );
  await untilItAnswers(`${base}/privacy`, child);
  const listening = performance.now() - start;
  return { base, child, pid: child.pid ?? 0, listening, close: () => end(child, 'SIGTERM') };
}

/** Another file of this folder in a process of its own; what it says first is its port. */
export async function openHelper(file: string, args: string[] = []) {
  const child = fork(path.join(import.meta.dirname, file), args, { execArgv: ['--import', 'tsx'] });
  const [port] = (await once(child, 'message')) as [number];
  return { port, child, close: () => end(child, 'SIGTERM') };
}

/** Resident size of a process, megabytes. */
export function residentOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024) / 1e6;
}

/** Processor time that a process has taken so far, seconds; the kernel counts in hundredths. */
export function processorTimeOf(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) / 100;
}

async function untilItAnswers(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the application ended with ${child.exitCode}`);
    const answered = await fetch(url).then(
      response => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
