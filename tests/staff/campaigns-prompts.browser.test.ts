import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, expectAccessible, noBrowser, openBrowserWorld } from '../support/browser.ts';
import { CAMPAIGNS, openCampaignDesk } from '../support/campaigns.ts';

describe.skipIf(noBrowser)('the questions of a campaign in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
    await (await openCampaignDesk(site.world)).draft('asking');
  });
  afterAll(() => site.close());

  it('are accessible, with errors too', async () => {
    const page = await site.staffPage('editor');
    await page.goto(`${CAMPAIGNS}/asking/prompts`);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Enter the question' }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('question-0');
    await page.keyboard.type('What happened?');
    await page.getByLabel('A disabled young person').last().check();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Added.').waitFor();
    await expectAccessible(page);
  });
});
