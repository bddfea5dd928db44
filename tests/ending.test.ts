import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { built } from './support/built.ts';

const ENDING = built('ending.ts');

const children: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that ends as ours do. @param stop what it does to stop @param then what it does once it runs */
function start(stop: string, then = '') {
  const script = `
    import pino from 'pino';
    import { endWell } from ${JSON.stringify(ENDING)};
    endWell(pino(), ${stop}, 300);
    setInterval(() => undefined, 1_000);
    console.log('running');
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: path.dirname(ENDING),
    env: { PATH: process.env.PATH },
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', data => {
      output += data;
    });
  }
  const running = (async () => {
    while (!output.includes('running')) await once(child.stdout, 'data');
  })();
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  return { child, running, ended };
}

describe('a process of ours', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends well at %s', async signal => {
    const { child, running, ended } = start('async () => console.log("stopped")');
    await running;
    child.kill(signal);
    const { code, output } = await ended;
    expect(code).toBe(0);
    for (const line of [`"signal":"${signal}"`, 'stopped', '"msg":"ended"']) expect(output).toContain(line);
  });

  it('ends also when something hangs, and says so', async () => {
    const { child, running, ended } = start('() => new Promise(() => undefined)');
    await running;
    child.kill('SIGTERM');
    const { code, output } = await ended;
    expect(code).toBe(1);
    expect(output).toContain('did not end in time');
  });

  it('ends at once at a second signal, also at another one', async () => {
    const hang =
      'console.log("stopping"); process.kill(process.pid, "SIGINT"); return new Promise(() => {});';
    const { child, running, ended } = start(`() => { ${hang} }`);
    await running;
    child.kill('SIGTERM');
    const { code, output } = await ended;
    expect([code, child.signalCode]).toEqual([null, 'SIGINT']);
    expect(output.match(/stopping/g)).toHaveLength(1);
  });

  it.each([
    ['an error', 'setTimeout(() => { throw new TypeError("Ada of Yate") }, 1)'],
    ['a rejection', 'Promise.reject(new TypeError("Ada of Yate"))'],
  ])('ends by %s that nobody caught, and does not quote it', async (_what, then) => {
    const { code, output } = await start('async () => undefined', then).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/"type":"TypeError".*"msg":"uncaught"/);
    expect(output).not.toContain('Ada');
  });
});
