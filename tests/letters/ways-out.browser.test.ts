import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, expectAccessible, noBrowser, openBrowserWorld } from '../support/browser.ts';

type Page = Awaited<ReturnType<BrowserWorld['page']>>;

/** As far as the preview of a letter that tells who a child is. */
async function write(page: Page): Promise<void> {
  await page.goto('/school-attendance');
  await page.getByLabel('Your home postcode').fill('BS37 5AA');
  await page.getByRole('button', { name: 'Find my MP' }).click();
  await page.goto('/school-attendance/letter');
  await page.getByLabel('A parent or carer of a disabled child').check();
  await page.getByLabel('Your story').fill('My son Oliver Hartley cannot manage a full day.');
  await page.getByLabel('I agree that what I have written').check();
  await page.getByLabel('Your full name').fill('Ada Example');
  await page.getByLabel('Your email address').fill('ada@supporter.example');
  await page.getByLabel('Address, first line').fill('1 Invented Street');
  await page.getByLabel('Town or city').fill('Yate');
  await page.getByRole('button', { name: 'See your letter' }).click();
  await page.getByRole('heading', { name: 'Check your letter' }).waitFor();
}

describe.skipIf(noBrowser)('taking a letter out, in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  it('works without JavaScript, and the text can be selected', async () => {
    const page = await site.page({ javaScriptEnabled: false, viewport: { width: 320, height: 700 } });
    await write(page);
    await page.getByRole('heading', { name: 'Before you send' }).waitFor();
    await page.getByRole('link', { name: 'Change it in the letter: Oliver Hartley' }).click();
    expect(page.url()).toMatch(/#body$/);
    const letter = page.getByLabel('Letter', { exact: true });
    await letter.fill((await letter.inputValue()).replace('My son Oliver Hartley', 'My son, 9,'));
    await page.getByRole('button', { name: 'I would rather send it myself' }).click();
    await page.getByRole('button', { name: 'Copy my letter' }).click();
    expect(await page.getByLabel('Letter', { exact: true }).inputValue()).toContain('My son, 9, cannot');
    expect(await page.getByRole('button', { name: 'Copy the letter' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Back to all the ways' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download for Word' }).click();
    expect((await download).suggestedFilename()).toBe('letter-to-claire-young-mp.docx');
  });

  it('copies the whole letter, and says so', async () => {
    const page = await site.page({ permissions: ['clipboard-read', 'clipboard-write'] });
    await write(page);
    await page.getByRole('button', { name: 'I would rather send it myself' }).click();
    await page.getByRole('button', { name: 'Copy my letter' }).click();
    await page.getByText('Press the button to copy all of your letter.').waitFor();
    const button = page.getByRole('button', { name: 'Copy the letter' });
    const letter = await page.getByLabel('Letter', { exact: true }).boundingBox();
    expect((await button.boundingBox())?.y, 'before the letter, which is long').toBeLessThan(letter?.y ?? 0);
    await button.click();
    await page.getByText('The letter is copied.').waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied.replace(/\r\n/g, '\n')).toBe(await page.getByLabel('Letter', { exact: true }).inputValue());
  });

  it('prints the letter and nothing else', async () => {
    const page = await site.page();
    await write(page);
    await page.getByRole('button', { name: 'I would rather send it myself' }).click();
    await page.getByRole('button', { name: 'Print my letter' }).click();
    await page.getByRole('button', { name: 'Print', exact: true }).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(
      await page.locator('.site-header, .site-footer, h1, button, a').filter({ visible: true }).count(),
    ).toBe(0);
    const lines = (await page.locator('body').innerText()).split('\n').filter(Boolean);
    expect(lines.slice(0, 4)).toEqual(['1 Invented Street', 'Yate', 'BS37 5AA', 'Claire Young MP']);
    expect(lines.at(-1)).toBe('Ada Example');
  });

  it('every page is accessible, in English and in Welsh', async () => {
    const page = await site.page();
    await write(page);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'I would rather send it myself' }).click();
    const pages = ['preview', 'myself', 'myself/mail', 'myself/copy', 'myself/print'];
    for (const path of [...pages, ...pages.map(path => `${path}?lang=cy`)]) {
      await page.goto(`/school-attendance/${path}`);
      await expectAccessible(page);
    }
  });
});
