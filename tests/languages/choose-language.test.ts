import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../support/staff.ts';
import { openWorld, type Visitor, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const languageOf = (html: string) => /<html lang="([\w-]+)">/.exec(html)?.[1];
const linkIn = (html: string) =>
  /<a class="other-language" href="([^"]*)" lang="(\w+)" hreflang="\w+">(\w+)<\/a>/.exec(html)?.slice(1);
const inWelsh = async (visitor: Visitor) => {
  await visitor.get('/privacy?lang=cy').expect(200);
  return visitor;
};

describe('the language of a page', () => {
  it('is English for whoever has chosen none, and no cookie is set', async () => {
    const page = await world.visitor().get('/school-attendance').expect(200);
    expect(languageOf(page.text)).toBe('en');
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(linkIn(page.text)).toEqual(['?lang&#x3D;cy', 'cy', 'Cymraeg']);
  });

  it('is chosen by a link, and kept', async () => {
    const visitor = world.visitor();
    const page = await visitor.get('/school-attendance?lang=cy').expect(200);
    expect(languageOf(page.text)).toBe('cy');
    expect(page.text).toContain('Sut mae’n gweithio');
    expect(String(page.headers['set-cookie'])).toMatch(
      /^language=cy; Max-Age=31536000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    const next = await visitor.get('/privacy').expect(200);
    expect([languageOf(next.text), linkIn(next.text)?.[2]]).toEqual(['cy', 'English']);
    expect(languageOf((await visitor.get('/privacy?lang=en')).text)).toBe('en');
    expect(languageOf((await visitor.get('/privacy')).text)).toBe('en');
  });

  it.each([
    '?lang=xx',
    '?lang=',
    '?lang=CY',
    '?lang=cy&lang=en',
    '?lang[]=cy',
    '?lang=%00',
    '?lang=__proto__',
  ])('stays as it is for %s', async query => {
    const page = await world.visitor().get(`/privacy${query}`).expect(200);
    expect(languageOf(page.text)).toBe('en');
    expect(page.headers['set-cookie']).toBeUndefined();
  });

  it('stays English for a cookie that is none of ours', async () => {
    for (const cookie of ['language=xx', 'language', 'language=%', '=;;=']) {
      const page = await world.visitor().raw.get('/privacy').set('Cookie', cookie).expect(200);
      expect(languageOf(page.text), cookie).toBe('en');
    }
  });

  it('is that of problems and of forms with errors too', async () => {
    const visitor = await inWelsh(world.visitor());
    const missing = await visitor.get('/no-such-campaign').expect(404);
    expect(missing.text).toContain('Nid oes tudalen yma');
    expect(linkIn(missing.text)?.[2]).toBe('English');
    const refused = await visitor.post('/school-attendance/postcode', { postcode: 'BS37' }).expect(422);
    expect(refused.text).toContain('<title>Gwall: Eich côd post – Dear MP</title>');
    expect(refused.text).toContain('Rhowch y côd post cyfan');
    expect(refused.text).toContain('value="BS37"');
    expect(linkIn(refused.text)?.[2]).toBe('English');
    const foreign = await visitor.raw.post('/school-attendance/postcode').set('Sec-Fetch-Site', 'cross-site');
    expect([foreign.status, languageOf(foreign.text)]).toEqual([403, 'cy']);
  });

  it('is English for staff, whatever they chose as visitors', async () => {
    const editor = await signIn(world, 'editor');
    await editor.get('/privacy?lang=cy').expect(200);
    for (const path of [
      '/staff/campaigns',
      '/staff/campaigns?lang=cy',
      '/staff/no-such-page',
      '/staff/account',
    ]) {
      const page = await editor.get(path);
      expect([path, languageOf(page.text)]).toEqual([path, 'en-GB']);
      expect(linkIn(page.text)).toBeUndefined();
    }
    const visitor = world.visitor();
    await visitor.get('/privacy?lang=cy').expect(200);
    expect(languageOf((await visitor.get('/staff/sign-in').expect(200)).text)).toBe('en-GB');
  });
});

describe('the link to the other language', () => {
  it.each([
    ['//evil.test/x', 404],
    ['/%5C%5Cevil.test/x', 404],
    ['/x%0d%0aSet-Cookie:%20a=b', 404],
    ['/https://evil.test', 404],
    ['/privacy?next=//evil.test&lang=en', 200],
    ['/privacy?a=1?b=//evil.test', 200],
  ])('leads from %s to the same page', async (path, status) => {
    const page = await world.visitor().get(path).expect(status);
    const [href = ''] = linkIn(page.text) ?? [];
    const here = new URL(`http://site.example${path}`);
    const there = new URL(href.replace(/&#x3D;/g, '=').replace(/&amp;/g, '&'), here);
    expect([there.origin, there.pathname]).toEqual([here.origin, here.pathname]);
    expect(there.searchParams.getAll('lang')).toEqual(['cy']);
    for (const [name, value] of here.searchParams) {
      if (name !== 'lang') expect(there.searchParams.get(name)).toBe(value);
    }
  });

  it('cannot break out of its attribute', async () => {
    const page = await world.visitor().get('/privacy?%22%3E%3Cscript%3E=%22%3E').expect(200);
    expect(linkIn(page.text)?.[0]).toMatch(/^\?[^"<>]*$/);
  });
});

describe('a cache', () => {
  it('may keep a page for everyone who speaks its language, and none that sets a cookie', async () => {
    const shared = await world.visitor().get('/school-attendance').expect(200);
    expect(shared.headers).toMatchObject({ 'cache-control': 'public, max-age=60', vary: 'Cookie' });
    const chosen = await world.visitor().get('/school-attendance?lang=cy').expect(200);
    expect(chosen.headers['cache-control']).toBe('private, max-age=60');
    const visitor = await inWelsh(world.visitor());
    const kept = await visitor.get('/school-attendance').expect(200);
    expect(kept.headers).toMatchObject({ 'cache-control': 'public, max-age=60', vary: 'Cookie' });
    expect(kept.headers.etag).not.toBe(shared.headers.etag);
  });

  it('hears the same from HEAD', async () => {
    const head = await world.visitor().raw.head('/school-attendance?lang=cy').expect(200);
    expect(head.headers).toMatchObject({ 'cache-control': 'private, max-age=60', vary: 'Cookie' });
    expect(String(head.headers['set-cookie'])).toMatch(/^language=cy;/);
  });
});

describe('a site behind HTTPS', () => {
  it('keeps the language in a cookie that only HTTPS carries', async () => {
    const secure = await openWorld({ BASE_URL: 'https://letters.example' });
    const page = await secure.visitor().get('/privacy?lang=cy').expect(200);
    expect(String(page.headers['set-cookie'])).toContain('; Secure');
    await secure.close();
  });
});

describe('a campaign whose language is Welsh', () => {
  it('speaks Welsh to whoever has chosen none, and its links go on in it', async () => {
    const where = { slug: 'school-attendance' };
    await world.deps.db.write(tx => tx.campaign.update({ where, data: { defaultLanguage: 'cy' } }));
    const page = await world.visitor().get('/school-attendance').expect(200);
    expect(languageOf(page.text)).toBe('cy');
    expect(page.text).toContain('href="/privacy?lang&#x3D;cy"');
    expect(page.headers['cache-control']).toBe('public, max-age=60');
    const english = world.visitor();
    await english.get('/privacy?lang=en').expect(200);
    const chosen = await english.get('/school-attendance').expect(200);
    expect(languageOf(chosen.text)).toBe('en');
    expect(chosen.text).toContain('href="/privacy"');
    const inWelsh = () => world.deps.db.read.letter.count({ where: { language: 'cy' } });
    const before = await inWelsh();
    await world.visitor().post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    expect(await inWelsh()).toBe(before + 1);
    await world.deps.db.write(tx => tx.campaign.update({ where, data: { defaultLanguage: 'en' } }));
  });
});
