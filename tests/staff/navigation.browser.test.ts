import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NAVIGATION } from '../../src/staff/navigation.ts';
import {
  type BrowserWorld,
  DESK,
  expectAccessible,
  noBrowser,
  openBrowserWorld,
  PHONE,
} from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';

/** Pixels: what a staff page may spend of a telephone before its content begins, the address on two lines. */
const HEAD_OF_A_PHONE = 200;

const LABELS = NAVIGATION.map(({ label }) => label);

describe.skipIf(noBrowser)('the menu of the staff area', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  const menuOf = (page: Page) => page.getByRole('navigation', { name: 'Staff area' });
  const heightOf = async (page: Page) => (await page.locator('.site-header').boundingBox())?.height ?? 0;

  it('is folded on a telephone, says where one is, and opens by keyboard without JavaScript', async () => {
    const page = await site.staffPage('admin', { viewport: PHONE, javaScriptEnabled: false });
    await page.goto('/staff/campaigns');
    const menu = menuOf(page);
    expect(await heightOf(page)).toBeLessThan(HEAD_OF_A_PHONE);
    expect(await menu.getByText('Menu').innerText()).toBe('Menu: Campaigns');
    expect(await menu.getByRole('link').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Sign out' }).isVisible()).toBe(true);

    await menu.getByText('Menu').press('Enter');
    expect(await menu.getByRole('link').allInnerTexts()).toEqual(LABELS);
    expect(await menu.locator('[aria-current]:visible').allInnerTexts()).toEqual(['Campaigns']);
    await menu.getByRole('link', { name: 'Audit' }).press('Enter');
    await page.getByRole('heading', { name: 'Audit' }).waitFor();
  });

  it('shows where the focus is, has targets to press, and is accessible when open', async () => {
    const page = await site.staffPage('admin', { viewport: PHONE });
    await page.goto('/staff/campaigns');
    await tabTo(page, 'Menu');
    await page.keyboard.press('Enter');
    await tabTo(page, 'My account');
    for (const link of await menuOf(page).getByRole('link').all()) {
      expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
    await expectAccessible(page);
  });

  it('is one line of links on a desk', async () => {
    const page = await site.staffPage('admin', { viewport: DESK });
    await page.goto('/staff/campaigns');
    const menu = menuOf(page);
    expect(await menu.getByRole('link').allInnerTexts()).toEqual(LABELS);
    expect(await menu.getByText('Menu').isVisible()).toBe(false);
    const tops = await Promise.all(
      (await menu.getByRole('link').all()).map(async link => (await link.boundingBox())?.y),
    );
    expect(new Set(tops).size).toBe(1);
  });

  it('underlines the page that is open, and no other, where the browser forces its own colours', async () => {
    const page = await site.staffPage('admin', { viewport: DESK, forcedColors: 'active' });
    await page.goto('/staff/campaigns');
    const lines = await page.evaluate<string[]>(
      '[...document.querySelectorAll(".menu + ul a")].map(link => getComputedStyle(link).borderBottomColor)',
    );
    const [open] = lines.splice(LABELS.indexOf('Campaigns'), 1);
    expect(lines).toHaveLength(LABELS.length - 1);
    expect(lines).not.toContain(open);
  });
});
