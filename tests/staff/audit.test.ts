import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Transaction } from '../../src/db/database.ts';
import { audit, COMMAND_LINE } from '../../src/staff/audit.ts';
import { rowsOf } from '../support/spreadsheets.ts';
import { addStaff, formTokenIn, PASSWORD, type StaffVisitor, signIn } from '../support/staff.ts';
import { openWorld, unescaped, type World } from '../support/world.ts';

let world: World;
let admin: StaffVisitor;
beforeEach(async () => {
  world = await openWorld();
  admin = await signIn(world, 'admin', 'ada@campaign.example');
});
afterEach(() => world.close());

const record = (target: string) =>
  world.deps.db.write(tx =>
    audit(tx, { at: world.deps.clock(), who: COMMAND_LINE, what: 'account.enable', target }),
  );
const entries = () =>
  world.deps.db.read.auditEntry.findMany({ orderBy: { id: 'asc' }, omit: { id: true, at: true } });

const wrongPassword = (email: string) =>
  world.visitor().post('/staff/sign-in', { email, password: 'wrong password' });
const detailsOfFailures = async () =>
  (await entries()).filter(({ what }) => what === 'session.refuse').map(({ details }) => details);

describe('the audit log', () => {
  it('can be added to, and never changed or emptied', async () => {
    await record('one@campaign.example');
    const { write } = world.deps.db;
    const ways: ((tx: Transaction) => Promise<unknown>)[] = [
      tx => tx.auditEntry.updateMany({ data: { who: 'another' } }),
      tx => tx.auditEntry.deleteMany(),
      tx => tx.$executeRaw`UPDATE "AuditEntry" SET who = 'another'`,
      tx => tx.$executeRaw`DELETE FROM "AuditEntry"`,
      tx =>
        tx.$executeRaw`REPLACE INTO "AuditEntry" (id, at, who, what) SELECT id, 0, 1, 1 FROM "AuditEntry"`,
    ];
    for (const way of ways) await expect(write(way)).rejects.toThrow();
    expect((await entries()).map(({ target }) => target)).toEqual(['one@campaign.example']);
    await record('two@campaign.example');
    expect(await entries()).toHaveLength(2);
  });

  it('stands in the site’s own log by each entry’s number and kind, and by nobody’s name', async () => {
    await record('one@campaign.example');
    const { id } = await world.deps.db.read.auditEntry.findFirstOrThrow();
    const lines = world.log.filter(({ msg }) => msg === 'audit');
    expect(lines).toMatchObject([{ level: 30, entry: id, what: 'account.enable' }]);
    expect(JSON.stringify(world.log)).not.toMatch(/campaign\.example|command line/);
  });

  it('tells of sign-ins and failures, and of an unknown address not what it was', async () => {
    const viewer = await addStaff(world, 'viewer', { email: 'vi@campaign.example' });
    const visitor = world.visitor();
    await visitor.post('/staff/sign-in', { email: viewer.email, password: 'wrong' }).expect(422);
    await visitor.post('/staff/sign-in', { email: 'my secret password', password: 'x' }).expect(422);
    await visitor.post('/staff/sign-in', { email: viewer.email, password: PASSWORD }).expect(303);
    expect(await entries()).toEqual([
      { who: 'nobody', what: 'session.refuse', target: viewer.email, details: null },
      { who: 'nobody', what: 'session.refuse', target: 'an unknown address', details: null },
      { who: viewer.email, what: 'session.start', target: '', details: { device: 'An unknown browser' } },
    ]);
  });

  it('tells of a wrong password where it is asked for again', async () => {
    const viewer = await signIn(world, 'viewer', 'vi@campaign.example');
    const form = {
      current: 'wrong password',
      password: 'another marmalade ladder',
      again: 'another marmalade ladder',
    };
    await viewer.post('/staff/account/password', form).expect(422);
    expect(await entries()).toEqual([
      { who: 'nobody', what: 'session.refuse', target: viewer.email, details: null },
    ]);
  });

  it('tells from which wrong password on tries have to wait, and how long', async () => {
    for (let i = 0; i < 5; i += 1) await wrongPassword('vi@campaign.example').expect(422);
    await wrongPassword('vi@campaign.example').expect(429);
    world.pass(15_000);
    await wrongPassword('vi@campaign.example').expect(422);
    expect(await detailsOfFailures()).toEqual([
      ...[null, null, null, null],
      { wait: '15 seconds' },
      { wait: '30 seconds' },
    ]);
    const lines = world.log.filter(({ route }) => route === '/staff/sign-in').map(({ status }) => status);
    expect(lines).toEqual([422, 422, 422, 422, 422, 429, 422]);
  });

  it('tells so of a password that is asked for again', async () => {
    const viewer = await signIn(world, 'viewer', 'vi@campaign.example');
    const password = 'another marmalade ladder';
    for (let i = 0; i < 5; i += 1)
      await viewer
        .post('/staff/account/password', { current: 'wrong', password, again: password })
        .expect(422);
    expect(await detailsOfFailures()).toEqual([...[null, null, null, null], { wait: '15 seconds' }]);
  });

  it('tells so of codes', async () => {
    const { email } = await addStaff(world, 'admin');
    for (let round = 0; round < 2; round += 1) {
      const visitor = world.visitor();
      await visitor.post('/staff/sign-in', { email, password: PASSWORD }).expect(303);
      const _csrf = formTokenIn((await visitor.get('/staff/sign-in/code')).text);
      for (let i = 0; i < 5; i += 1) await visitor.post('/staff/sign-in/code', { _csrf, code: '000000' });
    }
    const details = await detailsOfFailures();
    expect(details).toHaveLength(10);
    expect(details.slice(-2)).toEqual([{ wrong: 'code' }, { wrong: 'code', wait: '1 minute' }]);
  });

  it('tells of what admins do to others', async () => {
    const editor = await addStaff(world, 'editor', { email: 'ed@campaign.example' });
    const url = `/staff/people/${editor.id}`;
    await admin.post('/staff/people', { email: 'new@campaign.example', role: 'viewer' });
    await admin.post(`${url}/role`, { role: 'viewer' });
    await admin.post(`${url}/role`, { role: 'viewer' });
    await admin.post(`${url}/close`, {});
    await admin.post(`${url}/open`, {});
    await admin.post(`${url}/set-up-link`, {});
    const told = (await entries()).map(({ who, what, target, details }) => [who, what, target, details]);
    expect(told).toEqual([
      [admin.email, 'account.invite', 'new@campaign.example', { role: 'viewer' }],
      [admin.email, 'role.change', editor.email, { from: 'editor', to: 'viewer' }],
      [admin.email, 'account.disable', editor.email, null],
      [admin.email, 'account.enable', editor.email, null],
      [admin.email, 'account.reset', editor.email, null],
    ]);
    expect(JSON.stringify(told)).not.toMatch(/set-up\//);
  });

  it('undoes an entry with what it tells of', async () => {
    await expect(
      world.deps.db.write(async tx => {
        await audit(tx, { at: new Date(), who: COMMAND_LINE, what: 'account.enable' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await entries()).toEqual([]);
  });
});

describe('the page of the log', () => {
  it('says so when it is empty, and when nothing matches', async () => {
    expect((await admin.get('/staff/audit').expect(200)).text).toContain('Nothing yet');
    const { text } = await admin.get('/staff/audit?what=role.change').expect(200);
    expect(text).toContain('Show everything');
  });

  it('shows fifty at a time, the newest first, and goes on to the older', async () => {
    for (let i = 1; i <= 120; i += 1) await record(`number-${i}`);
    const seen: string[] = [];
    let url: string | undefined = '/staff/audit';
    for (let page = 0; url && page < 5; page += 1) {
      const { text }: { text: string } = await admin.get(url).expect(200);
      seen.push(...[...text.matchAll(/: (number-\d+)</g)].map(match => match[1] ?? ''));
      url = /href="([^"]+)">Older/.exec(text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => `number-${120 - i}`));
  });

  it('is narrowed to a person and to a kind', async () => {
    await record('one@campaign.example');
    await admin.post('/staff/people', { email: 'new@campaign.example', role: 'viewer' });
    const narrowed = async (query: string) => (await admin.get(`/staff/audit?${query}`).expect(200)).text;
    expect(await narrowed('who=command+line')).toContain(': one@campaign.example');
    expect(await narrowed('who=command+line')).not.toContain(': new@campaign.example');
    expect(await narrowed('what=account.invite')).toContain(': new@campaign.example');
    expect(await narrowed('what=account.invite')).not.toContain(': one@campaign.example');
    for (const hostile of [
      "who=' OR 1=1",
      'before=x',
      'before=-1',
      'before=1.5',
      'before=1e99',
      'before=99999999999',
      'who[]=a&what=b',
    ]) {
      expect(await narrowed(hostile)).toContain('Audit');
    }
  });
});

describe('a person to whom the log is narrowed', () => {
  const offered = async () => {
    const { text } = await admin.get('/staff/audit').expect(200);
    const options = text.match(/<select id="who".*?<\/select>/s)?.[0] ?? '';
    return [...options.matchAll(/value="([^"]+)"[^>]*>([^<]+)</g)].map(([, value = '', label]) => [
      value,
      label,
    ]);
  };

  it('goes by a number in addresses, on every page, with an account or without one', async () => {
    await record('one@campaign.example');
    const gone = 'gone@campaign.example';
    const { db, clock } = world.deps;
    await db.write(async tx => {
      for (let i = 0; i < 60; i += 1) await audit(tx, { at: clock(), who: gone, what: 'letter.find' });
    });
    await wrongPassword('x').expect(422);
    const people = await offered();
    expect(people).toEqual([
      ['command line', 'command line'],
      [expect.stringMatching(/^\d+$/), gone],
      ['nobody', 'nobody'],
    ]);
    const [number] = people.find(([, label]) => label === gone) ?? [];
    const { text } = await admin.get(`/staff/audit?who=${number}`).expect(200);
    expect(text.match(/, by [^<]+/g)).toEqual(Array(50).fill(`, by ${gone}`));
    expect(text).toContain(`value="${number}" selected>${gone}`);
    const addresses = [...text.matchAll(/(?:href|value)="([^"]*)"/g)].map(([, value]) => value);
    expect(addresses.filter(value => value?.match(/gone|@|%40/))).toEqual([]);
    const older = unescaped(/href="([^"]+)">Older/.exec(text)?.[1] ?? '');
    expect((await admin.get(older).expect(200)).text.match(/, by [^<]+/g)).toEqual(
      Array(10).fill(`, by ${gone}`),
    );
    const file = await admin.post('/staff/audit/export', { who: number ?? '', what: '' }).expect(200);
    expect(new Set(rowsOf(file.text).map(({ who }) => who))).toEqual(new Set([gone]));
    expect((await entries()).at(-1)?.details).toEqual({ who: gone, what: '' });
  });

  it.each(['command line', 'nobody'])('may be %s', async who => {
    await record('one@campaign.example');
    await wrongPassword('x').expect(422);
    const { text } = await admin.get(`/staff/audit?${new URLSearchParams({ who })}`).expect(200);
    expect(text.match(/, by [^<]+/g)).toEqual([`, by ${who}`]);
  });

  it('whom nobody knows narrows nothing', async () => {
    await record('one@campaign.example');
    const { text } = await admin.get('/staff/audit?who=999').expect(200);
    expect(text).toContain(': one@campaign.example');
    expect(text).not.toContain(' selected');
  });
});

describe('the export', () => {
  it('holds every entry, the oldest first, and records itself', async () => {
    for (let i = 1; i <= 60; i += 1) await record(`number-${i}`);
    const { text, headers } = await admin.post('/staff/audit/export', {}).expect(200);
    expect(headers['content-type']).toContain('text/csv');
    expect(headers['content-disposition']).toContain('dear-mp-audit-2026-11-24.csv');
    const rows = rowsOf(text);
    expect(rows).toHaveLength(61);
    expect(rows[0]).toEqual({
      at_utc: '2026-11-24T10:00:00.000Z',
      who: 'command line',
      what: 'account.enable',
      target: 'number-1',
      details: '',
    });
    expect(rows.at(-1)).toMatchObject({ who: admin.email, what: 'audit.export' });
  });

  it('may be broken off by whoever fetches it, which is no error', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({
      at: world.deps.clock(),
      who: COMMAND_LINE,
      what: 'account.enable',
      target: `number-${i} ${'x'.repeat(1_000)}`,
    }));
    await world.deps.db.write(tx => tx.auditEntry.createMany({ data: rows }));
    await admin
      .post('/staff/audit/export', {})
      .buffer(false)
      .parse((res, done) => {
        res.once('data', () => {
          (res as unknown as Readable).destroy();
          done(null, '');
        });
      });
    const told = () => world.log.find(({ route }) => route === '/staff/audit/export');
    await expect.poll(told).toMatchObject({ status: 0 });
    await nextTurn();
    expect(world.log.filter(({ msg }) => msg === 'broken off')).toEqual([]);
  });

  it('is narrowed as the page is', async () => {
    await record('one');
    const { text } = await admin.post('/staff/audit/export', { what: 'account.enable', who: '' }).expect(200);
    expect(rowsOf(text)).toHaveLength(1);
  });
});
