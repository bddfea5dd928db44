import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { createApp } from '../../src/app.ts';
import { HOUR } from '../../src/clock.ts';
import { loadConfig } from '../../src/config.ts';
import { buildDeps } from '../../src/deps.ts';
import { createMailer } from '../../src/mail/mailer.ts';
import { deliver } from '../support/deliver.ts';
import { type FaultServer, startFaultServer } from './fault-server.ts';
import { lettersIn, type Recorded } from './recorded.ts';
import { countRow, type FaultRow } from './row.ts';
import { settings } from './site.ts';
import { type Supporter, write } from './supporter.ts';

/**
 * Milliseconds: hanging servers are given up soon, as the same code does after minutes; and yet so late that no machine
 * under load takes one for hanging that is not. A mail to confirm would be tried again by a clock that stands still.
 */
const TIMEOUTS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 3_000 };

export type FaultWorld = Awaited<ReturnType<typeof openFaultWorld>>;

/** The real site in this process with a clock that can be moved, and a mail server that goes wrong as told. */
export async function openFaultWorld() {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-faults-'));
  const server: FaultServer = await startFaultServer();
  const env = settings(path.join(dir, 'faults.db'), server.url);
  const config = loadConfig(env);
  let now = new Date('2026-11-24T10:00:00Z');
  const built = await buildDeps(config, { clock: () => now, log: pino({ level: 'silent' }) });
  const mailer = createMailer({ ...config, server: server.url, catchDir: dir, timeouts: TIMEOUTS });
  const deps = { ...built, mailer };
  const site = createApp(deps).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const base = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const supporters: Supporter[] = [];

  return {
    server,
    env,
    deps,
    pass: (milliseconds: number) => {
      now = new Date(now.getTime() + milliseconds);
    },
    deliver: () => deliver(deps),
    /** So many supporters write and confirm. `letters` false: their letters stay in the outbox. */
    async confirm(count: number): Promise<void> {
      const more = Array.from({ length: count }, (_, i) => ({
        key: `${supporters.length + i}`,
        confirmed: false,
      }));
      supporters.push(...more);
      let writing = true;
      const all = Promise.all(
        more.map(one =>
          write(
            one,
            base,
            () => server.kept,
            () => false,
          ),
        ),
      ).finally(() => {
        writing = false;
      });
      while (writing) {
        await deliver(deps);
        await wait(5);
      }
      await all;
    },
    /** Lets time pass by the hour, and what is due leave. */
    async days(count: number): Promise<void> {
      for (let hour = 0; hour < count * 24; hour += 1) {
        now = new Date(now.getTime() + HOUR);
        await deliver(deps);
      }
    },
    async count(fault: string, times: number, mails: Recorded[] = server.kept): Promise<FaultRow> {
      const rows = await deps.db.read.letter.findMany({ where: { confirmedAt: { not: null } } });
      const told = await deps.db.read.outboxMail.findMany({ where: { kind: 'failure', state: 'sent' } });
      const ends = new Map(
        rows.map(({ id, email, state, presumedAt }) => [
          email.split('@')[0],
          {
            failed: state === 'failed' && told.some(({ aboutId }) => aboutId === id),
            presumed: presumedAt !== null,
          },
        ]),
      );
      const confirmed = supporters.filter(supporter => supporter.confirmed);
      const letters = confirmed.map(({ key }) => ({
        key,
        ...(ends.get(key) ?? { failed: false, presumed: false }),
      }));
      return countRow(fault, times, letters, lettersIn(mails));
    },
    async close(): Promise<void> {
      site.close();
      site.closeAllConnections();
      built.mailer.close();
      await deps.close();
      mailer.close();
      await server.down();
      rmSync(dir, { recursive: true });
    },
  };
}
