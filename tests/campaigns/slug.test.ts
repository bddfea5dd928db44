import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESERVED_SLUGS, slugFrom, slugProblem } from '../../src/campaigns/slug.ts';
import { routesOf } from '../support/routes.ts';
import { openWorld, type World } from '../support/world.ts';

describe('a campaign’s name in addresses', () => {
  it.each(['school-attendance', 'a', '2026', 'x'.repeat(60)])('may be "%s"', slug => {
    expect(slugProblem(slug)).toBeNull();
  });

  it.each([
    '',
    'School',
    'a b',
    'a--b',
    '-a',
    'a-',
    'a_b',
    'a/b',
    '..',
    'é',
    'a.css',
    'x'.repeat(61),
    ...RESERVED_SLUGS,
  ])('cannot be "%s"', slug => {
    expect(slugProblem(slug)).toMatch(/^\S.+/);
  });

  it.each([
    ['Meals, not fines!', 'meals-not-fines'],
    ['  Don’t wait  ', 'dont-wait'],
    ['Tŷ a Chartref', 'ty-a-chartref'],
    ['!!!', ''],
    [`${'long '.repeat(30)}`, 'long-long-long-long-long-long-long-long-long-long-long-long'],
  ])('is made from "%s"', (name, slug) => {
    expect(slugFrom(name)).toBe(slug);
  });
});

describe('the reserved words', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const firstPart = (route: string) => route.split('/')[1] ?? '';

  it('hold the first part of every route of the application', () => {
    const parts = new Set(routesOf(world.app).map(({ path }) => firstPart(path)));
    expect(parts.size).toBeGreaterThan(5);
    for (const part of ['', ':campaign']) parts.delete(part);
    expect([...parts].filter(part => !RESERVED_SLUGS.has(part))).toEqual([]);
  });

  it('hold the first part of every path that the code mounts something on, in development too', () => {
    const dir = path.join(import.meta.dirname, '..', '..', 'src');
    const mounted = readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .flatMap(file => [
        ...readFileSync(path.join(dir, file), 'utf8').matchAll(
          /\b(?:app|router)\.(?:use|all|get|post)\(\s*['"`]\/([a-z][\w-]*)/g,
        ),
      ])
      .map(([, part = '']) => part);
    expect(mounted).toEqual(expect.arrayContaining(['assets', 'dev', 'staff', 'healthz']));
    expect(mounted.filter(part => !RESERVED_SLUGS.has(part))).toEqual([]);
  });
});
