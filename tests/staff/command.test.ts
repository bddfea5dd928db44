import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { codeOf, formTokenIn, PASSWORD } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

const COMMAND = path.join(import.meta.dirname, '..', '..', 'src', 'commands', 'staff.ts');
const EMAIL = 'ada@campaign.example';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  // The command knows only the real time; what it makes must not be out of date here.
  world.pass(Math.max(0, Date.now() - world.deps.clock().getTime()));
});
afterAll(() => world.close());

/** Runs the command as an operator does, beside the site and on its database. */
async function staff(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: `file:${world.file}`,
    BASE_URL: 'http://localhost:3000',
  };
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', COMMAND, ...args], { env });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
}

const linkIn = (out: string) =>
  /http:\/\/localhost:3000(\/staff\/set-up\/[\w-]{32})\n$/.exec(out)?.[1] ?? 'no link';

describe('npm run staff', () => {
  it('says what it can do', async () => {
    const { code, err } = await staff();
    expect(code).toBe(1);
    for (const name of ['add EMAIL --role viewer|editor|admin', 'list', 'disable', 'enable', 'reset']) {
      expect(err).toContain(`npm run -s staff -- ${name}`);
    }
  });

  it.each([
    [['add'], 'Give an email address'],
    [['add', 'ada'], 'Give an email address'],
    [['add', EMAIL], '--role takes viewer, editor, admin'],
    [['add', EMAIL, '--role', 'owner'], '--role takes viewer, editor, admin'],
    [['disable', 'nobody@campaign.example'], 'nobody@campaign.example has no account'],
  ])('%j is answered with %j', async (args, message) => {
    const { code, out, err } = await staff(...args);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(message);
  });

  it('brings the first admin in, who can be shut out, let in again and given a new link', async () => {
    const added = await staff('add', ' Ada@Campaign.Example'.trim(), '--role', 'admin');
    expect([added.code, added.err]).toEqual([0, '']);
    const visitor = world.visitor();
    await visitor.post(linkIn(added.out), { password: PASSWORD, again: PASSWORD }).expect(303);
    const { text } = await visitor.get('/staff/account/second-factor').expect(200);
    const form = {
      _csrf: formTokenIn(text),
      secret: /name="secret" value="([^"]+)"/.exec(text)?.[1] ?? '',
      code: codeOf(world, /class="key">([^<]+)/.exec(text)?.[1] ?? ''),
    };
    await visitor.post('/staff/account/second-factor', form).expect(303);
    await visitor.get('/staff/people').expect(200);

    const again = await staff('add', EMAIL, '--role', 'viewer');
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('has an account already')]);
    expect((await staff('list')).out).toMatch(
      /^ada@campaign\.example\tadmin\topen\tsecond factor\tlast seen /,
    );

    expect((await staff('disable', EMAIL)).out).toContain('is closed');
    await visitor.get('/staff').expect(303);
    expect((await staff('list')).out).toContain('\tclosed\t');
    expect((await staff('enable', EMAIL)).out).toContain('is open');

    const link = linkIn((await staff('reset', EMAIL)).out);
    const other = world.visitor();
    await other.post(link, { password: PASSWORD, again: PASSWORD }).expect(303);
    await other.get('/staff').expect(303).expect('Location', '/staff/account/second-factor');
    world.pass(8 * DAY);
    await world.visitor().get(link).expect(410);

    const log = await world.deps.db.read.auditEntry.findMany({ where: { who: 'command line' } });
    expect(log.map(({ what }) => what)).toEqual([
      'account.invite',
      'account.disable',
      'account.enable',
      'account.reset',
    ]);
    expect(new Set(log.map(({ target }) => target))).toEqual(new Set([EMAIL]));
  });
});
