import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { built } from './built.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** Runs a file of src as operators do, in a process of its own, with no settings but `env`. */
export function run(file: string, args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [built(file), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', data => {
    output.out += data;
  });
  child.stderr.on('data', data => {
    output.err += data;
  });
  return { child, output, ended: once(child, 'close').then(([code]) => code as number | null) };
}
