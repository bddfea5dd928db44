import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/clock.ts';
import { type Action, LEAST_ROLE, may, ROLES } from '../../src/staff/role.ts';
import { filled, named, type Route, routesOf } from '../support/routes.ts';
import { addStaff, formTokenIn, PASSWORD, type StaffVisitor, signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

/** The doors: what opens without being signed in. */
const DOORS = ['/staff/sign-in', '/staff/sign-in/code', '/staff/set-up/:token'].flatMap(path => [
  `GET ${path}`,
  `POST ${path}`,
]);

/** Says no more than how long the own session lasts. */
const CLOCK = 'GET /staff/session-left';

let world: World;
let routes: Route[];
let guarded: (Route & { action: Action })[];
let posts: typeof guarded;

beforeAll(async () => {
  world = await openWorld();
  routes = routesOf(world.app).filter(({ path }) => /^\/staff(\/|$)/.test(path));
  guarded = routes.filter((route): route is Route & { action: Action } => route.action !== undefined);
  posts = guarded.filter(({ method }) => method !== 'GET');
});
afterAll(() => world.close());

/** Asks for a route as a browser would; `form` is posted. */
function ask(visitor: Pick<StaffVisitor, 'raw'>, { method, path }: Route, form = '', site = 'same-origin') {
  const url = filled(path);
  return method === 'GET'
    ? visitor.raw.get(url).set('Sec-Fetch-Site', site)
    : visitor.raw.post(url).set('Sec-Fetch-Site', site).type('form').send(form);
}

/** Nothing behind the doors opens: pages lead to the sign-in page and back again, posts are refused. */
async function expectShut(visitor: Pick<StaffVisitor, 'raw'>) {
  for (const route of guarded) {
    const { status, headers } = await ask(visitor, route);
    const next = filled(route.path);
    const door = next === '/staff' ? '/staff/sign-in' : `/staff/sign-in?${new URLSearchParams({ next })}`;
    const answer = [named(route), status, headers.location];
    expect(answer).toEqual([named(route), ...(route.method === 'GET' ? [303, door] : [403, undefined])]);
  }
}

describe('the staff area', () => {
  it('has no route that does not say what it takes, but its doors', () => {
    const silent = routes.filter(({ action }) => !action).map(named);
    expect(silent.sort()).toEqual([...DOORS, CLOCK].sort());
    expect(guarded.length).toBeGreaterThan(20);
    expect(posts.length).toBeGreaterThan(10);
  });

  it('is shut to whoever is not signed in', () => expectShut(world.visitor()));

  it('is shut to whoever makes a cookie up', async () => {
    const visitor = world.visitor();
    visitor.raw.jar.setCookie('staff=__proto__; Path=/', '127.0.0.1', '/');
    await expectShut(visitor);
  });

  it('is shut to whoever has given the password and not yet the code', async () => {
    const { email } = await addStaff(world, 'admin');
    const visitor = world.visitor();
    const { headers } = await visitor.post('/staff/sign-in', { email, password: PASSWORD }).expect(303);
    expect(headers.location).toContain('/staff/sign-in/code');
    await expectShut(visitor);
  });

  it('is shut to a session that is over, and to an account that is closed', async () => {
    const late = await openWorld();
    const old = await signIn(late, 'editor');
    late.pass(12 * HOUR + MINUTE);
    const closed = await signIn(late, 'editor');
    await late.deps.db.write(tx =>
      tx.staffAccount.update({ where: { id: closed.accountId }, data: { disabledAt: late.deps.clock() } }),
    );
    await expectShut(old);
    await expectShut(closed);
    await late.close();
  });

  it('leads an admin without a second factor to add one, before anything else', async () => {
    const { email } = await addStaff(world, 'admin', { factor: false });
    const visitor = world.visitor();
    await visitor.post('/staff/sign-in', { email, password: PASSWORD }).expect(303);
    const { text } = await visitor.get('/staff/account/second-factor').expect(200);
    const form = `_csrf=${formTokenIn(text)}`;
    for (const route of guarded) {
      if (/second-factor$|sign-out$/.test(route.path)) continue;
      const { status, headers } = await ask(visitor, route, form);
      const answer = [named(route), status, headers.location];
      expect(answer).toEqual([named(route), 303, '/staff/account/second-factor']);
    }
  });

  it.each(ROLES)('opens to the role %s what it takes, and no more', async role => {
    for (const route of guarded) {
      const visitor = await signIn(world, role);
      const token = formTokenIn((await visitor.get('/staff')).text);
      const { status, text } = await ask(visitor, route, `_csrf=${token}`);
      const refused = status === 403 && text.includes('Your role does not open this page');
      expect([named(route), refused]).toEqual([named(route), !may(role, route.action)]);
      if (!refused) continue;
      expect(text).toContain(`It takes the role <strong>${LEAST_ROLE[route.action]}</strong>`);
      expect(world.log.at(-1), 'it is logged').toMatchObject({ route: route.path, status: 403 });
    }
  });

  it('takes no post without the form token of the very session', async () => {
    const admin = await signIn(world, 'admin');
    const other = await signIn(world, 'admin');
    const stolen = formTokenIn((await other.get('/staff')).text);
    expect(stolen).toHaveLength(43);
    for (const route of posts) {
      for (const form of ['', '_csrf=', `_csrf=${stolen}`, `_csrf=${stolen}&_csrf=${stolen}`]) {
        const { status, text } = await ask(admin, route, form);
        expect([named(route), status]).toEqual([named(route), 403]);
        expect(text).toContain('That page was out of date');
      }
    }
  });

  it('takes no post that another site caused, were its token right', async () => {
    const admin = await signIn(world, 'admin');
    const token = formTokenIn((await admin.get('/staff')).text);
    for (const route of posts) {
      const { status, text } = await ask(admin, route, `_csrf=${token}`, 'cross-site');
      expect([named(route), status]).toEqual([named(route), 403]);
      expect(text).toContain('That did not come from this site');
    }
  });

  it('is not the name of a campaign', async () => {
    await world
      .visitor()
      .get('/staff/postcode')
      .expect(303)
      .expect('Location', '/staff/sign-in?next=%2Fstaff%2Fpostcode');
  });
});
