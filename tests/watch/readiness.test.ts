import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { createReadiness, type Finding, readinessText } from '../../src/watch/readiness.ts';
import { startMailServer } from '../support/mail-server.ts';
import { openWorld, type World } from '../support/world.ts';

const READY = `ready
database: ok
migrations: ok
mail: ok
disk: ok
members: ok
postcodes: ok
`;

describe('/readyz', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  const readyz = () => world.visitor().get('/readyz');
  /** What is not ok, after long enough for everything to be looked at anew. */
  async function wrong(status: number): Promise<string[]> {
    world.pass(30_000);
    const { text } = await readyz()
      .expect(status)
      .expect('Content-Type', /text\/plain/);
    const [first, ...lines] = text.trimEnd().split('\n');
    expect(first).toBe(status === 200 ? 'ready' : 'not ready');
    return lines.filter(line => !line.endsWith(': ok'));
  }
  const sql = (statement: string) => world.deps.db.write(tx => tx.$executeRawUnsafe(statement));

  it('says in one line a check that all is well, and is kept by no cache', async () => {
    const { text } = await readyz().expect(200).expect('Cache-Control', 'no-store');
    expect(text).toBe(READY);
  });

  it('says that the mail server cannot be reached, and that it is back', async () => {
    const { port } = world.mail;
    await world.mail.stop();
    expect(await wrong(503)).toEqual(['mail: failed, connection refused']);
    const again = await startMailServer({ port });
    expect(await wrong(200)).toEqual([]);
    await again.stop();
    const said = world.log.filter(({ msg }) => /ready/.test(String(msg)));
    expect(said.map(({ msg, failed }) => [msg, failed])).toEqual([
      ['not ready', ['mail']],
      ['ready again', []],
    ]);
  });

  it('asks the mail server every 30 seconds at most, however often it is asked itself', async () => {
    const verify = vi.spyOn(world.deps.mailer, 'verify');
    for (let second = 0; second < 30; second += 1) {
      await Promise.all([readyz(), readyz()]);
      world.pass(1_000);
    }
    expect(verify).toHaveBeenCalledTimes(1);
    await readyz();
    expect(verify).toHaveBeenCalledTimes(2);
  });

  it('is ready in development, where mail is caught', async () => {
    await world.restart({ SMTP_URL: '' });
    expect(await wrong(200)).toEqual([]);
  });

  it('says that migrations are not applied', async () => {
    await sql('UPDATE _prisma_migrations SET finished_at = NULL');
    expect(await wrong(503)).toEqual([expect.stringMatching(/^migrations: failed, \d+ not applied$/)]);
    await sql('ALTER TABLE _prisma_migrations RENAME TO gone');
    expect(await wrong(503)).toEqual(['migrations: failed, cannot be asked']);
  });

  it('says that the database cannot be asked, while the process says that it is alive', async () => {
    await sql('ALTER TABLE "Constituency" RENAME TO "Gone"');
    expect(await wrong(503)).toEqual(['database: failed, cannot be asked']);
    expect((await world.visitor().get('/healthz').expect(200)).text).toBe('ok\n');
  });

  it('says that there is little room for its files', async () => {
    // Where mail is caught, files are written whatever the database is.
    await world.restart({ DISK_FREE_MB: '1e12', SMTP_URL: '' });
    expect(await wrong(503)).toEqual(['disk: failed, little room left']);
  });

  it('says that the disk refuses the database', async () => {
    vi.spyOn(world.deps.db, 'fault').mockReturnValue('EIO');
    expect(await wrong(503)).toEqual(['disk: failed, refuses the database']);
  });

  it('warns of old data, and is ready all the same', async () => {
    const asOf = new Date('2026-03-01');
    const postcodes = { name: 'postcodes', source: 'x', licence: 'x', asOf, loadedAt: asOf };
    await world.deps.db.write(tx => tx.dataSource.create({ data: postcodes }));
    world.pass(31 * DAY);
    expect(await wrong(200)).toEqual(['members: warning, 54 days old', 'postcodes: warning, 299 days old']);
  });

  it('names no host, no port and no path, whatever is wrong', async () => {
    const { port } = world.mail;
    await world.mail.stop();
    await world.restart({ DISK_FREE_MB: '1e12' });
    await sql('ALTER TABLE "DataSource" RENAME TO "Gone"');
    const { text } = await readyz().expect(503);
    expect(text).toContain('members: warning, age not known');
    for (const secret of ['127.0.0.1', String(port), world.dir, '/']) expect(text).not.toContain(secret);
  });
});

describe('the readiness of the site', () => {
  const log = pino({ level: 'silent' });
  let now = new Date('2026-11-24T10:00:00Z');
  const clock = () => now;
  const ok = async (): Promise<Finding> => ({ state: 'ok' });

  it('waits for no check that does not answer', async () => {
    const checks = { mail: () => new Promise<Finding>(() => undefined), disk: ok };
    const readiness = createReadiness({ checks, clock, log }, { fresh: 0, patience: 20 });
    expect(readinessText(await readiness())).toBe('not ready\nmail: failed, no answer in time\ndisk: ok\n');
  });

  it('is looked at anew every 5 seconds at most, also by many at once', async () => {
    const disk = vi.fn(ok);
    const readiness = createReadiness({ checks: { disk }, clock, log });
    await Promise.all(Array.from({ length: 50 }, readiness));
    now = new Date(now.getTime() + 4_999);
    await readiness();
    expect(disk).toHaveBeenCalledTimes(1);
    now = new Date(now.getTime() + 1);
    await readiness();
    expect(disk).toHaveBeenCalledTimes(2);
  });

  it('is looked at anew also when the clock was set back', async () => {
    const disk = vi.fn(ok);
    const readiness = createReadiness({ checks: { disk }, clock, log });
    await readiness();
    now = new Date(now.getTime() - DAY);
    await readiness();
    expect(disk).toHaveBeenCalledTimes(2);
  });
});
