import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BrowserWorld,
  expectAccessible,
  focusedIn,
  noBrowser,
  openBrowserWorld,
} from '../support/browser.ts';
import { pathIn } from '../support/lifecycle.ts';

const FORM = '/school-attendance/letter';
const STATE = '#autosave';

describe.skipIf(noBrowser)('writing in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  /** The form in a browser of its own, and all that the browser complained of. */
  async function openForm(options: BrowserContextOptions = {}) {
    const page = await site.page(options);
    const complaints: string[] = [];
    page.on('pageerror', error => complaints.push(error.message));
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.clock.install();
    await page.goto('/school-attendance/postcode');
    await page.locator('#postcode').fill('BS37 5AA');
    await page.locator('#postcode').press('Enter');
    await page.goto(FORM);
    return { page, complaints };
  }
  const storyIn = (page: Page) => page.getByLabel('Your story');
  const state = (page: Page) => page.locator(STATE).textContent();
  /** So long nobody types, milliseconds: the page saves. */
  const idle = (page: Page) => page.clock.fastForward(2_000);
  const says = (page: Page, words: string) =>
    expect.poll(() => idle(page).then(() => state(page))).toContain(words);

  it('saves quietly while somebody types, and says so once', async () => {
    const { page, complaints } = await openForm({ viewport: { width: 320, height: 700 } });
    expect(await state(page)).toBe('');
    await page.evaluate(`
      globalThis.spoken = [];
      new MutationObserver(() => spoken.push(document.querySelector('${STATE}').textContent))
        .observe(document.querySelector('${STATE}'), { childList: true, characterData: true, subtree: true });
    `);
    await storyIn(page).fill('My son, 9, cannot manage a full day.');
    await says(page, 'Saved. We go on saving while you write.');
    await page.getByLabel('Your full name').fill('Ada Example');
    await storyIn(page).pressSequentially(' So he stays at home.');
    const answered = page.waitForResponse(
      response => response.request().postData()?.includes('home.') ?? false,
    );
    await idle(page);
    await answered;
    expect(await page.evaluate('spoken')).toHaveLength(1);
    await expectAccessible(page);
    await page.reload();
    expect(await storyIn(page).inputValue()).toContain('So he stays at home.');
    expect(await page.getByLabel('Your full name').inputValue()).toBe('Ada Example');
    expect(complaints).toEqual([]);
  });

  it('says when it cannot save, and saves as soon as it can', async () => {
    const { page } = await openForm();
    await page.context().setOffline(true);
    await storyIn(page).fill('Written in a tunnel.');
    await says(page, 'Not saved just now.');
    await expectAccessible(page);
    await page.context().setOffline(false);
    await says(page, 'Saved.');
    await page.reload();
    expect(await storyIn(page).inputValue()).toBe('Written in a tunnel.');
  });

  it('says when the letter has been handed over elsewhere', async () => {
    const { page } = await openForm();
    // Every other test has its own letter, and is done with it.
    await site.world.deps.db.write(tx => tx.letter.updateMany({ data: { state: 'awaiting_confirmation' } }));
    await storyIn(page).fill('Too late.');
    await says(page, 'not open on this page any more');
  });

  it('saves what was typed last when the page is left', async () => {
    const { page } = await openForm();
    await storyIn(page).fill('Typed a moment ago.');
    await page.goto('/privacy');
    await expect
      .poll(async () => {
        const letters = await site.world.deps.db.read.letter.findMany({ select: { story: true, id: true } });
        return letters.some(({ story }) => story === 'Typed a moment ago.');
      })
      .toBe(true);
  });

  it('advises while somebody types as the server does', async () => {
    const { page } = await openForm();
    const advice = page.locator('#story-advice');
    for (const words of [3, 34, 138, 420, 1_700]) {
      const answered = page.waitForResponse(response => response.url().endsWith('/letter/draft'));
      await storyIn(page).fill(`${'word – '.repeat(words)}…`);
      const live = await advice.textContent();
      await idle(page);
      expect((await answered).status()).toBe(204);
      await page.reload();
      expect(await advice.textContent(), `${words} words`).toBe(live);
    }
  });

  it.each([true, false])('helps to start, JavaScript on: %s', async javaScriptEnabled => {
    const { page } = await openForm({ javaScriptEnabled, viewport: { width: 320, height: 700 } });
    await page.getByLabel('A parent or carer of a disabled child').check();
    await page.getByLabel('Fines for absence that comes from a disability').check();
    await page.getByRole('button', { name: 'Ask me questions' }).click();
    await page.getByRole('heading', { name: 'Questions to help you start' }).waitFor();
    expect(await page.getByRole('textbox').count()).toBe(3);
    await page.getByLabel('What happened when your family was fined').fill('A letter came.');
    if (javaScriptEnabled) {
      await says(page, 'Saved.');
      await expectAccessible(page);
    }
    await page.getByLabel('What would have helped').fill('A quiet room.');
    await page.getByRole('button', { name: 'Put this into my story' }).click();
    await page.waitForURL(/letter#story$/);
    expect(await storyIn(page).inputValue()).toBe('A letter came.\n\nA quiet room.');
    expect(await page.getByLabel('A parent or carer').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Ask me questions' }).click();
    await page.getByLabel('What happened when your family was fined').fill('Too private after all.');
    if (javaScriptEnabled) await says(page, 'Saved.');
    await page.getByRole('button', { name: 'Go back without answering' }).click();
    await page.waitForURL(/letter#story$/);
    expect(await storyIn(page).inputValue()).toBe('A letter came.\n\nA quiet room.');
  });

  it.each([true, false])('carries on on another device, JavaScript on: %s', async javaScriptEnabled => {
    const email = `js-${javaScriptEnabled}@supporter.example`;
    const { page } = await openForm({ javaScriptEnabled });
    await storyIn(page).fill('Half a story.');
    await page.getByRole('button', { name: 'Carry on later' }).click();
    await page.getByRole('heading', { name: 'Carry on later' }).waitFor();
    if (javaScriptEnabled) await expectAccessible(page);
    await page.getByRole('button', { name: 'Email me the link' }).click();
    expect(await page.title()).toMatch(/^Error: Carry on later/);
    if (javaScriptEnabled) {
      await expectAccessible(page);
      await expect.poll(() => focusedIn(page)).toBe('error-summary');
    }
    await page.getByLabel('Your email address').fill(email);
    await page.getByLabel('Your email address').press('Enter');
    await page.getByRole('heading', { name: 'Your link is on its way' }).waitFor();
    if (javaScriptEnabled) await expectAccessible(page);
    await site.world.deliver();

    const other = await site.page({ javaScriptEnabled, viewport: { width: 320, height: 700 } });
    await other.goto(pathIn(site.world, 'carry-on', email));
    if (javaScriptEnabled) await expectAccessible(other);
    await other.getByRole('button', { name: 'Open my letter' }).click();
    expect(await storyIn(other).inputValue()).toBe('Half a story.');
    await storyIn(other).fill('A whole story.');
    await other.getByLabel('A supporter').check();
    await other.getByLabel('I agree that what I have written').check();
    await other.getByLabel('Your full name').fill('Ada Example');
    await other.getByLabel('Address, first line').fill('1 Invented Street');
    await other.getByLabel('Town or city').fill('Yate');
    expect(await other.getByLabel('Your email address').inputValue()).toBe(email);
    // Enter in a field is the last button, and not the first that is seen.
    await other.getByLabel('Town or city').press('Enter');
    await other.getByRole('heading', { name: 'Check your letter' }).waitFor();
    expect(await other.getByLabel('Letter', { exact: true }).inputValue()).toContain('A whole story.');
    await page.goto(FORM);
    expect(await storyIn(page).inputValue(), 'the first device has it too').toBe('A whole story.');
  });

  it('is accessible in Welsh and with errors', async () => {
    const { page } = await openForm();
    await expectAccessible(page);
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(headings).toEqual([
      'Who are you?',
      'What have you lived through or seen?',
      'Your story',
      'What should Claire Young press for?',
      'About you',
      'Only if you like',
    ]);
    await page.goto(`${FORM}?lang=cy`);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Gweld eich llythyr' }).click();
    await expectAccessible(page);
    expect(await page.title()).toMatch(/^Gwall: Eich llythyr at Claire Young/);
    await expect.poll(() => focusedIn(page)).toBe('error-summary');
    await page.goto('/school-attendance/story');
    await expectAccessible(page);
    await page.goto('/school-attendance/later');
    await expectAccessible(page);
  });
});
