import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../../src/campaigns/image.ts';
import { sharePreview } from '../../src/campaigns/share.ts';
import { openWorld, type World, writeLetter } from '../support/world.ts';

const BASE = new URL('https://letters.example');
const CAMPAIGN = {
  slug: 'meals',
  name: 'Meals',
  summary: 'Ask for a meal.',
  defaultLanguage: 'en',
  logo: null,
};
const LOGO = { hash: 'abc', alt: 'Invented Kitchens', width: 400, height: 200 };

describe('the preview of a link', () => {
  it.each([
    [null, 'https://letters.example/assets/share.png', true],
    [LOGO, 'https://letters.example/meals/logo?v=abc', false],
    [{ ...LOGO, height: 199 }, 'https://letters.example/assets/share.png', true],
  ])('with the logo %j shows %s', (logo, address, large) => {
    expect(sharePreview({ ...CAMPAIGN, logo }, BASE, 'en').image).toMatchObject({ address, large });
  });

  it.each([
    ['en', 'https://letters.example/meals', 'en_GB'],
    ['cy', 'https://letters.example/meals?lang=cy', 'cy_GB'],
  ] as const)('in %s leads to %s', (language, address, locale) => {
    expect(sharePreview(CAMPAIGN, BASE, language)).toMatchObject({ address, locale, title: 'Meals' });
  });

  it('of a campaign that speaks Welsh by itself names the English page', () => {
    const { languages } = sharePreview({ ...CAMPAIGN, defaultLanguage: 'cy' }, BASE, 'cy');
    expect(languages).toEqual([
      { language: 'en', address: 'https://letters.example/meals?lang=en' },
      { language: 'cy', address: 'https://letters.example/meals' },
    ]);
  });

  it('has a shipped picture of the size that it says', () => {
    const bytes = readFileSync(path.join(import.meta.dirname, '../../public/share.png'));
    const { width, height } = sharePreview(CAMPAIGN, BASE, 'en').image;
    expect(readImage(bytes)).toEqual({ type: 'image/png', width, height });
  });
});

describe('the pages', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it('of a campaign can be found and shared', async () => {
    const { text, headers } = await world.visitor().get('/school-attendance').expect(200);
    expect(text).toContain('<link rel="canonical" href="http://localhost:3000/school-attendance">');
    expect(text).toContain('property="og:image" content="http://localhost:3000/assets/share.png"');
    expect(text).toContain('property="og:locale" content="en_GB"');
    expect(headers['x-robots-tag']).toBeUndefined();
  });

  it('of letters are neither shared nor found', async () => {
    const visitor = world.visitor();
    const preview = await writeLetter(visitor, 'BS37 5AA');
    const mp = await visitor.get('/school-attendance/mp').expect(200);
    for (const { text, headers } of [preview, mp, await visitor.get('/nothing-here')]) {
      expect(text).not.toMatch(/og:|rel="canonical"|twitter:/);
      expect(headers['x-robots-tag']).toBe('noindex');
    }
  });

  it('all have an icon for browsers that know no SVG', async () => {
    for (const name of ['favicon.ico', 'favicon.svg', 'apple-touch-icon.png']) {
      await world.visitor().get(`/assets/${name}`).expect(200);
    }
  });
});
