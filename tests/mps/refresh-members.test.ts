import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY, HOUR } from '../../src/clock.ts';
import { correctMember } from '../../src/mps/correction-store.ts';
import { refreshIfDue, startDailyRefresh } from '../../src/mps/daily-refresh.ts';
import { readSources } from '../../src/mps/data-source-store.ts';
import { readIncidents } from '../../src/mps/live-incidents.ts';
import { findSeat } from '../../src/mps/mp-store.ts';
import { lastChanges } from '../../src/mps/refresh-members.ts';
import { run } from '../support/command.ts';
import { type StubMember, startMembersApi } from '../support/members-api-stub.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let api: Awaited<ReturnType<typeof startMembersApi>>;
beforeEach(async () => {
  api = await startMembersApi();
  world = await openWorld({ LIVE_LOOKUP: `members=${api.url}` });
});
afterEach(async () => {
  await world.close();
  await api.stop();
});

const THORNBURY = 'E14001545';
const HOLBORN = 'E14001290';
const NOVA: StubMember = {
  id: 99_001,
  fullTitle: 'Rt Hon Dr Nova Invented',
  addressAs: 'Dr Invented',
  party: 'Green Party',
  email: 'nova@mp.example',
};
const now = new Date('2026-11-24T10:00:00Z');

/** The stub's seat, to be changed. */
function seat(code: string) {
  const found = api.seats.get(code);
  if (!found) throw new Error(`no seat ${code}`);
  return found;
}
const memberOf = async (code: string) => (await findSeat(world.deps.db, code))?.member;
const data = (...args: string[]) => runData(args, { LIVE_LOOKUP: `members=${api.url}` });

async function runData(args: string[], env: Record<string, string>) {
  const settings = { NODE_ENV: 'test', DATABASE_URL: world.databaseUrl, ...env };
  const { output, ended } = run('commands/data.ts', ['members', ...args], settings);
  return { code: await ended, stdout: output.out, stderr: output.err };
}

describe('npm run -s data -- members', () => {
  it('reads all 650 seats and changes nothing where nothing has changed', async () => {
    expect(await data()).toEqual({ code: 0, stdout: '0 changes.\n', stderr: '' });
    expect(api.requests.filter(path => path.startsWith('/api/Location'))).toHaveLength(33);
    expect(api.requests.filter(path => path.endsWith('/Contact'))).toHaveLength(649);
  });

  it('prints what changed, applies it, and keeps a record of it', async () => {
    const before = await memberOf(THORNBURY);
    seat(THORNBURY).member = NOVA;
    seat(HOLBORN).member = { ...NOVA, id: 99_002, fullTitle: 'Mr Ben Invented', party: 'Labour' };
    seat('E14001063').member = null;
    const { code, stdout } = await data();
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'Aldershot: The seat fell vacant: Alex Baker (Labour)',
      'Holborn and St Pancras: The vacant seat has an MP: Mr Ben Invented (Labour)',
      `Thornbury and Yate: New MP: ${before?.fullTitle} (Liberal Democrat) -> Rt Hon Dr Nova Invented (Green Party)`,
      '3 changes.',
      '',
    ]);
    expect(await memberOf(THORNBURY)).toEqual({ ...NOVA, circumstance: null, constituencyCode: THORNBURY });
    expect(await memberOf('E14001063')).toBeNull();
    expect((await lastChanges(world.deps.db)).map(({ constituency, what }) => [constituency, what])).toEqual([
      ['Aldershot', 'vacancy'],
      ['Holborn and St Pancras', 'filled'],
      ['Thornbury and Yate', 'new_mp'],
    ]);
    const [members] = await readSources(world.deps.db);
    expect(members).toMatchObject({ name: 'members', source: 'UK Parliament’s Members API' });
  });

  it('prints and changes nothing with --dry-run', async () => {
    seat(THORNBURY).member = NOVA;
    const { code, stdout } = await data('--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('Thornbury and Yate: New MP');
    expect(stdout).toContain('1 change, and none of them was made.');
    expect((await memberOf(THORNBURY))?.id).not.toBe(NOVA.id);
    expect(await world.deps.db.read.memberChange.count()).toBe(0);
  });

  it('reads members.csv without the network', async () => {
    const rows = [...api.seats].map(([code, { member }]) =>
      code === THORNBURY
        ? [code, NOVA.id, NOVA.fullTitle, NOVA.party, NOVA.email]
        : [code, member?.id, member?.fullTitle, member?.party, member?.email],
    );
    const file = path.join(world.dir, 'members.csv');
    const lines = ['constituency_code,member_id,full_title,party,email', ...rows.map(row => row.join(','))];
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { code, stdout } = await data('--from', file);
    expect(code).toBe(0);
    expect(stdout).toContain('Thornbury and Yate: New MP');
    expect(stdout).toContain('1 change.');
    expect(api.requests).toEqual([]);
    expect(await memberOf(THORNBURY)).toMatchObject({ id: NOVA.id, addressAs: null });

    writeFileSync(file, `${lines.slice(0, 600).join('\n')}\n`);
    expect(await data('--from', file)).toMatchObject({ code: 1, stderr: expect.stringContaining('missing') });
    writeFileSync(file, `${lines[0]}\nE14001063,5173,Alex Baker,Labour,not an address\n`);
    expect(await data('--from', file)).toMatchObject({ code: 1, stderr: expect.stringContaining('line 2') });
  });

  it('says what to do where no service is switched on', async () => {
    const { code, stderr } = await runData([], {});
    expect(code).toBe(1);
    expect(stderr).toContain('LIVE_LOOKUP=on');
    expect(stderr).toContain('--from FILE');
  });

  it('changes nothing when a constituency has no match', async () => {
    seat(THORNBURY).member = NOVA;
    seat(HOLBORN).name = 'Holborn and Nowhere';
    const { code, stderr } = await data();
    expect(code).toBe(1);
    expect(stderr).toContain('no constituency is called Holborn and Nowhere');
    expect(stderr).toContain('Holborn and St Pancras is missing');
    expect((await memberOf(THORNBURY))?.id).not.toBe(NOVA.id);
  });
});

describe('the daily refresh', () => {
  it('runs once a day, also when the application starts again', async () => {
    seat(THORNBURY).member = NOVA;
    expect(await refreshIfDue(world.deps)).toHaveLength(1);
    expect((await memberOf(THORNBURY))?.addressAs).toBe('Dr Invented');
    const asked = api.requests.length;
    await world.restart();
    expect(await refreshIfDue(world.deps)).toBeNull();
    world.pass(DAY - 1);
    expect(await refreshIfDue(world.deps)).toBeNull();
    expect(api.requests).toHaveLength(asked);
    world.pass(HOUR);
    expect(await refreshIfDue(world.deps)).toEqual([]);
  });

  it('is done by one process alone', async () => {
    const done = await Promise.all([refreshIfDue(world.deps), refreshIfDue(world.deps)]);
    expect(done.filter(changes => changes !== null)).toHaveLength(1);
  });

  it('has been done, though somebody who waited for an MP could not be asked', async () => {
    seat(HOLBORN).member = NOVA;
    vi.spyOn(world.deps, 'askThoseWhoWaited').mockRejectedValueOnce(new Error('no such word'));
    const daily = startDailyRefresh(world.deps);
    const errors = () => world.log.filter(({ level }) => level >= 50);
    await expect.poll(errors).toMatchObject([{ msg: 'members' }]);
    await daily.stop();
    const where = { name: 'members' };
    expect(await world.deps.db.read.recurringRun.findUnique({ where })).toMatchObject({ outcome: 'done' });
    // It was expected: nothing else is to be wrong.
    world.log.length = 0;
  });

  it('stops with the application, and changes nothing when it is cut short', async () => {
    seat(THORNBURY).member = NOVA;
    const daily = startDailyRefresh(world.deps);
    while (api.requests.length < 40) await new Promise(resolve => setTimeout(resolve, 5));
    await daily.stop();
    expect(api.requests.length).toBeLessThan(600);
    expect((await memberOf(THORNBURY))?.id).not.toBe(NOVA.id);
    world.pass(2 * HOUR);
    expect(await refreshIfDue(world.deps)).toHaveLength(1);
  });

  it('waits for no answer when it stops, which is no fault of the service', async () => {
    api.behaviour.fault = 'no answer';
    const daily = startDailyRefresh(world.deps);
    await expect.poll(() => api.requests.length).toBe(1);
    await daily.stop();
    expect(api.requests).toHaveLength(1);
    expect(await readIncidents(world.deps.db, new Date(0))).toEqual([]);
  });

  it('does nothing where no live service is switched on', async () => {
    expect(await refreshIfDue({ ...world.deps, membersApi: undefined })).toBeNull();
    expect(await world.deps.db.read.recurringRun.count()).toBe(0);
  });

  it('keeps the email address that one reply lacks, and what staff corrected', async () => {
    const before = await memberOf(THORNBURY);
    const id = before?.id ?? 0;
    await world.deps.db.write(tx => correctMember(tx, id, { addressAs: 'Madam' }, 'ada', now));
    seat(THORNBURY).member = { id, fullTitle: 'Dame Claire Young', party: 'Liberal Democrat', email: null };
    expect(await refreshIfDue(world.deps)).toMatchObject([{ what: 'name', after: 'Dame Claire Young' }]);
    expect(await memberOf(THORNBURY)).toEqual({
      ...before,
      fullTitle: 'Dame Claire Young',
      addressAs: 'Madam',
    });
  });

  it.each(['an internal error', 'a web page', 'values of the wrong type', 'a redirect'])(
    'changes nothing after %s, is tried again in an hour, and staff see it',
    async fault => {
      seat(THORNBURY).member = NOVA;
      api.behaviour.fault = fault;
      expect(await refreshIfDue(world.deps)).toBeNull();
      expect((await memberOf(THORNBURY))?.id).not.toBe(NOVA.id);
      expect(await readIncidents(world.deps.db, new Date(0))).toMatchObject([
        { service: 'members', count: 1 },
      ]);
      delete api.behaviour.fault;
      world.pass(2 * HOUR);
      expect(await refreshIfDue(world.deps)).toHaveLength(1);
    },
  );

  it('gets through where a reply fails once by accident', async () => {
    seat(THORNBURY).member = NOVA;
    api.behaviour.fault = 'too many requests';
    api.behaviour.faultsOnly = (_path, nth) => nth % 200 === 0;
    expect(await refreshIfDue(world.deps)).toHaveLength(1);
    expect(await readIncidents(world.deps.db, new Date(0))).toEqual([]);
  });

  it('passes over constituencies that a boundary review has ended', async () => {
    api.seats.set('E14000999', { name: 'Old Sarum', member: null, endDate: '2024-05-30T00:00:00' });
    expect(await refreshIfDue(world.deps)).toEqual([]);
  });
});

describe('/data-sources', () => {
  it('names each source with its day and licence, and says calmly when one is overdue', async () => {
    const fresh = await world.visitor().get('/data-sources').expect(200);
    expect(fresh.text).toContain('Department for Education');
    expect(fresh.text).toContain(
      'As of 1 November 2026. Licence: <span lang="en">Open Parliament Licence v3.0',
    );
    expect(fresh.text).not.toContain('days old');
    world.pass(31 * DAY);
    const overdue = await world.visitor().get('/data-sources').expect(200);
    expect(overdue.text).toContain('54 days old');
    await world.restart();
    const warned = world.log.filter(({ level, data: name }) => level === 40 && name === 'members');
    expect(warned).toMatchObject([{ days: 54 }]);
    await refreshIfDue(world.deps);
    const renewed = await world.visitor().get('/data-sources').expect(200);
    expect(renewed.text).toContain('UK Parliament’s Members API');
    expect(renewed.text).not.toContain('days old');
  });
});
