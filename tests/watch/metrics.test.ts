import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { Prisma } from '../../src/db/generated/client.ts';
import { newestTries, outboxDepth } from '../../src/delivery/outbox-depth.ts';
import { lettersByState } from '../../src/figures/count.ts';
import { hourlyIfDue } from '../../src/retention/hourly.ts';
import { claimRun } from '../../src/runs/recurring-run.ts';
import { onPostgresql } from '../support/databases.ts';
import { accepted, submitted } from '../support/lifecycle.ts';
import { confirmPath, LETTER, openWorld, type World } from '../support/world.ts';

const TOKEN = 'a-token-for-watching-alone';
const POSTCODE = '/school-attendance/postcode';

let world: World;
beforeEach(async () => {
  world = await openWorld({ METRICS_TOKEN: TOKEN });
});
afterEach(() => world.close());

const metrics = (authorization = `Bearer ${TOKEN}`) =>
  world.visitor().get('/metrics').set('Authorization', authorization);

/** The figures that begin so, each as its name with its labels, and its value. */
async function figures(prefix: string): Promise<Record<string, number>> {
  world.pass(5_000);
  const { text } = await metrics().expect(200);
  const lines = text.split('\n').filter(line => line.startsWith(prefix));
  return Object.fromEntries(
    lines.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

/** Those that are not nought. */
const told = async (prefix: string) =>
  Object.fromEntries(Object.entries(await figures(prefix)).filter(([, value]) => value !== 0));

describe('/metrics', () => {
  it('is no page where no token is set', async () => {
    await world.restart({});
    await metrics().expect(404);
  });

  it('is closed to whoever has not the very token', async () => {
    const wrong = ['', 'Bearer', `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`, TOKEN];
    for (const authorization of wrong) {
      const { text } = await metrics(authorization).expect(401).expect('WWW-Authenticate', 'Bearer');
      expect(text).not.toContain('dear_mp');
    }
  });

  it('tells what the process needs, and whether it is ready', async () => {
    await metrics().expect('Content-Type', /^text\/plain; version=0\.0\.4/);
    expect((await figures('process_resident')).process_resident_memory_bytes).toBeGreaterThan(1e6);
    expect((await figures('dear_mp_check'))['dear_mp_check{check="mail"}']).toBe(1);
    const age = (await figures('dear_mp_data_age'))['dear_mp_data_age_seconds{data="members"}'];
    expect(Math.floor(Number(age) / 86_400)).toBe(23);
  });

  it('tells how work that repeats ended last, and how long ago', async () => {
    expect(await figures('dear_mp_run')).toEqual({});
    await hourlyIfDue(world.deps);
    world.pass(HOUR);
    const [ended, failed] = ['dear_mp_run_ended_seconds{run="hourly"}', 'dear_mp_run_failed{run="hourly"}'];
    expect(await figures('dear_mp_run')).toEqual({ [ended]: 3_605, [failed]: 0 });
    const renderMail = () => {
      throw new Error('no mail');
    };
    await submitted(world);
    world.pass(DAY);
    await hourlyIfDue({ ...world.deps, renderMail });
    expect(await figures('dear_mp_run')).toEqual({ [ended]: 5, [failed]: 1 });
    world.log.length = 0;
  });

  it('tells how long ago work began that has never ended', async () => {
    await claimRun(world.deps.db, { name: 'hourly' }, world.deps.clock());
    world.pass(3 * HOUR);
    expect((await figures('dear_mp_run_ended'))['dear_mp_run_ended_seconds{run="hourly"}']).toBe(10_805);
  });

  it('counts requests by the route in the code, and holds no word of an address', async () => {
    await world.visitor().post(POSTCODE, { postcode: 'BS37 5AA' }).expect(303);
    await world.visitor().post(POSTCODE, { postcode: 'x' }).expect(422);
    await world.visitor().get('/confirm/a-token-of-somebody').expect(404);
    await world.visitor().get('/nothing-of-ours/at/all').expect(404);
    await world.visitor().raw.delete('/school-attendance').set('Sec-Fetch-Site', 'same-origin').expect(404);
    const counts = await figures('http_request_duration_seconds_count');
    const of = (method: string, route: string, status: string) =>
      counts[`http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`];
    expect(of('POST', '/:campaign/postcode', '3xx')).toBe(1);
    expect(of('POST', '/:campaign/postcode', '4xx')).toBe(1);
    expect(of('GET', '/confirm/:token', '4xx')).toBe(1);
    expect(Object.keys(counts).filter(name => name.includes('method="other"'))).toHaveLength(1);
    const { text } = await metrics();
    expect(text).not.toMatch(/somebody|nothing-of-ours|school-attendance|BS37|DELETE/i);
  });

  it('counts what answered each postcode', async () => {
    for (const postcode of ['BS37 5AA', 'BS37 4AA', 'BS37 1XX', 'SW1A 9ZZ', 'ZZ99 9ZZ']) {
      await world.visitor().post(POSTCODE, { postcode });
    }
    const counts = await told('dear_mp_lookups_total');
    expect(Object.keys(counts).every(name => /source="(sector|candidates|unknown)"/.test(name))).toBe(true);
    expect(counts['dear_mp_lookups_total{source="sector"}']).toBeGreaterThan(0);
  });

  it('tells what has become of letters, and what waits in the outbox', async () => {
    const visitor = await submitted(world);
    expect(await told('dear_mp_letters')).toEqual({ 'dear_mp_letters{state="unconfirmed"}': 1 });
    await visitor.post(confirmPath(world), {}).expect(303);
    expect(await told('dear_mp_letters')).toEqual({ 'dear_mp_letters{state="confirmed"}': 1 });
    world.pass(60_000);
    expect(await told('dear_mp_outbox')).toMatchObject({
      'dear_mp_outbox_mails{to="mps",state="queued"}': 1,
      'dear_mp_outbox_mails{to="mps",state="due"}': 1,
      'dear_mp_outbox_oldest_due_seconds{to="mps"}': 70,
    });
    await world.deliver();
    expect(await told('dear_mp_letters')).toEqual({ 'dear_mp_letters{state="accepted"}': 1 });
    expect(await told('dear_mp_outbox')).toEqual({});
  });

  it('tells how tries ended from what the database keeps, whichever process made them', async () => {
    await accepted(world);
    world.mail.behaviour.refuse = address => (address.startsWith('eve') ? 550 : 451);
    await submitted(world, { ...LETTER, email: 'eve@supporter.example', name: 'Eve Example' }, 'BS37 4AA');
    await submitted(world, { ...LETTER, email: 'bob@supporter.example', name: 'Bob Example' }, 'BS37 4AA');
    const expected = {
      'dear_mp_mail_tries{outcome="accepted",reason=""}': 3,
      'dear_mp_mail_tries{outcome="refused",reason="recipient refused"}': 1,
      'dear_mp_mail_tries{outcome="deferred",reason="other 4xx"}': 1,
    };
    expect(await told('dear_mp_mail_tries')).toEqual(expected);
    expect(await told('dear_mp_outbox_ended')).toEqual({ 'dear_mp_outbox_ended_mails{state="failed"}': 1 });
    // A process that has only just begun tells the same of the outbox, and has served nothing yet.
    await world.restart();
    expect(await told('dear_mp_mail_tries')).toEqual(expected);
    expect(await told('dear_mp_lookups_total')).toEqual({});
    world.pass(5 * 60_000);
    expect(await told('dear_mp_mail_tries')).toEqual({});
  });

  it('says so where the database cannot be asked, and repeats no old figure', async () => {
    await submitted(world);
    expect(await told('dear_mp_database_up')).toEqual({ dear_mp_database_up: 1 });
    await world.deps.db.write(tx => tx.$executeRawUnsafe('ALTER TABLE "HourFigure" RENAME TO "Gone"'));
    expect(await figures('dear_mp_database_up')).toEqual({ dear_mp_database_up: 0 });
    expect(await told('dear_mp_letters')).toEqual({});
  });
});

// EXPLAIN QUERY PLAN is SQLite's own.
describe.skipIf(onPostgresql)('what the database is asked for figures', () => {
  /** The database, which notes how it goes about each raw query. */
  function explaining(plans: string[]): Database {
    const { db } = world.deps;
    const $queryRaw = async ([first = '', ...rest]: TemplateStringsArray, ...values: unknown[]) => {
      const plan = Prisma.sql([`EXPLAIN QUERY PLAN ${first}`, ...rest], ...values);
      plans.push(...(await db.read.$queryRaw<{ detail: string }[]>(plan)).map(({ detail }) => detail));
      return db.read.$queryRaw(Prisma.sql([first, ...rest], ...values));
    };
    return { ...db, read: { $queryRaw } } as unknown as Database;
  }

  it('of the outbox comes from an index alone, and of tries from the newest', async () => {
    const plans: string[] = [];
    await outboxDepth(explaining(plans), world.deps.clock());
    expect(plans).toEqual([
      expect.stringMatching(/^SEARCH OutboxMail USING COVERING INDEX .+ \(state=\?\)$/),
      expect.stringMatching(/^SEARCH OutboxMail USING COVERING INDEX .+ \(state=\?\)$/),
    ]);
    const tries: string[] = [];
    await newestTries(explaining(tries), world.deps.clock());
    expect(tries.filter(plan => plan.includes('OutboxMail'))).toEqual([
      expect.stringMatching(/^SEARCH OutboxMail USING INDEX .+ \(startedAt>\?\)$/),
    ]);
  });

  it('of letters comes from the kept sums, never from the letters', async () => {
    const plans: string[] = [];
    await lettersByState(explaining(plans));
    expect(plans).toContainEqual(expect.stringMatching(/^SEARCH f USING .*\(campaignId=\? AND day=\?\)$/));
    expect(plans.filter(plan => /\bLetter\b| l\b/.test(plan))).toEqual([]);
  });
});
