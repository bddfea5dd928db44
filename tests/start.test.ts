import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from './support/command.ts';
import { withDatabase } from './support/files.ts';
import { freePort } from './support/free-port.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-start-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Runs a file of src on a database of its own. */
const runHere = (file: string, args: string[], env: Record<string, string>) =>
  run(file, args, { DATABASE_URL: `file:${path.join(dir, 'start.db')}`, ...env });

/** Starts the site and waits until it says that it is open. */
async function open(port: number) {
  const site = runHere('server.ts', [], { PORT: String(port) });
  await Promise.race([
    site.ended.then(code => {
      throw new Error(`ended with ${code}: ${site.output.out}${site.output.err}`);
    }),
    (async () => {
      while (!site.output.out.includes('Dear MP is open')) await once(site.child.stdout, 'data');
    })(),
  ]);
  return { ...site, url: `http://localhost:${port}` };
}

async function close({ child, ended }: { child: ChildProcess; ended: Promise<number | null> }) {
  child.kill('SIGTERM');
  return ended;
}

/** As where the name of the host is looked up first: whoever is early has time to claim something. */
const SLOW_TO_LISTEN = `
  import net from 'node:net';
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function (...given) {
    setTimeout(() => listen.apply(this, given), 1_000);
    return this;
  };
`;

/** A form posted as a browser posts it. */
const post = (url: string, form: Record<string, string>, cookie = '') =>
  fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Sec-Fetch-Site': 'same-origin', Cookie: cookie },
    body: new URLSearchParams(form),
  });

describe('npm start', () => {
  it('makes a database where there is none, serves, ends cleanly, and keeps its data when started again', async () => {
    const port = await freePort();
    const first = await open(port);
    expect(await (await fetch(`${first.url}/healthz`)).text()).toBe('ok\n');
    expect(await (await fetch(`${first.url}/readyz`)).text()).toMatch(/^ready\n/);
    const begun = await post(`${first.url}/school-attendance/postcode`, { postcode: 'BS37 5AA' });
    expect(begun.status).toBe(303);
    const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(await close(first)).toBe(0);
    expect(existsSync(path.join(dir, 'start.db-wal')), 'nothing is left outside the one file').toBe(false);

    const second = await open(port);
    const page = await fetch(`${second.url}/school-attendance/mp`, { headers: { Cookie: cookie } });
    expect(await page.text()).toContain('Your MP is Claire Young');
    expect(await close(second)).toBe(0);
  });

  it('stops with one message that names every bad setting', async () => {
    const { output, ended } = runHere('server.ts', [], { NODE_ENV: 'production', PORT: 'many' });
    expect(await ended).toBe(1);
    for (const name of ['PORT', 'BASE_URL', 'SMTP_URL', 'MAIL_FROM', 'APP_SECRET']) {
      expect(output.err).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(output.out).toBe('');
    expect(existsSync(path.join(dir, 'start.db'))).toBe(false);
  });

  it.each(['server.ts', 'commands/worker.ts'])(
    '%s says what is wrong with a setting, without a trace',
    async file => {
      const { output, ended } = runHere(file, [], { TRUST_PROXY: '10.0.0.0/99' });
      expect(await ended).toBe(1);
      expect(output.err).toMatch(/^Dear MP cannot start\. .*\n {2}TRUST_PROXY must be [^\n]*\n$/);
      expect(output.out).toBe('');
    },
  );

  it('says so when its port is taken, and has begun nothing', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(SLOW_TO_LISTEN)}`;
    const { output, ended } = runHere('server.ts', [], { PORT: String(port), NODE_OPTIONS });
    expect(await ended).toBe(1);
    expect(output.out).toContain('EADDRINUSE');
    other.close();
    const begun = withDatabase(path.join(dir, 'start.db'), opened =>
      opened.prepare('SELECT name FROM RecurringRun').pluck().all(),
    );
    expect(begun).toEqual([]);
  });
});

describe('npm run -s data', () => {
  it.each(['nonsense', 'constructor'])('says which commands there are, and fails, for %s', async name => {
    const { output, ended } = runHere('commands/data.ts', [name], {});
    expect(await ended).toBe(1);
    expect(output.err).toContain('counts');
    expect(output.out).toBe('');
  });
});
