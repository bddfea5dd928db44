import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectEdges, expectRoomForText, expectStillness } from '../support/accessibility.ts';
import {
  type BrowserWorld,
  expectAccessible,
  focusedIn,
  noBrowser,
  openBrowserWorld,
} from '../support/browser.ts';
import { tour } from '../support/tour.ts';

/** What the first page may weigh with all that it brings, in bytes, before any compression. */
const FIRST_PAGE = 50_000;

describe.skipIf(noBrowser)('every page on the way to a letter', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  const isError = (name: string) => name.endsWith('error');

  /** That its title says where one is, an error first; and that an error's summary has the focus. */
  async function expectTold(page: Page, name: string): Promise<void> {
    expect((await page.title()).startsWith('Error: '), `${name}: ${await page.title()}`).toBe(isError(name));
    if (!isError(name)) return;
    await expect
      .poll(() => focusedIn(page), { message: `${name}: the error summary has the focus` })
      .toBe('error-summary');
    for (const link of await page.locator('.error-summary a').all()) {
      const field = (await link.getAttribute('href')) ?? '';
      await page.locator(field).focus();
      const focused = await page.locator(`${field}:focus`).count();
      expect(focused, `${name}: ${field} is there, and takes the focus`).toBe(1);
    }
  }

  it('is accessible, with room for more widely set text, edges in forced colours, and a title of its own', async () => {
    // A desk of 1280 pixels, zoomed to 400 %.
    const page = await site.page({ viewport: { width: 320, height: 256 } });
    const names = new Map<string, Set<string>>();
    await tour(site, page, 'ada@supporter.example', async name => {
      await expectTold(page, name);
      await expectAccessible(page, name);
      await expectRoomForText(page);
      await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
      await expectEdges(page);
      await expectStillness(page);
      await page.emulateMedia({ forcedColors: null, reducedMotion: null });
      const title = await page.title();
      names.set(title, (names.get(title) ?? new Set()).add(name));
    });
    const shared = [...names]
      .filter(([, pages]) => pages.size > 1)
      .map(([title, pages]) => [title, ...pages]);
    expect(shared, 'titles that several pages share').toEqual([]);
  });

  it('is looked at by something that sees what is wrong', async () => {
    const page = await site.page();
    await page.goto('/privacy');
    await expectAccessible(page);
    await page.evaluate(`(() => {
      const faint = document.createElement('p');
      faint.textContent = 'Hardly to be read';
      faint.style.color = '#ccc';
      faint.style.background = '#ddd';
      document.querySelector('main').append(faint, new Image(10, 10));
    })()`);
    const seen = ['color-contrast: <p', 'image-alt: <img'].map(fault => expect.stringContaining(fault));
    await expect(expectAccessible(page)).rejects.toHaveProperty('actual', expect.arrayContaining(seen));
  });

  it('begins with one that is light', async () => {
    const page = await site.page();
    const sizes = new Map<string, number>();
    const bodies: Promise<void>[] = [];
    page.on('response', response => {
      bodies.push(response.body().then(body => void sizes.set(response.url(), body.length)));
    });
    await page.goto('/school-attendance', { waitUntil: 'networkidle' });
    await Promise.all(bodies);
    expect([...sizes.keys()].every(url => url.startsWith(site.baseUrl))).toBe(true);
    expect([...sizes.keys()].filter(url => url.endsWith('.css')).length).toBeGreaterThan(0);
    expect(
      [...sizes.values()].reduce((sum, size) => sum + size, 0),
      JSON.stringify([...sizes]),
    ).toBeLessThan(FIRST_PAGE);
    expect(sizes.size, 'requests').toBeLessThanOrEqual(9);
  });
});
