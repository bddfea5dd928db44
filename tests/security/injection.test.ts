import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { buildDeps } from '../../src/deps.ts';
import { listen } from '../support/loopback.ts';
import { signIn } from '../support/staff.ts';
import { openWorld, type World, writeLetter } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** A second line of its own, were a line break to get through. */
const FORGED = '{"level":60,"msg":"forged"}';

describe('the log', () => {
  it('is one line for one event, whatever line breaks a request holds', async () => {
    const written: string[] = [];
    const lineWriter = { write: (line: string) => written.push(line) };
    const log = pino({ level: 'trace' }, lineWriter);
    const settings = {
      NODE_ENV: 'test',
      DATABASE_URL: world.databaseUrl,
      DATA_DIR: world.dir,
      SMTP_URL: 'smtp://127.0.0.1:9',
    };
    const deps = await buildDeps(loadConfig(settings), { clock: world.deps.clock, log });
    const { write } = deps.db;
    deps.db.write = () =>
      Promise.reject(Object.assign(new Error(`a\n${FORGED}\n`), { code: `P\n${FORGED}` }));
    const site = await listen({ app: createApp(deps) } as World);
    const typed = encodeURIComponent(`x\r\n${FORGED}\n\u2028${FORGED}\u001b[2J`);
    for (const url of [
      `/${typed}`,
      `/confirm/${typed}`,
      `/school-attendance?lang=${typed}`,
      `/staff/letters/${typed}`,
    ]) {
      const headers = { 'User-Agent': typed, 'X-Request-Id': typed, Cookie: `staff=${typed}` };
      await site.ask({ method: 'GET', url, headers });
    }
    const headers = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded' };
    const failed = await site.ask({
      method: 'POST',
      url: '/school-attendance/postcode',
      headers,
      body: 'postcode=BS37+5AA',
    });
    expect(failed.status).toBe(500);
    const lines = written.join('').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(4);
    const read = lines.map(line => JSON.parse(line));
    expect(read.filter(({ msg, level }) => msg === 'forged' || level > 50)).toEqual([]);
    expect(lines.filter(line => line === FORGED)).toEqual([]);
    await site.close();
    deps.db.write = write;
    await deps.close();
  });
});

describe('an address for mail', () => {
  const HOSTILE = [
    'a@b.example\r\nBcc: victim@victim.example',
    'a@b.example\nSubject: forged',
    'a@b.example, victim@victim.example',
    '"a@b.example" <victim@victim.example>',
    'a@b.example;victim@victim.example',
    'a@b.example\u0000victim@victim.example',
    'a@[127.0.0.1]',
    'a b@c.example',
  ];
  const mails = () => world.deps.db.read.outboxMail.count();

  it.each(HOSTILE)('%j gets no mail, whichever form it is typed into', async email => {
    const before = await mails();
    const writer = world.visitor();
    await writeLetter(writer, 'BS37 5AA');
    await writer.post('/school-attendance/later', { email }).expect(422);
    const waiting = world.visitor();
    await waiting.post('/school-attendance/postcode', { postcode: 'N1 9AG' }).expect(303);
    await waiting.post('/school-attendance/mp', { constituency: 'E14001290' }).expect(303);
    await waiting.post('/school-attendance/keep-in-touch', { email, told: 'yes' }).expect(422);
    const admin = await signIn(world, 'admin');
    await admin.post('/staff/people', { email, role: 'viewer' }).expect(422);
    expect(await mails()).toBe(before);
  });
});

describe('a line break in a campaign’s name', () => {
  it('breaks no header of a mail that speaks of it', async () => {
    const { db } = world.deps;
    const [campaign] = await db.read.campaign.findMany();
    const name = 'Meals\r\nBcc: victim@victim.example';
    await db.write(tx => tx.campaign.updateMany({ data: { name } }));
    const writer = world.visitor();
    await writeLetter(writer, 'BS37 5AA');
    await writer.post('/school-attendance/later', { email: 'head@supporter.example' }).expect(303);
    await world.deliver();
    const [mail] = world.mail.to('head@supporter.example');
    expect(mail?.bcc).toBeUndefined();
    expect(mail?.envelope.to).toEqual(['head@supporter.example']);
    await db.write(tx => tx.campaign.updateMany({ data: { name: campaign?.name ?? '' } }));
  });
});

describe('the code of the site', () => {
  const SRC = path.join(import.meta.dirname, '..', '..', 'src');
  /** Starting another program, and making text into code. */
  const DANGEROUS = /\b(?:child_process|node:vm|worker_threads)\b|\beval\(|\bnew Function\b|\bFunction\(/;
  /** Where the site's own views become code: files of ours, and nothing that anybody typed. */
  const COMPILES = ['mail/render-mail.ts', 'web/compile-views.ts'];

  /** What can reach another machine. */
  const CONNECTS =
    /\bfetch\(|^import (?!type |\{ isIP \})[^;']*'(?:node:(?:dgram|dns|http|http2|https|net|tls)|node:dns\/promises|nodemailer|pg|undici|@prisma\/adapter-pg)'/m;
  /** Where it does: each to an address of the settings, but for the resolver, and the one that listens. */
  const CONNECTING = [
    'backups/move.ts',
    'db/postgresql.ts',
    'mail/caught-mail.ts',
    'mail/dns-check.ts',
    'mail/mailer.ts',
    'mps/live-service.ts',
    'staff/breached-passwords.ts',
    'web/http-server.ts',
  ];

  const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.startsWith('db/generated'))
    .map(file => ({ file, text: readFileSync(path.join(SRC, file), 'utf8') }));

  it('starts no other program, and makes no text into code but its own views', () => {
    expect(sources.length).toBeGreaterThan(200);
    expect(sources.filter(({ text }) => DANGEROUS.test(text)).map(({ file }) => file)).toEqual([]);
    const compiling = sources.filter(({ text }) => /\.(?:compile|precompile|template)\(/.test(text));
    expect(compiling.map(({ file }) => file).sort()).toEqual(COMPILES);
  });

  it('connects to what the settings name and to the resolver, and to nothing else', () => {
    const connecting = sources.filter(({ text }) => CONNECTS.test(text));
    expect(connecting.map(({ file }) => file).sort()).toEqual(CONNECTING);
  });
});
