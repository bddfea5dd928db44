import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentsOf } from '../support/contents.ts';
import { browserOf } from '../support/crawl.ts';
import { type Loopback, listen } from '../support/loopback.ts';
import { type Population, populate } from '../support/populated.ts';
import { filled, named, type Route, routesOf } from '../support/routes.ts';
import { PASSWORD, type StaffVisitor, signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let site: Loopback;
let population: Population;
let routes: Route[];

beforeAll(async () => {
  world = await openWorld();
  population = await populate(world);
  site = await listen(world);
  routes = routesOf(world.app);
}, 60_000);
afterAll(async () => {
  await site.close();
  await world.close();
});

/** The page of an address, such as `my-letter` or `staff/set-up`, whose token stands behind it. */
const pageOf = ({ path }: Route) => /^\/(.+?)\/:token/.exec(path)?.[1];

const sameOrigin = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded' };

describe('the token of a link', () => {
  it('opens its own page, and no route that takes a token of another kind', async () => {
    const withToken = routes.filter(route => pageOf(route) !== undefined);
    expect(withToken.length).toBeGreaterThan(18);
    const before = await contentsOf(world);
    for (const route of withToken) {
      for (const [page, tokens] of Object.entries(population.tokens)) {
        if (page === pageOf(route)) continue;
        for (const token of tokens) {
          const url = filled(route.path, name => (name === 'token' ? token : '1'));
          const answer = await site.ask({ method: route.method, url, headers: sameOrigin });
          expect([named(route), page, answer.status]).toEqual([named(route), page, 404]);
          expect(answer.headers['set-cookie']).toBeUndefined();
        }
      }
    }
    expect((await contentsOf(world)) === before, 'nothing has changed').toBe(true);
  });

  it('opens nothing once a letter of it is changed, cut off or added', async () => {
    for (const [page, [token = '']] of Object.entries(population.tokens)) {
      if (page === 'counts') continue;
      const other = token.endsWith('A') ? 'B' : 'A';
      for (const guess of [
        token.slice(0, -1) + other,
        token.slice(0, -1),
        `${token}A`,
        token.toUpperCase(),
        `${token}%00`,
      ]) {
        const answer = await site.ask({ method: 'GET', url: `/${page}/${guess}`, headers: sameOrigin });
        expect([page, guess.length, answer.status]).toEqual([page, guess.length, 404]);
      }
    }
  });

  it('takes back no consent of another letter, whatever its number', async () => {
    const consents = await world.deps.db.read.consent.findMany();
    const [token = ''] = population.tokens['my-letter'] ?? [];
    const { text } = await site.ask({ method: 'GET', url: `/my-letter/${token}`, headers: sameOrigin });
    const own = new Set([...text.matchAll(/consents\/(\d+)"/g)].map(([, id]) => Number(id)));
    const others = consents.filter(({ id, letterId, contactId }) => (letterId || contactId) && !own.has(id));
    expect(others.length).toBeGreaterThan(3);
    for (const { id } of others) {
      await site.ask({ method: 'POST', url: `/my-letter/${token}/consents/${id}`, headers: sameOrigin });
    }
    const after = await world.deps.db.read.consent.findMany();
    const idsOf = (rows: typeof consents) =>
      rows.filter(({ withdrawnAt }) => withdrawnAt).map(({ id }) => id);
    expect(idsOf(after).filter(id => !idsOf(consents).includes(id) && !own.has(id))).toEqual([]);
  });
});

describe('the key of a draft', () => {
  it('opens its letter in its own campaign, and in no other', async () => {
    await world.deps.db.write(tx =>
      tx.campaign.updateMany({ where: { slug: 'copied' }, data: { openedAt: world.deps.clock() } }),
    );
    const writer = population.people.find(({ name }) => name === 'a writer');
    const [, key = ''] = writer?.cookies.find(([name]) => name === 'draft-school-attendance') ?? [];
    const own = await site.ask({
      method: 'GET',
      url: '/school-attendance/letter',
      headers: { ...sameOrigin, Cookie: `draft-school-attendance=${key}` },
    });
    expect(own.status).toBe(200);
    expect(own.text).toContain('writing@supporter.example');
    const Cookie = `draft-copied=${key}; draft-meals=${key}`;
    for (const page of ['mp', 'letter', 'preview', 'sent', 'later', 'story', 'myself']) {
      const url = `/copied/${page}`;
      const { status, text } = await site.ask({ method: 'GET', url, headers: { ...sameOrigin, Cookie } });
      expect([url, status]).toEqual([url, 404]);
      expect(text).not.toContain('writing@supporter.example');
    }
    await world.deps.db.write(tx =>
      tx.campaign.updateMany({ where: { slug: 'copied' }, data: { openedAt: null } }),
    );
  });

  it('is of no use to whoever sets another’s hash for it', async () => {
    const { draftKeyHash } = await world.deps.db.read.letter.findFirstOrThrow({
      where: { state: 'draft' },
    });
    const Cookie = `draft-school-attendance=${draftKeyHash}`;
    const { status } = await site.ask({
      method: 'GET',
      url: '/school-attendance/letter',
      headers: { Cookie },
    });
    expect(status).toBe(404);
  });
});

describe('what staff may reach', () => {
  /** Everything that an address can name, as an admin would follow it. */
  const NAMED: Record<string, () => Promise<string[]>> = {
    reference: async () =>
      (await world.deps.db.read.letter.findMany()).map(({ reference }) => String(reference)),
    constituency: async () => ['E14001545'],
  };

  it.each(['viewer', 'editor'] as const)(
    'no letter and no person opens to a %s by its number',
    async role => {
      const visitor = await signIn(world, role);
      const people = (await world.deps.db.read.staffAccount.findMany()).map(({ id }) => id);
      const sessions = (await world.deps.db.read.staffSession.findMany()).map(({ id }) => id);
      const ids = [...people, ...sessions, '1', '2'];
      const admins = routes.filter(
        ({ action, path }) =>
          action && /^(see-letters|export-personal|manage|change|read)/.test(action) && path.includes(':'),
      );
      expect(admins.length).toBeGreaterThan(10);
      const before = await contentsOf(world);
      for (const route of admins) {
        const name = /:(\w+)/.exec(route.path)?.[1] ?? '';
        for (const value of NAMED[name] ? await NAMED[name]() : ids) {
          const { status, text } = await ask(visitor, route, filled(route.path, value));
          expect([named(route), status]).toEqual([named(route), 403]);
          expect(text).not.toContain('@supporter.example');
        }
      }
      expect((await contentsOf(world)) === before, 'nothing has changed').toBe(true);
    },
  );

  it('a session of somebody else is not ended, whoever asks', async () => {
    const admin = await signIn(world, 'admin');
    const others = await world.deps.db.read.staffSession.findMany({
      where: { accountId: { not: admin.accountId } },
    });
    expect(others.length).toBeGreaterThan(3);
    for (const { id } of others) {
      await admin.post('/staff/account/sessions/end', { session: id, current: PASSWORD }).expect(303);
    }
    const left = await world.deps.db.read.staffSession.findMany({
      where: { accountId: { not: admin.accountId } },
    });
    expect(left).toHaveLength(others.length);
  });

  it('a token for the counts opens no page, and stands for no session', async () => {
    const [token = ''] = population.tokens.counts ?? [];
    const guarded = routes.filter(
      ({ action, method, path }) => action && method === 'GET' && !path.includes('counts.'),
    );
    for (const route of guarded) {
      const headers = { Authorization: `Bearer ${token}`, Cookie: `staff=${token}` };
      const { status } = await site.ask({ method: 'GET', url: filled(route.path, '1'), headers });
      expect([named(route), status]).toEqual([named(route), 303]);
    }
  });

  it('roles go over all campaigns: nobody is kept to one of them', async () => {
    const editor = population.people.find(({ name }) => name === 'a signed-in editor');
    for (const slug of ['school-attendance', 'copied', 'meals']) {
      const url = `/staff/campaigns/${slug}`;
      const { status } = await site.ask({
        method: 'GET',
        url,
        headers: browserOf(editor ?? { cookies: [] }),
      });
      expect([url, status]).toEqual([url, 200]);
    }
  });
});

function ask(visitor: StaffVisitor, { method }: Route, url: string) {
  return method === 'GET' ? visitor.get(url) : visitor.post(url, {});
}
