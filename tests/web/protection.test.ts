import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LETTER, openWorld, type World, writeLetter } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describe('a post from another site', () => {
  const url = '/school-attendance/postcode';
  it.each([
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ 'Sec-Fetch-Site': 'none' }, 403],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'http://localhost:3000' }, 403],
    [{ Origin: 'https://evil.example' }, 403],
    [{ Origin: 'null' }, 403],
    [{}, 403],
    [{ Origin: 'http://localhost:3000' }, 303],
    [{ 'Sec-Fetch-Site': 'same-origin' }, 303],
  ])('with %j answers %i', async (headers, status) => {
    const page = await world.visitor().raw.post(url).set(headers).type('form').send('postcode=BS37+5AA');
    expect(page.status).toBe(status);
    expect(page.headers['set-cookie'] === undefined).toBe(status === 403);
  });
});

describe('a file of the site', () => {
  it('has a strict policy too', async () => {
    const { headers } = await world.visitor().get('/assets/style.css').expect(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});

describe('what may be cached', () => {
  it('public pages may, and set no cookie', async () => {
    for (const url of ['/school-attendance', '/privacy', '/data-sources']) {
      const { headers } = await world.visitor().get(url).expect(200);
      expect(headers['cache-control']).toBe('public, max-age=60');
      expect(headers['set-cookie']).toBeUndefined();
    }
  });

  it('personal pages and errors may not', async () => {
    const visitor = world.visitor();
    await writeLetter(visitor, 'BS37 5AA');
    for (const url of ['mp', 'mp/choose', 'letter', 'preview']) {
      const { headers } = await visitor.get(`/school-attendance/${url}`).expect(200);
      expect(headers['cache-control']).toBe('no-store');
    }
    expect((await visitor.get('/nothing-here')).headers['cache-control']).toBe('no-store');
  });

  it('the draft’s cookie is out of reach of scripts and of other sites', async () => {
    const { headers } = await world.visitor().post('/school-attendance/postcode', { postcode: 'BS37 5AA' });
    expect(headers['set-cookie']?.[0]).toMatch(
      /^draft-school-attendance=[\w-]{32}; .*HttpOnly; SameSite=Lax/,
    );
  });
});

describe('too many requests', () => {
  it('get a page with 429, whatever address they claim to come from, and what was saved stays', async () => {
    const busy = await openWorld();
    const visitor = busy.visitor();
    const statuses = new Set<number>();
    for (let i = 0; i < 125; i += 1) {
      const asking = visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' });
      statuses.add((await asking.set('X-Forwarded-For', `198.51.100.${i}`)).status);
    }
    expect([...statuses]).toEqual([303, 429]);
    await visitor.get('/school-attendance/letter').expect(200);
    await busy.close();
  });
});

describe('an unexpected error', () => {
  it('is a page of ours with status 500, without a word of what was typed', async () => {
    const broken = await openWorld();
    const visitor = broken.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    const { write } = broken.deps.db;
    broken.deps.db.write = () => Promise.reject(new Error(`cannot write ${LETTER.story}`));
    const page = await visitor.post('/school-attendance/letter', LETTER).expect(500);
    expect(page.text).toContain('Something went wrong on our side');
    expect(page.text).not.toContain('cannot write');
    expect(JSON.stringify(broken.log)).not.toContain('full day');
    broken.deps.db.write = write;
    await visitor.post('/school-attendance/letter', LETTER).expect(303);
    await broken.close({ expectErrors: true });
  });
});
