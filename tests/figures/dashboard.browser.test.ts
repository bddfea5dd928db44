import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDemo } from '../../src/demo/load-demo.ts';
import { type BrowserWorld, expectAccessible, noBrowser, openBrowserWorld } from '../support/browser.ts';

describe.skipIf(noBrowser)('the figures in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
    const { deps } = site.world;
    const order = { seed: 1, letters: 2_000, days: 60, add: false, production: false };
    await loadDemo(deps, { ...order, now: deps.clock() });
  }, 120_000);
  afterAll(() => site.close());

  const open = async (options: Parameters<BrowserWorld['page']>[0], path: string) => {
    const page = await site.staffPage('admin', options);
    await page.goto(path);
    return page;
  };

  it.each(['/staff', '/staff/rows', '/staff/export', '/staff/tokens'])('%s is accessible', async path => {
    const page = await open({}, path);
    await expectAccessible(page);
    await page.context().close();
  });

  it('leads from a hexagon to its letters, and from the map to the table, by keyboard and without a script', async () => {
    const page = await open({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false }, '/staff');
    await page.getByRole('link', { name: 'Skip the map: the same figures are in the table' }).press('Enter');
    expect(page.url()).toMatch(/#constituencies$/);
    await page.locator('.hex-map a').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/staff\/rows/);
    expect(await page.locator('table.rows tbody tr').count()).toBeGreaterThan(0);
    await page.context().close();
  });

  it('shows every letter of a page above the link to the older ones', async () => {
    const page = await open({ viewport: { width: 1280, height: 900 } }, '/staff/rows');
    const [box, last] = [page.locator('.table-scroll'), page.locator('table.rows tbody tr').last()];
    const bottomOf = async (one: typeof box) =>
      one.evaluate(element => Math.floor(element.getBoundingClientRect().bottom));
    expect(await bottomOf(last)).toBeLessThanOrEqual(await bottomOf(box));
    await page.context().close();
  });

  it('shows the same numbers on the map and in the table', async () => {
    const page = await open({ viewport: { width: 1280, height: 900 } }, '/staff?sort=name');
    const labels = await page
      .locator('.hex-map [aria-label]')
      .evaluateAll(all => all.map(one => one.getAttribute('aria-label')));
    const onMap = new Map(
      labels.map(label => /^(.*): (no|[\d,]+) letters?$/.exec(label ?? '')?.slice(1) as [string, string]),
    );
    const rows = await page
      .locator('#constituencies ~ .table-scroll tbody tr')
      .evaluateAll(all =>
        all.map(row => [...row.children].map(cell => cell.textContent?.split(' letters: ')[0] ?? '')),
      );
    expect(rows).toHaveLength(650);
    for (const [name = '', , count = ''] of rows)
      expect([name, onMap.get(name)]).toEqual([name, count === '0' ? 'no' : count]);
    await page.context().close();
  });
});
