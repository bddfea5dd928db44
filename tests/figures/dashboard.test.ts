import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundsOf, shadeOf } from '../../src/figures/hex-map.ts';
import { stretchesOf } from '../../src/figures/period.ts';
import { openDemoWorld } from '../support/demo.ts';
import { type StaffVisitor, signIn } from '../support/staff.ts';
import { openWorld, unescaped } from '../support/world.ts';

let demo: Awaited<ReturnType<typeof openDemoWorld>>;
let viewer: StaffVisitor;
beforeAll(async () => {
  demo = await openDemoWorld();
  viewer = await signIn(demo.world, 'viewer');
}, 60_000);
afterAll(() => demo.close());

const words = (n: number) => n.toLocaleString('en-GB');
const hrefsIn = (html: string, pattern: RegExp) =>
  [...html.matchAll(pattern)].map(([, href = '']) => unescaped(href));

describe('the dashboard', () => {
  it('shows the figures of the table, each with the way to its letters', async () => {
    const { text } = await viewer.get('/staff').expect(200);
    const count = (where: string) => words(demo.one(`SELECT COUNT(*) FROM Letter WHERE ${where}`));
    const tiles = [
      ...text.matchAll(
        /<p class="tile-title">([^<]+)<\/p>\s*<p class="tile-number"><a href="([^"]+)">([^<]+)</g,
      ),
    ];
    expect(tiles.map(([, title, , number]) => [title, number])).toEqual([
      ['Letters begun', count('1')],
      ['Letters confirmed', count('confirmedAt IS NOT NULL')],
      [
        'Constituencies',
        words(demo.one('SELECT COUNT(DISTINCT constituencyCode) FROM Letter WHERE confirmedAt IS NOT NULL')),
      ],
      ['With a story', expect.stringMatching(/^\d\d%$/)],
      ['MP replied', count("state = 'replied'")],
    ]);
    for (const [, , href = ''] of tiles.filter(([, , href]) => href?.startsWith('/'))) {
      await viewer.get(unescaped(href)).expect(200);
    }
    expect(text).not.toMatch(/<script(?! type="module" src="\/assets\/)|<style| style=/);
  });

  it('has a hexagon for every constituency, a link where there are letters', async () => {
    const { text } = await viewer.get('/staff');
    expect(text.match(/<use href="#hex" x=/g)).toHaveLength(650);
    const seat = demo.all<{ name: string; code: string; n: number }>(
      `SELECT c.name, c.code, COUNT(*) AS n FROM Letter l JOIN Constituency c ON c.code = l.constituencyCode
       WHERE confirmedAt IS NOT NULL AND c.name = 'Thornbury and Yate'`,
    )[0];
    expect(seat?.n).toBeGreaterThan(1);
    expect(text).toContain(`aria-label="Thornbury and Yate: ${seat?.n} letters"`);
    const [href = ''] = hrefsIn(text, /<a href="([^"]+)" aria-label="Thornbury and Yate/g);
    const { text: rows } = await viewer.get(href).expect(200);
    expect(rows).toContain('<strong>Thornbury and Yate</strong>');
    expect(rows.match(/<th scope="row"><code>/g)).toHaveLength(Math.min(seat?.n ?? 0, 50));
  });

  it.each([
    ['name', /<tbody>\s*<tr><th scope="row">Aberafan Maesteg/],
    ['region', /<tbody>\s*<tr><th scope="row">Amber Valley/],
  ])('sorts the table of constituencies by %s', async (sort, first) => {
    const { text } = await viewer.get(`/staff?sort=${sort}`).expect(200);
    expect(text.slice(text.indexOf('id="constituencies"'))).toMatch(first);
    expect(text).toContain(`<strong aria-current="true">${sort}</strong>`);
  });

  it('sorts them by letters, most first, unless asked otherwise', async () => {
    const { text } = await viewer.get('/staff');
    const table = text.slice(text.indexOf('id="constituencies"'));
    const shown = [...table.matchAll(/<td class="n">(?:<a href="[^"]+">)?([\d,]+)/g)];
    const counts = shown.map(([, count = '']) => Number(count.replace(',', '')));
    expect(counts).toHaveLength(650);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });

  it('shows one day in London, and every link keeps it', async () => {
    const { text } = await viewer.get('/staff?from=2026-10-25&to=2026-10-25').expect(200);
    const n = demo.one(`SELECT COUNT(*) FROM Letter
      WHERE confirmedAt >= '2026-10-24T23:00' AND confirmedAt < '2026-10-26T00:00'`);
    expect(n).toBeGreaterThan(10);
    expect(text).toContain(`>${words(n)}<span class="hidden"> – Letters confirmed`);
    for (const href of hrefsIn(text, /href="(\/staff\/rows[^"]*)"/g)) {
      expect(href).toContain('from=2026-10-25&to=2026-10-25');
    }
  });

  it('offers the days of today’s calendar one click away', async () => {
    const { text } = await viewer.get('/staff');
    expect(hrefsIn(text, /<a href="([^"]+)">Today/g)[0]).toContain('from=2026-11-24&to=2026-11-24');
    expect(hrefsIn(text, /<a href="([^"]+)">Last 7 days/g)[0]).toContain('from=2026-11-18&to=2026-11-24');
    expect(text).toMatch(/aria-current="true">All days/);
  });

  it.each([
    ['from=2026-02-30', 'from', 'Enter the first day as year, month, day: 2026-03-29'],
    ['from=0026-03-29', 'from', 'Enter the first day as year, month, day: 2026-03-29'],
    ['to=9999-12-31', 'to', 'Enter the last day as year, month, day: 2026-03-29'],
    ['to=yesterday', 'to', 'Enter the last day as year, month, day: 2026-03-29'],
    ['from=2026-11-02&to=2026-11-01', 'to', 'Choose a last day that does not come before the first'],
  ])('says what is wrong with %s, and keeps what was typed', async (query, field, message) => {
    for (const page of ['/staff', '/staff/rows', '/staff/export']) {
      const { text } = await viewer.get(`${page}?${query}`).expect(422);
      expect(text).toContain('<title>Error: ');
      expect(text).toContain(`<a href="#${field}">${message}</a>`);
      for (const [name, value] of new URLSearchParams(query)) {
        expect(text).toMatch(new RegExp(`name="${name}"[^>]*value="${value}"`));
      }
    }
  });

  it('says what to do where there are no letters', async () => {
    const empty = await openWorld();
    const visitor = await signIn(empty, 'viewer');
    const { text } = await visitor.get('/staff').expect(200);
    expect(text).toContain('No letter was confirmed in these days.');
    expect(text).toContain('<a href="/school-attendance">');
    expect((await visitor.get('/staff/rows').expect(200)).text).toContain('No letter fits.');
    expect((await visitor.get('/staff/export').expect(200)).text).toContain(
      'The files are empty but for their headings.',
    );
    await empty.close();
  });

  it.each(['/staff?campaign=other', '/staff/rows?campaign=other'])(
    'knows no other campaign: %s',
    async url => {
      await viewer.get(url).expect(404);
    },
  );

  it.each(['after=x', 'after=~', 'hour=25', 'outcome=%27', 'constituency=%00', 'after=2026~%27%20OR%201=1'])(
    'takes a strange address for rows: %s',
    async query => {
      await viewer.get(`/staff/rows?${query}`).expect(200);
    },
  );

  it('leads from each of its letters to that letter’s page, for those who may see letters', async () => {
    const admin = await signIn(demo.world, 'admin');
    const [, href = ''] =
      /<code><a href="([^"]+)">/.exec((await admin.get('/staff/rows').expect(200)).text) ?? [];
    expect((await admin.get(href).expect(200)).text).toContain(`<h1>Letter ${href.split('/').at(-1)}</h1>`);
    expect((await viewer.get('/staff/rows').expect(200)).text).not.toContain('/staff/letters/');
  });

  it('begins with the newest letter where an address names a moment that no letter was written at', async () => {
    const references = async (query: string) => {
      const { text } = await viewer.get(`/staff/rows?${query}`).expect(200);
      return [...text.matchAll(/<th scope="row"><code>([^<]+)/g)].map(([, reference]) => reference);
    };
    const newest = await references('');
    expect(newest).toHaveLength(50);
    // Before the first day that PostgreSQL knows.
    expect(await references('after=-271821-04-20T00:00:00Z~x')).toEqual(newest);
  });
});

describe('the shades of the map', () => {
  it.each([
    [[], []],
    [[0, 0], []],
    [[1, 1, 1], [1]],
    [
      [1, 2, 3, 4, 0],
      [1, 2, 3, 4],
    ],
    [
      [5, 10, 20, 40, 80, 160, 320, 640],
      [1, 20, 80, 320],
    ],
  ])('of %j begin at %j', (counts, bounds) => expect(boundsOf(counts)).toEqual(bounds));

  it.each([
    [0, 0],
    [1, 1],
    [19, 1],
    [20, 2],
    [400, 4],
  ])('give %i letters shade %i', (count, shade) => expect(shadeOf(count, [1, 20, 80, 320])).toBe(shade));
});

describe('the bars of a chart by day', () => {
  const counts = new Map([
    ['2026-10-24', 3],
    ['2026-10-26', 4],
  ]);
  it('show days without letters too', () => {
    expect(stretchesOf(counts, { from: '', to: '2026-10-27' })).toEqual({
      length: 1,
      bars: [
        { from: '2026-10-24', to: '2026-10-24', count: 3 },
        { from: '2026-10-25', to: '2026-10-25', count: 0 },
        { from: '2026-10-26', to: '2026-10-26', count: 4 },
        { from: '2026-10-27', to: '2026-10-27', count: 0 },
      ],
    });
  });
  it.each([
    ['2026-10-01', 1],
    ['2026-08-01', 7],
    ['2025-01-01', 28],
    ['2000-01-01', 364],
  ])('since %s stand for %i days each, and lose no letter', (from, length) => {
    const chart = stretchesOf(counts, { from, to: '2026-10-27' });
    expect(chart.length).toBe(length);
    expect(chart.bars.length).toBeLessThanOrEqual(62);
    expect(chart.bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(7);
    expect(chart.bars.at(-1)?.to).toBe('2026-10-27');
  });
  it('are none where there are no letters', () => {
    expect(stretchesOf(new Map(), { from: '2026-10-01', to: '2026-10-27' }).bars).toEqual([]);
  });
});
