import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentsOf } from '../support/contents.ts';
import { browserOf, crawl, type Seen, type Sendable } from '../support/crawl.ts';
import { type Asked, type Loopback, listen } from '../support/loopback.ts';
import { type Person, populate } from '../support/populated.ts';
import { filled, named, type Route, routesOf } from '../support/routes.ts';
import { openWorld, type World } from '../support/world.ts';

const BASE = 'https://letters.example';
/** Browsers keep a cookie of that name for this very host, on https alone, and for no script of another path. */
const HOST_ALONE = '__Host-';

/** What another place may post: there a signature, or a token that can only switch mail off, stands in. */
const FROM_ELSEWHERE = ['POST /hooks/mail', 'POST /unsubscribe/:token'];

/** What requests say that another site has caused, or no browser has sent. */
const ELSEWHERE: Record<string, string>[] = [
  { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
  { 'Sec-Fetch-Site': 'cross-site', Origin: BASE },
  { 'Sec-Fetch-Site': 'same-site', Origin: 'https://www.letters.example' },
  { 'Sec-Fetch-Site': 'none' },
  { Origin: 'https://evil.example' },
  { Origin: 'null' },
  { Referer: `${BASE}/school-attendance` },
  {},
];

let world: World;
let site: Loopback;
let routes: Route[];
let people: Person[];
let pages: Seen[];
let forms: Sendable[];

beforeAll(async () => {
  world = await openWorld();
  people = (await populate(world)).people;
  await world.restart({ BASE_URL: BASE });
  site = await listen(world);
  routes = routesOf(world.app);
  ({ pages, forms } = await crawl(site, routes, people, HOST_ALONE));
}, 120_000);
afterAll(async () => {
  await site.close();
  await world.close();
});

const where = ({ person, url }: Seen) => `${url} for ${person.name}`;
const personNamed = (name: string) => people.find(person => person.name === name) as Person;

describe('every page, for everybody who can see it', () => {
  it('is met in this walk, or is named here as one that no link of those pages leads to', () => {
    const met = new Set(pages.map(({ route }) => named(route)));
    const all = routes.filter(({ method }) => method === 'GET').map(named);
    expect(all.filter(name => !met.has(name)).sort()).toEqual([
      'GET /:campaign/logo',
      'GET /:campaign/theme.css',
      'GET /keep-in-touch/erased',
      'GET /my-letter/erased',
      'GET /reply/:token/thanks',
      'GET /staff/campaigns/:slug/logo',
      'GET /staff/campaigns/:slug/theme.css',
      'GET /staff/session-left',
      'GET /staff/templates/:campaign/preview',
    ]);
    expect(pages.filter(({ answer }) => answer.status >= 500).map(where)).toEqual([]);
  });

  it('has a policy that lets nothing run but the site’s own files, and no text become a page', () => {
    for (const seen of pages) {
      const policy = String(seen.answer.headers['content-security-policy']);
      expect(policy, where(seen)).not.toContain('unsafe');
      expect(policy.split(';'), where(seen)).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "script-src 'self'",
          "object-src 'none'",
          "base-uri 'none'",
          "form-action 'self'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types 'none'",
          'upgrade-insecure-requests',
        ]),
      );
    }
  });

  it('is kept by no cache where it is somebody’s own: behind a token, or seen signed in', () => {
    const own = pages.filter(
      ({ person, route }) =>
        route.path.includes('/:token') ||
        (person.name.startsWith('a signed-in') && route.path.startsWith('/staff')) ||
        /^\/:campaign\/(mp|letter|story|preview|sent|thanks|later|myself)/.test(route.path),
    );
    expect(own.length).toBeGreaterThan(100);
    for (const seen of own) expect(seen.answer.headers['cache-control'], where(seen)).toBe('no-store');
  });

  it('keeps to https for two years, also below this host, and is taken for what it says it is', () => {
    for (const seen of pages) {
      expect(seen.answer.headers, where(seen)).toMatchObject({
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      const shared = Object.keys(seen.answer.headers).filter(name => name.startsWith('access-control-'));
      expect(shared, `${where(seen)}: no script of another site reads it`).toEqual([]);
      const type = seen.answer.headers['content-type'];
      if (/^text\//.test(type ?? '')) expect(type, where(seen)).toMatch(/charset=utf-8/i);
    }
  });

  it('has no script, style or handler inline', () => {
    const html = pages.filter(({ answer }) => answer.headers['content-type']?.includes('html'));
    expect(html.length).toBeGreaterThan(100);
    for (const seen of html) {
      expect(seen.answer.text, where(seen)).not.toMatch(/<style|<[^>]* style=|<[^>]* on[a-z]+=|javascript:/i);
      for (const [, tag] of seen.answer.text.matchAll(/<script\b([^>]*)>/g)) {
        expect(tag, where(seen)).toMatch(/ src="\/assets\/[\w-]+\.js"/);
      }
    }
  });

  it('has the sign-out one press away where somebody is signed in', () => {
    const staff = pages.filter(
      ({ person, url, answer }) =>
        person.name.startsWith('a signed-in') &&
        /^\/staff(\/|$|\?)/.test(url) &&
        answer.status === 200 &&
        answer.text.startsWith('<!doctype'),
    );
    expect(staff.length).toBeGreaterThan(30);
    for (const seen of staff.filter(({ url }) => !url.includes('/preview'))) {
      expect(seen.answer.text, where(seen)).toContain('action="/staff/sign-out"');
    }
  });
});

describe('every cookie on https', () => {
  it('is for this host alone, out of reach of scripts, and stays at home when another site asks', async () => {
    const set: string[] = pages.flatMap(({ answer }) => answer.headers['set-cookie'] ?? []);
    const send = async (asked: Omit<Asked, 'method'>) =>
      set.push(...((await site.ask({ method: 'POST', ...asked })).headers['set-cookie'] ?? []));
    const type = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded' };
    await send({ url: '/school-attendance/postcode', headers: type, body: 'postcode=BS37+5AA' });
    await send({ url: '/school-attendance?lang=cy', headers: type });
    const setUp = pages.find(({ url }) => url.startsWith('/staff/set-up/'))?.url ?? '';
    const password = 'password=quiet+marmalade+ladder&again=quiet+marmalade+ladder';
    await send({ url: setUp, headers: type, body: password });
    const admin = personNamed('a signed-in admin');
    const body = new URLSearchParams({ _csrf: admin.csrf ?? '', name: 'A sheet' }).toString();
    await send({ url: '/staff/tokens', headers: { ...browserOf(admin, HOST_ALONE), ...type }, body });
    const names = new Set(set.map(cookie => cookie.split('=')[0]));
    expect([...names].sort()).toEqual(
      expect.arrayContaining(
        ['draft-school-attendance', 'language', 'staff', 'staff-once'].map(name => HOST_ALONE + name),
      ),
    );
    for (const cookie of set) {
      expect(cookie).toMatch(/^__Host-[\w-]+=/);
      expect(cookie).toMatch(/; HttpOnly/);
      expect(cookie).toMatch(/; Secure/);
      expect(cookie).toMatch(/; SameSite=(Lax|Strict)/);
      expect(cookie).toMatch(/; Path=\/(;|$)/);
      expect(cookie).not.toMatch(/; Domain=/i);
      expect(cookie.length).toBeLessThan(4_096);
    }
  });
});

describe('every route that changes something', () => {
  it('takes a post: nothing here is changed by another method', () => {
    expect([...new Set(routes.map(({ method }) => method))].sort()).toEqual(['GET', 'POST']);
  });

  it('refuses what another site has caused, whoever’s browser it is, and changes nothing', async () => {
    const posts = routes.filter(route => route.method === 'POST' && !FROM_ELSEWHERE.includes(named(route)));
    expect(posts.length).toBeGreaterThan(65);
    const before = await contentsOf(world);
    for (const route of posts) {
      const form = forms.find(one => named(one.route) === named(route));
      const person = form?.person ?? personNamed('a signed-in admin');
      const url = form?.action ?? filled(route.path, 'school-attendance');
      const body = new URLSearchParams(form?.fields ?? [['_csrf', person.csrf ?? '']]).toString();
      for (const origin of ELSEWHERE) {
        const { 'Sec-Fetch-Site': _site, ...cookies } = browserOf(person, HOST_ALONE);
        const headers = { ...cookies, 'Content-Type': 'application/x-www-form-urlencoded', ...origin };
        const answer = await site.ask({ method: 'POST', url, headers, body });
        expect([named(route), origin, answer.status]).toEqual([named(route), origin, 403]);
        expect(answer.headers['set-cookie'], named(route)).toBeUndefined();
      }
    }
    expect((await contentsOf(world)) === before, 'nothing has changed').toBe(true);
  });

  it('has a form on a page of the site, or is named here as one that a script or a program sends', () => {
    const sent = new Set(forms.map(({ route }) => named(route)));
    const without = routes.filter(({ method }) => method === 'POST').map(named);
    expect(without.filter(name => !sent.has(name)).sort()).toEqual([
      'POST /:campaign/letter/draft',
      'POST /:campaign/story/draft',
      'POST /hooks/mail',
      'POST /staff/account/second-factor/remove',
      'POST /staff/letters/:reference/doubt',
      'POST /staff/letters/:reference/release',
      'POST /staff/letters/contacts',
      'POST /staff/templates/:campaign/history/:version/roll-back',
    ]);
  });
});

describe('the host that a request names', () => {
  it.each<Record<string, string>>([
    { Host: 'evil.example' },
    { 'X-Forwarded-Host': 'evil.example' },
    { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'http', Forwarded: 'host=evil.example' },
    { 'X-Original-URL': '//evil.example/', 'X-Rewrite-URL': '//evil.example/', 'X-Host': 'evil.example' },
  ])('is believed nowhere: %j', async more => {
    for (const { person, url } of onePageEach()) {
      const headers = { ...browserOf(person, HOST_ALONE), ...more };
      const answer = await site.ask({ method: 'GET', url, headers });
      expect(answer.text, url).not.toContain('evil.example');
      expect(answer.headers.location ?? '', url).not.toContain('evil.example');
    }
  });

  it('is in no link of a mail', async () => {
    const headers = {
      'Sec-Fetch-Site': 'same-origin',
      'Content-Type': 'application/x-www-form-urlencoded',
      Cookie: browserOf(personNamed('a writer'), HOST_ALONE).Cookie ?? '',
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
    };
    const url = '/school-attendance/later';
    await site.ask({ method: 'POST', url, headers, body: 'email=host%40supporter.example' });
    await world.deliver();
    const [mail] = world.mail.to('host@supporter.example');
    expect(mail?.text).toContain(`${BASE}/carry-on/`);
    expect(mail?.raw).not.toContain('evil.example');
  });
});

describe('every redirect', () => {
  it('stays on this site, whatever the address asks for', async () => {
    const names = [
      'next',
      'url',
      'return',
      'return_to',
      'redirect',
      'from',
      'with',
      'lang',
      'done',
      'variant',
      'back',
    ];
    for (const to of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/staff//evil.example',
      '\t//evil.example',
    ]) {
      const query = new URLSearchParams(names.map(name => [name, to] as [string, string])).toString();
      for (const { person, url } of onePageEach()) {
        const asked = `${url.split('?')[0]}?${query}`;
        const { headers } = await site.ask({
          method: 'GET',
          url: asked,
          headers: browserOf(person, HOST_ALONE),
        });
        expect(new URL(headers.location ?? '/', BASE).origin, asked).toBe(BASE);
      }
    }
  });

  it('is none for a path that a browser would take for another host', async () => {
    for (const url of [
      '//evil.example',
      '//evil.example/..',
      '/\\evil.example',
      '//evil.example/staff',
      '/staff//evil.example/',
    ]) {
      const { status, headers } = await site.ask({ method: 'GET', url });
      expect([url, new URL(headers.location ?? '/', BASE).origin]).toEqual([url, BASE]);
      expect(status, url).toBeLessThan(500);
    }
  });
});

/** One page of each kind. */
function onePageEach(): Seen[] {
  return [...new Map(pages.map(seen => [named(seen.route), seen])).values()];
}
