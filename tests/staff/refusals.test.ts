import type { RequestHandler } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/clock.ts';
import { type Action, LEAST_ROLE, may, ROLES } from '../../src/staff/role.ts';
import { formTokenIn, type StaffVisitor, signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

type Layer = {
  slash: boolean;
  handle: RequestHandler & { stack?: Layer[]; action?: Action };
  route?: { path: string; stack: { method: string; handle: RequestHandler & { action?: Action } }[] };
};
type StaffRoute = { method: string; path: string; action: Action | undefined };

/** The doors: what opens without a session. */
const DOORS = ['/staff/sign-in', '/staff/sign-in/code', '/staff/set-up/:token'].flatMap(path => [
  `GET ${path}`,
  `POST ${path}`,
]);

/** Every route of the application, and what it says it takes; found by walking the routers themselves. */
function routesOf(stack: Layer[]): StaffRoute[] {
  return stack.flatMap(({ route, handle, slash }) => {
    if (handle.stack) {
      expect(slash, 'a router is mounted without a prefix, so that its routes have their whole path').toBe(
        true,
      );
      return routesOf(handle.stack);
    }
    if (!route) return [];
    const action = route.stack.find(layer => layer.handle.action)?.handle.action;
    const methods = new Set(route.stack.map(({ method }) => method.toUpperCase()));
    return [...methods].map(method => ({ method, path: route.path, action }));
  });
}

let world: World;
let guarded: (StaffRoute & { action: Action })[];
const named = ({ method, path }: StaffRoute) => `${method} ${path}`;
const concrete = (path: string) => path.replace(/:\w+/g, 'x');

beforeAll(async () => {
  world = await openWorld();
  const staff = routesOf(world.app.router.stack as unknown as Layer[]).filter(({ path }) =>
    /^\/staff(\/|$)/.test(path),
  );
  guarded = staff.filter((route): route is StaffRoute & { action: Action } => route.action !== undefined);
});
afterAll(() => world.close());

/** Asks for a route as a browser would; `form` is posted. */
function ask(
  visitor: Pick<StaffVisitor, 'raw'>,
  { method, path }: StaffRoute,
  form: string,
  site = 'same-origin',
) {
  const url = concrete(path);
  return method === 'GET'
    ? visitor.raw.get(url).set('Sec-Fetch-Site', site)
    : visitor.raw.post(url).set('Sec-Fetch-Site', site).type('form').send(form);
}

describe('the staff area', () => {
  it('has no route that does not say what it takes, but its doors', () => {
    const staff = routesOf(world.app.router.stack as unknown as Layer[]).filter(({ path }) =>
      /^\/staff(\/|$)/.test(path),
    );
    expect(
      staff
        .filter(({ action }) => !action)
        .map(named)
        .sort(),
    ).toEqual([...DOORS].sort());
    expect(guarded.length).toBeGreaterThan(1);
  });

  it('turns away whoever is not signed in, from every route', async () => {
    for (const route of guarded) {
      const { status, headers } = await ask(world.visitor(), route, '');
      const next = concrete(route.path);
      const door = next === '/staff' ? '/staff/sign-in' : `/staff/sign-in?${new URLSearchParams({ next })}`;
      const answer = [named(route), status, headers.location];
      expect(answer).toEqual([named(route), ...(route.method === 'GET' ? [303, door] : [403, undefined])]);
    }
  });

  it('opens nothing to a session that is over, or whose account is closed', async () => {
    const late = await openWorld();
    const old = await signIn(late, 'editor');
    late.pass(12 * HOUR + MINUTE);
    const closed = await signIn(late, 'editor');
    await late.deps.db.write(tx =>
      tx.staffAccount.update({ where: { id: closed.accountId }, data: { disabledAt: late.deps.clock() } }),
    );
    for (const visitor of [old, closed]) {
      for (const route of guarded) {
        const { status } = await ask(visitor, route, '');
        expect([named(route), status]).toEqual([named(route), route.method === 'GET' ? 303 : 403]);
      }
    }
    await late.close();
  });

  it.each(ROLES)('opens to the role %s what it takes, and no more', async role => {
    for (const route of guarded) {
      const visitor = await signIn(world, role);
      const token = formTokenIn((await visitor.get('/staff')).text);
      const { status, text } = await ask(visitor, route, `_csrf=${token}`);
      const refused = status === 403 && text.includes('Your role does not open this page');
      expect([named(route), refused]).toEqual([named(route), !may(role, route.action)]);
      if (refused) expect(text).toContain(`It takes the role <strong>${LEAST_ROLE[route.action]}</strong>`);
    }
  });

  it('takes no post without the form token of the very session', async () => {
    const admin = await signIn(world, 'admin');
    const other = await signIn(world, 'admin');
    const stolen = formTokenIn((await other.get('/staff')).text);
    expect(stolen).toHaveLength(43);
    for (const route of guarded.filter(({ method }) => method !== 'GET')) {
      for (const form of ['', '_csrf=', `_csrf=${stolen}`, `_csrf=${stolen}&_csrf=${stolen}`]) {
        const { status, text } = await ask(admin, route, form);
        expect([named(route), status]).toEqual([named(route), 403]);
        expect(text).toContain('That page was out of date');
      }
    }
  });

  it('takes no post that another site caused', async () => {
    const admin = await signIn(world, 'admin');
    const token = formTokenIn((await admin.get('/staff')).text);
    for (const route of guarded.filter(({ method }) => method !== 'GET')) {
      const { status, text } = await ask(admin, route, `_csrf=${token}`, 'cross-site');
      expect([named(route), status]).toEqual([named(route), 403]);
      expect(text).toContain('That did not come from this site');
    }
  });
});
