import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PRISMA_DIR } from '../../scripts/schema-difference.ts';
import { migrate } from '../../src/db/migrate.ts';
import { built } from '../support/built.ts';
import { run } from '../support/command.ts';
import { withDatabase } from '../support/files.ts';
import { freePort } from '../support/free-port.ts';

const NEWEST = readdirSync(path.join(PRISMA_DIR, 'migrations'))
  .filter(name => /^\d/.test(name))
  .sort();
/** So many migrations ago. */
const AGO = 5;
const OPEN = 'Dear MP is open';
const MIGRATE = built('db/migrate.ts');

let dir: string;
let file: string;
beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-update-'));
  file = path.join(dir, 'site.db');
  const older = path.join(dir, 'older-prisma');
  cpSync(PRISMA_DIR, older, { recursive: true });
  for (const name of NEWEST.slice(-AGO)) rmSync(path.join(older, 'migrations', name), { recursive: true });
  await migrate(`file:${file}`, older);
  withDatabase(file, opened =>
    opened
      .prepare('INSERT INTO "StaffAccount" ("id", "email", "role", "createdAt") VALUES (?, ?, ?, ?)')
      .run('a', 'ada@campaign.example', 'admin', '2026-11-24T10:00:00.000+00:00'),
  );
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Starts the site as an operator does after an update. */
async function start() {
  const port = String(await freePort());
  const site = run('server.ts', [], { DATABASE_URL: `file:${file}`, PORT: port });
  const says = async (words: string) => {
    while (!site.output.out.includes(words)) {
      if (site.child.exitCode !== null) throw new Error(`it ended: ${site.output.out}${site.output.err}`);
      await wait(2);
    }
  };
  const end = (signal: NodeJS.Signals) => {
    site.child.kill(signal);
    return site.ended;
  };
  return { says, end, url: `http://localhost:${port}` };
}

/** A process that does no more than bring the database up to date. `begun`: it has seen that there is something to do. */
function beginUpdate() {
  const script = `
    import { migrate } from ${JSON.stringify(MIGRATE)};
    await migrate(${JSON.stringify(`file:${file}`)}, ${JSON.stringify(PRISMA_DIR)}, async () => console.log('begun'));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: path.dirname(MIGRATE),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return {
    child,
    begun: once(child.stdout, 'data'),
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}

const applied = (database: string) =>
  withDatabase(database, opened =>
    opened
      .prepare('SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1')
      .pluck()
      .all(),
  );
const accounts = (database: string) =>
  withDatabase(database, opened => opened.prepare('SELECT email FROM "StaffAccount"').pluck().all());

describe('an update of the site', () => {
  it('copies the database as it was, brings it up to date, and serves', async () => {
    const site = await start();
    await site.says(OPEN);
    expect(await (await fetch(`${site.url}/readyz`)).text()).toContain('migrations: ok');
    expect(await site.end('SIGTERM')).toBe(0);
    expect(applied(file)).toEqual(NEWEST);
    expect(accounts(file)).toEqual(['ada@campaign.example']);
    const [copy = '', ...others] = readdirSync(path.join(dir, 'backups'));
    expect(others).toEqual([]);
    expect(copy).toContain(`before-${NEWEST.at(-AGO)}-`);
    expect(applied(path.join(dir, 'backups', copy))).toEqual(NEWEST.slice(0, -AGO));
    expect(accounts(path.join(dir, 'backups', copy))).toEqual(['ada@campaign.example']);
  });

  it('that is killed in the middle, again and again, is done by the next start', async () => {
    for (const milliseconds of [0, 20, 40, 60, 90, 120, 160, 200]) {
      const update = beginUpdate();
      await Promise.race([update.begun, update.ended]);
      await wait(milliseconds);
      update.child.kill('SIGKILL');
      await update.ended;
    }
    const site = await start();
    await site.says(OPEN);
    expect(await site.end('SIGTERM')).toBe(0);
    expect(applied(file)).toEqual(NEWEST);
    expect(accounts(file)).toEqual(['ada@campaign.example']);
    const whole = withDatabase(file, opened => opened.pragma('integrity_check', { simple: true }));
    expect(whole).toBe('ok');
  });

  it('is done once by two processes that start at the same moment', async () => {
    const codes = await Promise.all([beginUpdate().ended, beginUpdate().ended]);
    expect(codes).toEqual([0, 0]);
    expect(applied(file)).toEqual(NEWEST);
  });
});
