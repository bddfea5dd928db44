import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { staffCommand } from '../../src/staff/staff-command.ts';
import { built } from '../support/built.ts';
import { appFormIn, PASSWORD } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

const EMAIL = 'ada@campaign.example';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const staff = (...args: string[]) => staffCommand(world.deps, args);

const linkIn = (out: string) =>
  /http:\/\/localhost:3000(\/staff\/set-up\/[\w-]{32})$/.exec(out)?.[1] ?? 'no link';

describe('npm run staff', () => {
  it('says what it can do', async () => {
    for (const args of [[], ['delete'], ['constructor']]) {
      const refused = staff(...args).catch((error: Error) => error.message);
      expect(await refused).toContain('npm run -s staff -- add EMAIL --role viewer|editor|admin');
    }
    expect(await staff('list')).toContain('Nobody has an account yet');
  });

  it.each([
    [['add'], 'Give an email address'],
    [['add', 'ada'], 'Give an email address'],
    [['add', EMAIL], '--role takes viewer, editor, admin'],
    [['add', EMAIL, '--role', 'owner'], '--role takes viewer, editor, admin'],
    [['add', EMAIL, '--admin'], "Unknown option '--admin'"],
    [['disable', 'nobody@campaign.example'], 'nobody@campaign.example has no account'],
  ])('%j is answered with %j', async (args, message) => {
    await expect(staff(...args)).rejects.toThrow(message);
    expect(await world.deps.db.read.staffAccount.count()).toBe(0);
  });

  it('is a command of its own, beside the site and on its database', async () => {
    const env = { PATH: process.env.PATH, DATABASE_URL: world.databaseUrl };
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, [built('commands/staff.ts'), ...args], { env });
    const { stdout } = await run('add', EMAIL, '--role', 'viewer');
    expect(stdout).toContain(`Give this link to ${EMAIL}`);
    expect(await staff('list')).toContain(EMAIL);
    await expect(run('add', 'nobody')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Give an email address/),
    });
  });

  it('brings the first admin in, who can be shut out, let in again and given a new link', async () => {
    const visitor = world.visitor();
    const first = linkIn(await staff('add', EMAIL, '--role', 'admin'));
    await visitor.post(first, { password: PASSWORD, again: PASSWORD }).expect(303);
    const { text } = await visitor.get('/staff/account/second-factor').expect(200);
    await visitor.post('/staff/account/second-factor', appFormIn(world, text).form).expect(303);
    await visitor.get('/staff/people').expect(200);

    await expect(staff('add', 'ADA@campaign.example', '--role', 'viewer')).rejects.toThrow('already');
    expect(await staff('list')).toBe(
      `${EMAIL}\tadmin\topen\tsecond factor\tlast seen 24 November 2026 at 10:00`,
    );
    expect(await staff('disable', EMAIL)).toContain('is closed');
    await visitor.get('/staff').expect(303);
    expect(await staff('list')).toContain('\tclosed\t');
    await expect(staff('reset', EMAIL)).rejects.toThrow('no link opens it');
    expect(await staff('enable', EMAIL)).toContain('is open');

    const link = linkIn(await staff('reset', EMAIL));
    const other = world.visitor();
    const chosen = { password: PASSWORD, again: PASSWORD };
    await other.post(link, chosen).expect(303).expect('Location', '/staff/sign-in/code');
    expect(await staff('remove-second-factor', EMAIL)).toContain('signs in with the password alone');
    await other.get('/staff/sign-in/code').expect(303).expect('Location', '/staff/sign-in');
    await other.post('/staff/sign-in', { email: EMAIL, password: PASSWORD }).expect(303);
    await other.get('/staff').expect(303).expect('Location', '/staff/account/second-factor');

    const log = await world.deps.db.read.auditEntry.findMany({
      where: { who: 'command line' },
      orderBy: { id: 'asc' },
    });
    expect(log.map(({ what }) => what)).toEqual([
      'account.invite',
      'account.disable',
      'account.enable',
      'account.reset',
      'second-factor.remove',
    ]);
    expect(new Set(log.map(({ target }) => target))).toEqual(new Set([EMAIL]));
  });
});
