import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, expectAccessible, noBrowser, openBrowserWorld } from '../support/browser.ts';

describe.skipIf(noBrowser)('the settings in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld({}, { resolveTxt: async () => [] });
  });
  afterAll(() => site.close());

  it('sending, retention and mail are accessible, with a mistake too', async () => {
    const page = await site.staffPage('admin');
    for (const path of ['/staff/sending', '/staff/retention', '/staff/mail']) {
      await page.goto(path);
      await expectAccessible(page);
    }
    await page.goto('/staff/sending');
    await page.getByRole('button', { name: 'Pause sending' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    await expectAccessible(page);
    await page.getByLabel('Why?').fill('Parliament is dissolved.');
    await page.getByRole('button', { name: 'Pause sending' }).click();
    await page.getByText('Supporters read: “Parliament is dissolved.”').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Go on with sending' }).click();
    await page.getByText('Letters to MPs are leaving.').waitFor();
  });
});
