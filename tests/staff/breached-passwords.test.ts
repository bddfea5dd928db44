import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { COMMAND_LINE } from '../../src/staff/audit.ts';
import { addAccount } from '../../src/staff/manage-accounts.ts';
import { startPwnedPasswords } from '../support/pwned-passwords-stub.ts';
import { PASSWORD, signIn } from '../support/staff.ts';
import { FAULTS } from '../support/stub-service.ts';
import { openWorld, type World } from '../support/world.ts';

const CHOSEN = 'wandering teapot orchard';
const REFUSED = 'this one is in a list of passwords that were stolen from other websites';

let world: World;
let live: Awaited<ReturnType<typeof startPwnedPasswords>>;
beforeEach(async () => {
  live = await startPwnedPasswords();
  world = await openWorld({ BREACHED_PASSWORDS: live.url });
});
afterEach(async () => {
  await world.close();
  await live.stop();
});

/** The form on the page that a set-up link opens: sends it. */
async function openSetUp() {
  const by = { who: COMMAND_LINE, at: world.deps.clock() };
  const added = await world.deps.db.write(tx =>
    addAccount(tx, by, { email: 'ada@campaign.example', role: 'editor' }),
  );
  const visitor = world.visitor();
  return (password: string, again = password) =>
    visitor.post(`/staff/set-up/${added?.token}`, { password, again });
}

const setUp = async (password: string) => (await openSetUp())(password);

describe('a new password', () => {
  it('that was stolen somewhere is refused where an account is set up', async () => {
    live.steal(CHOSEN);
    const page = await setUp(CHOSEN);
    expect(page.status).toBe(422);
    expect(page.text).toContain(REFUSED);
    const account = await world.deps.db.read.staffAccount.findFirstOrThrow();
    expect(account.passwordHash).toBeNull();
  });

  it('that was stolen somewhere is refused where it is changed', async () => {
    const ada = await signIn(world, 'editor');
    const form = { current: PASSWORD, password: CHOSEN, again: CHOSEN };
    live.steal(CHOSEN);
    const page = await ada.post('/staff/account/password', form).expect(422);
    expect(page.text).toContain(REFUSED);
    live.steal(CHOSEN, 0);
    await ada.post('/staff/account/password', form).expect(303);
  });

  it('counts as stolen however a keyboard composed it', async () => {
    live.steal('tr\u00e8s longue phrase');
    expect((await setUp('tre\u0300s longue phrase')).text).toContain(REFUSED);
  });

  it('is good where others share the digits that are told, and where it stands among the padding', async () => {
    live.steal(CHOSEN, 0);
    expect((await setUp(CHOSEN)).status).toBe(303);
  });

  it('tells five digits of its hash, and is asked about where nothing else is wrong with it', async () => {
    const choose = await openSetUp();
    await choose('qwertyuiop12').expect(422);
    await choose(CHOSEN, `${CHOSEN}s`).expect(422);
    expect(live.requests).toEqual([]);
    await choose(CHOSEN).expect(303);
    expect(live.requests).toEqual([expect.stringMatching(/^\/range\/[\dA-F]{5}$/)]);
  });

  it('asks nobody unless the operator switched it on', async () => {
    live.steal(CHOSEN);
    await world.close();
    world = await openWorld();
    expect((await setUp(CHOSEN)).status).toBe(303);
    expect(live.requests).toEqual([]);
  });
});

describe('the service, in trouble', () => {
  const EXPECTED: Record<string, string> = {
    'a broken connection': 'unreachable',
    'no answer': 'too-slow',
    'an answer that stops in the middle': 'too-slow',
    'a web page': 'unexpected',
    'a web page that says not found': 'refused',
    'a web page that calls itself JSON': 'unexpected',
    'values of the wrong type': 'unexpected',
    'nothing at all': 'unexpected',
    'too many requests': 'refused',
    'an internal error': 'refused',
    'a service that is away': 'refused',
    'a redirect': 'refused',
    'a reply without end': 'too-large',
  };

  it.each(Object.keys(FAULTS))('keeps nobody from a password by %s, and the log says so', async fault => {
    live.steal(CHOSEN);
    live.behaviour.fault = fault;
    expect((await setUp(CHOSEN)).status).toBe(303);
    expect(world.log).toContainEqual(
      expect.objectContaining({ service: 'breached passwords', fault: EXPECTED[fault] }),
    );
    expect(JSON.stringify(world.log)).not.toMatch(/range|teapot/);
  });
});

describe('BREACHED_PASSWORDS', () => {
  const read = (BREACHED_PASSWORDS?: string) => loadConfig({ BREACHED_PASSWORDS }).breachedPasswords?.href;

  it.each([
    [undefined, undefined],
    ['off', undefined],
    ['on', 'https://api.pwnedpasswords.com/'],
    ['https://copy.example/pwned', 'https://copy.example/pwned'],
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000/'],
  ])('%s asks %s', (value, service) => {
    expect(read(value)).toBe(service);
  });

  it.each([
    ['yes', 'no web address'],
    ['http://copy.example', 'must begin with https://'],
    ['ftp://copy.example', 'must begin with https://'],
    ['https://ada:secret@copy.example', 'more than a base address'],
    ['https://copy.example?key=1', 'more than a base address'],
  ])('%s is refused, with what to write', (value, message) => {
    expect(() => read(value)).toThrow(`BREACHED_PASSWORDS must be off, on, or the service to ask`);
    expect(() => read(value)).toThrow(message);
  });
});
