import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../src/clock.ts';
import { addStaff, PASSWORD, signIn } from '../support/staff.ts';
import { openWorld, type Visitor, type World } from '../support/world.ts';

const EMAIL = 'ed@campaign.example';
const COOKIE = 'staff-device';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const enter = (visitor: Visitor, password: string) =>
  visitor.post('/staff/sign-in', { email: EMAIL, password });

/** A browser in which somebody has signed in, and what it was given to be known by. */
async function knownBrowser() {
  const visitor = world.visitor();
  const { headers } = await enter(visitor, PASSWORD).expect(303);
  const given = [headers['set-cookie']].flat().find(line => line?.startsWith(`${COOKIE}=`));
  return { visitor, value: /=([^;]+)/.exec(given ?? '')?.[1] ?? '' };
}

/** A browser that brings that value. */
function bringing(value: string): Visitor {
  const visitor = world.visitor();
  visitor.raw.jar.setCookie(`${COOKIE}=${value}; Path=/`, '127.0.0.1', '/');
  return visitor;
}

/** After these tries a browser that is not known has to wait. */
async function strangersTry(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await enter(world.visitor(), 'wrong password').expect(422);
}

// The jar of these browsers goes by the real clock: it keeps a cookie while the site's time passes.
describe('a browser that an account knows', () => {
  beforeEach(() => addStaff(world, 'viewer', { email: EMAIL }));

  it('is known for 90 days, and no longer however long it keeps its cookie', async () => {
    const { visitor, value } = await knownBrowser();
    world.pass(90 * DAY - 5_000);
    await strangersTry();
    await enter(bringing(value), 'wrong password').expect(422);
    world.pass(5_000);
    await enter(bringing(value), PASSWORD).expect(429);
    await enter(visitor, PASSWORD).expect(429);
  });

  it('is known for another 90 days after each sign-in', async () => {
    const { visitor } = await knownBrowser();
    world.pass(60 * DAY);
    await enter(visitor, PASSWORD).expect(303);
    world.pass(60 * DAY);
    await strangersTry();
    await enter(visitor, PASSWORD).expect(303);
  });

  it.each<[string, (value: string) => string]>([
    ['a later time', value => value.replace(/\.\w+\./, `.${(Date.UTC(2036, 0)).toString(36)}.`)],
    ['another browser', value => value.replace(/^[\da-f]/, first => (first === '0' ? '1' : '0'))],
    ['no time', value => value.replace(/\.\w+\./, '..')],
    ['nothing', () => ''],
  ])('is not known by a mark that says %s', async (_what, change) => {
    const { value } = await knownBrowser();
    await strangersTry();
    await enter(bringing(value), 'wrong password').expect(422);
    await enter(bringing(change(value)), PASSWORD).expect(429);
  });

  it('is not known by a mark as it was made before the time stood in it', async () => {
    const { value } = await knownBrowser();
    const [device = ''] = value.split('.');
    const { id } = await world.deps.db.read.staffAccount.findUniqueOrThrow({ where: { email: EMAIL } });
    const older = world.deps.secrets.marker('staff known device')(`${id} ${device}`);
    await strangersTry();
    for (const cookie of [`${device}.${older}`, `${device}..${older}`])
      await enter(bringing(cookie), PASSWORD).expect(429);
  });
});

describe('what is shown once', () => {
  it('is shown within five minutes, and no later however long a browser keeps its cookie', async () => {
    const admin = await signIn(world, 'admin');
    const invite = (email: string) => admin.post('/staff/people', { email, role: 'viewer' }).expect(303);
    await invite('one@campaign.example');
    world.pass(5 * MINUTE - 1_000);
    expect((await admin.get('/staff/people')).text).toContain('/staff/set-up/');
    await invite('two@campaign.example');
    world.pass(5 * MINUTE);
    expect((await admin.get('/staff/people')).text).not.toContain('/staff/set-up/');
  });
});
