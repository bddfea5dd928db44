import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProcess } from '../faults/site.ts';
import { run } from '../support/command.ts';
import { ask, newDatabase, onPostgresql } from '../support/databases.ts';
import { withDatabase } from '../support/files.ts';
import { freePort } from '../support/free-port.ts';
import { startMailServer } from '../support/mail-server.ts';
import { previewed } from '../support/previewed.ts';
import { formTokenIn } from '../support/staff.ts';
import { typingBrowser } from '../support/typing-browser.ts';

// Names, places and words that occur nowhere else, so that each find in a log is a leak.
const POSTCODE = 'BS37 5AA';
const SUPPORTER = {
  name: 'Quibbleton Zanderfield',
  email: 'quibbleton@wobblepost.example',
  address1: '77 Marzipanly Crescent',
  address2: 'Flat Flibberty',
  town: 'Snorkelbury',
  story: 'My Zebrawood was Quillfeathered for weeks.\r\n\r\nNobody Brambleheard us.',
};
const STAFF = { email: 'ottoline@grumblecorp.example', password: 'purple Xylophonic teacup 91' };
const WORDS = [
  ...'Quibbleton Zanderfield wobblepost Marzipanly Flibberty Snorkelbury Zebrawood Quillfeathered'.split(' '),
  ...'Brambleheard Addendumly ottoline grumblecorp Xylophonic Zigzagbrowser Refermarsh Fumblewick'.split(' '),
  ...'Wrongwordly Reasonably-Obscure 203.0.113.77'.split(' '),
];
const LETTER = {
  relationship: 'parent',
  asks: ['culture', 'code'],
  experiences: ['fines'],
  consent_story: 'yes',
  share_story: 'named',
  updates: ['contact'],
  ...SUPPORTER,
};
const SETTINGS = {
  APP_SECRET: 'Nevertobewritten-down-anywhere-at-all',
  HOOK_SECRET: 'Neverwritten-hook-secret-for-reports',
  METRICS_TOKEN: 'Neverwritten-token-of-the-metrics',
};

/** What nobody may read in a log. */
const secrets = new Set<string>(Object.values(SETTINGS));
let dir: string;
let database: Awaited<ReturnType<typeof newDatabase>>;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let env: Record<string, string>;
let processes: Awaited<ReturnType<typeof startProcess>>[] = [];
let base: string;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-logs-'));
  database = await newDatabase(dir);
  mail = await startMailServer();
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  env = {
    ...SETTINGS,
    NODE_ENV: 'production',
    LOG_LEVEL: 'trace',
    HOST: '127.0.0.1',
    PORT: String(port),
    BASE_URL: base,
    DATABASE_URL: database.url,
    DATA_DIR: dir,
    SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    MAIL_FROM: 'letters@campaign.example',
    TRUST_PROXY: 'loopback',
    RUN_WORKER: 'false',
  };
  processes = await Promise.all([
    startProcess('server.ts', env, 'Dear MP is open'),
    startProcess('commands/worker.ts', env, 'the outbox worker is running'),
  ]);
}, 60_000);

afterAll(async () => {
  for (const one of processes) await one.end('SIGKILL');
  await database.drop();
  await mail.stop();
  rmSync(dir, { recursive: true });
});

const browser = () =>
  typingBrowser(base, secrets, {
    'X-Forwarded-For': '203.0.113.77',
    'User-Agent': 'Mozilla/5.0 Zigzagbrowser',
    Referer: 'https://Refermarsh.example/',
  });

/** Waits for a mail to that address that holds a link to that page. @returns the link's path */
async function mailedLink(page: string, address: string): Promise<string> {
  for (;;) {
    const links = mail
      .to(address)
      .flatMap(({ text }) => new RegExp(`/${page}/[\\w-]+`).exec(text ?? '') ?? []);
    const newest = links.at(-1);
    if (newest) return newest;
    await wait(20);
  }
}

/** Waits until the worker has written down a try that ended so. */
async function untilLogged(words: string): Promise<void> {
  while (!processes.some(one => one.output().includes(words))) await wait(20);
}

const sql = (statement: string) =>
  onPostgresql ? ask(database.url, statement) : withDatabase(database.file, opened => opened.exec(statement));

/** From the postcode to the link in the mail, which is not followed yet. */
async function handOver(letter: typeof LETTER) {
  const supporter = browser();
  await supporter.post('/school-attendance/postcode', { postcode: POSTCODE });
  await supporter.ask('/school-attendance/mp');
  expect((await supporter.post('/school-attendance/letter', letter)).status).toBe(303);
  const { subject, body } = previewed((await supporter.ask('/school-attendance/preview')).text);
  const form = { subject, body: `${body}\nAddendumly yours.`, action: 'send' };
  expect((await supporter.post('/school-attendance/preview', form)).location).toMatch(/sent$/);
  return supporter;
}

async function supportersJourney(): Promise<void> {
  const supporter = await handOver(LETTER);
  const confirm = await mailedLink('confirm', SUPPORTER.email);
  await supporter.ask(confirm);
  expect((await supporter.post(confirm, {})).location).toMatch(/thanks$/);
  const door = await mailedLink('my-letter', SUPPORTER.email);
  expect((await supporter.ask(door)).text).toContain('Zanderfield');
  await untilLogged('"kind":"letter","attempt":1,"outcome":"accepted"');
  const later = browser();
  await later.post('/school-attendance/postcode', { postcode: 'bs375aa' });
  await later.ask('/school-attendance/mp/choose?name=Fumblewick');
  const email = 'draft@wobblepost.example';
  await later.post('/school-attendance/later', { email });
  await later.post(await mailedLink('carry-on', email), {});
}

async function staffJourney(): Promise<void> {
  const { output, ended } = run('commands/staff.ts', ['add', STAFF.email, '--role', 'admin'], env);
  await ended;
  const staff = browser();
  const setUp = /\/staff\/set-up\/\S+/.exec(output.out)?.[0] ?? '';
  await staff.post(setUp, { password: STAFF.password, again: STAFF.password });
  const factor = (await staff.ask('/staff/account/second-factor')).text;
  const _csrf = formTokenIn(factor);
  const key = /class="key">([^<]+)/.exec(factor)?.[1] ?? '';
  secrets.add(key).add(key.replace(/\s/g, ''));
  const code = new TOTP({ secret: Secret.fromBase32(key.replace(/\s/g, '')) }).generate();
  const secret = /name="secret" value="([^"]+)"/.exec(factor)?.[1] ?? '';
  await staff.post('/staff/account/second-factor', { _csrf, secret, code });
  const shown = (await staff.ask('/staff/account/recovery-codes')).text;
  const [recovery = '', ...others] = [...shown.matchAll(/<li><code>([^<]+)/g)].map(([, one = '']) => one);
  for (const one of others) secrets.add(one);
  const csrf = formTokenIn(shown);
  await staff.post('/staff/sign-out', { _csrf: csrf });

  const signing = { email: STAFF.email, password: STAFF.password, next: '/staff' };
  await staff.post('/staff/sign-in', { ...signing, password: 'Wrongwordly 123' });
  await staff.post('/staff/sign-in', signing);
  const asked = formTokenIn((await staff.ask('/staff/sign-in/code')).text);
  expect((await staff.post('/staff/sign-in/code', { _csrf: asked, code: recovery })).location).toBe('/staff');
  const form = { _csrf: formTokenIn((await staff.ask('/staff/letters')).text) };
  const { location } = await staff.post('/staff/letters', { ...form, find: SUPPORTER.email });
  const text = await staff.post(`${location}/text`, { ...form, reason: 'Reasonably-Obscure' });
  expect(text.text).toContain('Brambleheard');
  const stories = await staff.post('/staff/export/stories.csv', form);
  expect(stories.text).toContain('Zebrawood');
  const people = await staff.post('/staff/export/supporters.csv', { ...form, organisation: 'contact' });
  expect(people.text).toContain(SUPPORTER.email);
  await staff.post('/staff/people', { ...form, email: 'second@grumblecorp.example', role: 'editor' });
  for (const page of ['', '/audit', '/people', '/account']) await staff.ask(`/staff${page}`);
}

async function failingRequests(): Promise<void> {
  const visitor = browser();
  const statuses = async (...asking: Promise<{ status: number }>[]) =>
    (await Promise.all(asking)).map(({ status }) => status);
  const big = 'Zebrawood '.repeat(200_000);
  const elsewhere = { 'Sec-Fetch-Site': 'cross-site' };
  const body = new URLSearchParams({ postcode: POSTCODE });
  expect(
    await statuses(
      visitor.ask('/confirm/Quibbleton-Zanderfield-of-Snorkelbury'),
      visitor.ask('/Snorkelbury/Quibbleton?name=Zanderfield'),
      visitor.ask('/%zzQuibbleton'),
      visitor.ask('/embed/%zzQuibbleton'),
      visitor.ask('/school-attendance/postcode', { method: 'POST', body, headers: elsewhere }),
      visitor.post('/school-attendance/postcode', { postcode: `${POSTCODE} Snorkelbury` }),
      visitor.post('/school-attendance/letter', { story: big }),
      visitor.ask('/school-attendance/postcode', {
        method: 'POST',
        body: 'postcode=%FF%FE Snorkelbury',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      }),
      visitor.ask('/hooks/mail', { method: 'POST', body: SUPPORTER.email }),
      visitor.ask('/metrics', { headers: { Authorization: 'Bearer Quibbleton-Zanderfield' } }),
    ),
  ).toEqual([404, 404, 400, 400, 403, 422, 413, 400, 401, 401]);
}

/** Prisma's own message quotes all that a statement was given. */
async function brokenDatabase(): Promise<void> {
  const begun = browser();
  await begun.post('/school-attendance/postcode', { postcode: POSTCODE });
  await sql('ALTER TABLE "Letter" RENAME TO "Gone"');
  try {
    const { status } = await begun.post('/school-attendance/letter', LETTER);
    expect(status).toBe(500);
    const fresh = await browser().post('/school-attendance/postcode', { postcode: POSTCODE });
    expect(fresh.status).toBe(500);
  } finally {
    await sql('ALTER TABLE "Gone" RENAME TO "Letter"');
  }
}

async function failingMail(): Promise<void> {
  mail.behaviour.refuse = address => (address.startsWith('refused') ? 550 : 451);
  await handOver({ ...LETTER, name: 'Refused Zanderfield', email: 'refused@wobblepost.example' });
  await untilLogged('"outcome":"refused"');
  await handOver({ ...LETTER, name: 'Later Zanderfield', email: 'later@wobblepost.example' });
  await untilLogged('"outcome":"try-later"');
  await mail.stop();
  expect((await browser().ask('/readyz')).status).toBe(503);
  const letter = { ...LETTER, name: 'Nobody Zanderfield', email: 'nobody@wobblepost.example' };
  const tries = () =>
    processes
      .map(one => one.output())
      .join('')
      .split('"outcome":"try-later"').length;
  const before = tries();
  await handOver(letter);
  while (tries() === before) await wait(20);
}

describe('the logs of the site and of its worker, at the level "trace"', () => {
  it('hold nothing that anybody typed, was mailed or was given, whatever happens', async () => {
    await supportersJourney();
    await staffJourney();
    await failingRequests();
    await brokenDatabase();
    await failingMail();
    const ended = await Promise.all(processes.map(one => one.end('SIGTERM')));
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const output = ended.map(one => one.output).join('\n');
    for (const kind of ['"route":"/confirm/:token"', '"msg":"unexpected"', '"msg":"mail"', '"msg":"ended"']) {
      expect(output).toContain(kind);
    }

    const lower = output.toLowerCase();
    const leaked = [...secrets, ...WORDS].filter(secret =>
      /^\d+$/.test(secret)
        ? new RegExp(`\\b${secret}\\b`).test(output)
        : lower.includes(secret.toLowerCase()),
    );
    expect(leaked).toEqual([]);
    expect(secrets.size).toBeGreaterThan(40);
    // In all spellings, and no address of anybody.
    expect(lower.replace(/[\s+]|%20/g, '')).not.toContain('bs375');
    expect(output).not.toMatch(/[\w.-]+@[\w-]+\.[a-z]+/i);
    // Nothing else is written but what Node warns of.
    const lines = output.split('\n').filter(line => line && !/^(\{|\(node:\d+\) |\(Use `node )/.test(line));
    expect(lines).toEqual([]);
  });
});
