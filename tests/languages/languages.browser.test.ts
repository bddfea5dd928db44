import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BrowserWorld,
  DESK,
  expectAccessible,
  noBrowser,
  openBrowserWorld,
  PHONE,
} from '../support/browser.ts';

describe.skipIf(noBrowser)('languages in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  /** The link to the other language stands beside the site's name, at the end of the line. */
  async function expectLink(page: Page): Promise<void> {
    const box = async (selector: string) => {
      const found = await page.locator(selector).boundingBox();
      if (!found) throw new Error(`${selector} is not shown`);
      return found;
    };
    const [link, name, header] = [await box('.other-language'), await box('.site-name'), await box('header')];
    expect(Math.min(link.width, link.height)).toBeGreaterThanOrEqual(24);
    expect(link.y).toBeLessThan(name.y + name.height);
    expect(link.x).toBeGreaterThanOrEqual(name.x + name.width);
    expect(link.x + link.width).toBeLessThanOrEqual(header.width);
  }

  it('a supporter chooses Welsh, and everything on the way is accessible', async () => {
    const page = await site.page({ viewport: PHONE });
    await page.goto('/school-attendance');
    await expectLink(page);
    await page.getByRole('link', { name: 'Cymraeg' }).click();
    expect(await page.getAttribute('html', 'lang')).toBe('cy');
    await page.getByRole('heading', { name: 'Sut mae’n gweithio' }).waitFor();
    await expectLink(page);
    await page.setViewportSize(DESK);
    await expectLink(page);
    await expectAccessible(page);

    const send = async (postcode: string) => {
      await page.goto('/school-attendance/postcode');
      await page.getByLabel('Côd post eich cartref').fill(postcode);
      await page.getByRole('button', { name: 'Dod o hyd i’m Haelod Seneddol' }).click();
    };
    await send('BS37');
    expect(await page.title()).toMatch(/^Gwall: /);
    await expectAccessible(page);
    for (const [postcode, heading] of [
      ['BS37 5AA', 'Eich Aelod Seneddol yw Claire Young'],
      ['CF10 1AA', 'Nid yn San Steffan y gwneir y rheolau ar gyfer ysgolion yng Nghymru'],
      ['N1 9AG', 'Pa un yw eich Aelod Seneddol?'],
      ['BF1 0AA', 'Ble mae eich cartref yn y Deyrnas Unedig?'],
    ] as const) {
      await send(postcode);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await expectAccessible(page);
    }
    for (const path of ['/privacy', '/accessibility', '/data-sources', '/nothing-here']) {
      await page.goto(path);
      await expectAccessible(page);
    }
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { level: 1, name: 'There is no page here' }).waitFor();
    await page.context().close();
  });

  it('an editor writes the Welsh texts, by keyboard', async () => {
    const page = await site.staffPage('editor');
    await page.goto('/staff/campaigns/school-attendance');
    await page.getByRole('link', { name: 'Write the Welsh texts' }).click();
    await expectAccessible(page);
    await page.getByLabel('Summary').fill('Hir '.repeat(100));
    await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
    await page.getByRole('link', { name: 'Use at most 300 characters' }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('summary');
    await expectAccessible(page);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Crynodeb newydd');
    await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
    await page.getByRole('status').getByText('Saved.').waitFor();
    await page.getByRole('link', { name: 'Preview the Welsh page' }).click();
    await page.getByText('Crynodeb newydd').waitFor();
    await expectAccessible(page);
    await page.context().close();
  });
});
