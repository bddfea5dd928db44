import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { agent, type Response } from 'supertest';
import { expect } from 'vitest';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { buildDeps, type Deps, type Given } from '../../src/deps.ts';
import { newDatabase } from './databases.ts';
import { deliver } from './deliver.ts';
import { type Form, fieldsOf } from './forms.ts';
import { startMailServer } from './mail-server.ts';
import { previewed } from './previewed.ts';

export { previewed, unescaped } from './previewed.ts';

export type World = Awaited<ReturnType<typeof openWorld>>;
export type Visitor = ReturnType<World['visitor']>;

/**
 * The real application with every protection on, on a migrated database of its own and with a real SMTP
 * server. Its clock stands still until told to move.
 */
export async function openWorld(env: Record<string, string> = {}, given: Given = {}) {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-test-'));
  const database = await newDatabase(dir);
  const mail = await startMailServer();
  const log: { level: number; [field: string]: unknown }[] = [];
  let now = new Date('2026-11-24T10:00:00Z');
  const settings = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    DATA_DIR: dir,
    SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    MAIL_FROM: 'letters@campaign.example',
    // The clock stands still, and with it whoever waits for a turn.
    PACE_PER_MP_PER_HOUR: '100000000',
    PACE_PER_MINUTE: '1000000',
  };
  const build = async (changed: Record<string, string>) =>
    buildDeps(loadConfig({ ...settings, ...changed }), {
      ...given,
      clock: () => now,
      log: pino({ level: 'info' }, { write: (line: string) => log.push(JSON.parse(line)) }),
    });
  const leaveNothing = async () => {
    await database.drop();
    await mail.stop();
    rmSync(dir, { recursive: true });
  };
  let deps = await build(env).catch(async error => {
    await leaveNothing();
    throw error;
  });
  let app = createApp(deps);

  return {
    mail,
    log,
    dir,
    databaseUrl: database.url,
    /** Where the database is an SQLite file. */
    file: database.file,
    get deps(): Deps {
      return deps;
    },
    get app() {
      return app;
    },
    pass: (milliseconds: number) => {
      now = new Date(now.getTime() + milliseconds);
    },
    deliver: () => deliver(deps),
    /**
     * @param changed the settings from now on; those that the world was opened with, if none are given
     * @param whileClosed what is done with the database's file meanwhile
     */
    async restart(changed = env, whileClosed?: () => void): Promise<void> {
      await deps.close();
      whileClosed?.();
      deps = await build(changed);
      app = createApp(deps);
    },
    visitor() {
      const browser = agent(app);
      return {
        get: (url: string) => browser.get(url).set('Sec-Fetch-Site', 'same-origin'),
        post: (url: string, form: Form) =>
          browser
            .post(url)
            .set('Sec-Fetch-Site', 'same-origin')
            .type('form')
            .send(String(new URLSearchParams(fieldsOf(form)))),
        /** For requests that no browser of a supporter would make. */
        raw: browser,
      };
    },
    /** Any error that nobody expected fails the test that caused it. */
    async close({ expectErrors = false } = {}): Promise<void> {
      await deps.close();
      await leaveNothing();
      if (!expectErrors) expect(log.filter(({ level }) => level >= 50)).toEqual([]);
    },
  };
}

/** A complete and plainly invented letter. */
export const LETTER: Form = {
  relationship: 'parent',
  asks: ['culture', 'code', 'accountability', 'invest'],
  experiences: ['fines'],
  story: "My son, 9, can't manage a full day. We were fined all the same.\r\n\r\nHe cried for a week.",
  name: 'Ada Example',
  email: 'ada@supporter.example',
  address1: '1 Invented Street',
  address2: '',
  town: 'Yate',
  consent_story: 'yes',
};

/** Goes from the postcode to the preview. @returns the preview page */
export async function writeLetter(
  visitor: Visitor,
  postcode: string,
  letter: Form = LETTER,
): Promise<Response> {
  await visitor.post('/school-attendance/postcode', { postcode }).expect(303);
  await visitor
    .post('/school-attendance/letter', letter)
    .expect(303)
    .expect('Location', '/school-attendance/preview');
  return visitor.get('/school-attendance/preview').expect(200);
}

/** Hands the previewed letter over as it stands. */
export async function submitLetter(visitor: Visitor, preview: Response): Promise<void> {
  await visitor
    .post('/school-attendance/preview', { ...previewed(preview.text), action: 'send' })
    .expect(303)
    .expect('Location', '/school-attendance/sent');
}

/** The path of the link to confirm in the newest mail to that address. */
export function confirmPath(world: World, address = 'ada@supporter.example'): string {
  const links = world.mail.to(address).flatMap(({ text }) => /\/confirm\/\S+/.exec(text ?? '') ?? []);
  const newest = links.at(-1);
  if (!newest) throw new Error('no mail with a link to confirm');
  return newest;
}
