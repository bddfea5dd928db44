import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESERVED_SLUGS } from '../../src/campaigns/slug.ts';
import { openWorld, type World } from '../support/world.ts';

const CHARITY = 'https://charity.example';
let world: World;
beforeAll(async () => {
  world = await openWorld({ EMBED_ANCESTORS: `${CHARITY} https://www.charity.example` });
});
afterAll(() => world.close());

describe('the start form in a frame', () => {
  it('may be framed by the sites that are named, and by no other', async () => {
    const { headers } = await world.visitor().get('/embed/school-attendance').expect(200);
    expect(headers['content-security-policy']).toContain(
      `frame-ancestors ${CHARITY} https://www.charity.example;`,
    );
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-frame-options']).toBeUndefined();
  });

  it.each(['/school-attendance', '/privacy', '/staff/sign-in', '/embedded', '/nothing-here'])(
    '%s may be framed by nobody',
    async url => {
      const { headers } = await world.visitor().get(url);
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['x-frame-options']).toBe('DENY');
    },
  );

  it('may be framed by nobody where no site is named', async () => {
    const closed = await openWorld();
    const { headers } = await closed.visitor().get('/embed/school-attendance').expect(200);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-frame-options']).toBe('DENY');
    await closed.close();
  });

  it('sets no cookie, heeds none, and is the same for all', async () => {
    const { raw } = world.visitor();
    const url = '/embed/school-attendance';
    const plain = await raw.get(url).expect(200);
    const withCookie = await raw.get(url).set('Cookie', 'language=cy').expect(200);
    const inWelsh = await raw.get(`${url}?lang=cy`).expect(200);
    for (const { headers } of [plain, withCookie, inWelsh]) {
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers['cache-control']).toBe('public, max-age=60');
    }
    expect(withCookie.text).toBe(plain.text);
    expect(plain.text).toContain('lang="en"');
    expect(inWelsh.text).toContain('<html lang="cy">');
    expect(inWelsh.text).toContain('action="/school-attendance/postcode?lang=cy"');
  });

  it('opens the rest in a tab of its own', async () => {
    const { text } = await world.visitor().get('/embed/school-attendance').expect(200);
    expect(text).toMatch(/<form [^>]*target="_blank" rel="noopener"/);
    const leaving = [...text.matchAll(/<a href="\/[^>]*>/g)].map(([tag]) => tag);
    expect(leaving.length).toBeGreaterThan(0);
    for (const tag of leaving) expect(tag).toContain('target="_blank" rel="noopener"');
  });

  it('is there for campaigns alone, and no campaign can take its place', async () => {
    await world.visitor().get('/embed/nothing').expect(404);
    await world.visitor().get('/embed').expect(404);
    expect(RESERVED_SLUGS.has('embed')).toBe(true);
  });
});
