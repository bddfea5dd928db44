import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/clock.ts';
import {
  type BrowserWorld,
  DESK,
  expectAccessible,
  noBrowser,
  openBrowserWorld,
  PHONE,
} from '../support/browser.ts';

describe.skipIf(noBrowser)('the letter form with PROOF_OF_WORK=on', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld({ PROOF_OF_WORK: 'on' });
  });
  afterAll(() => site.close());

  /** A page on which the letter form is open, and what it complained of. */
  async function openForm() {
    const page = await site.page();
    const complaints: string[] = [];
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(error.message));
    await page.goto('/school-attendance');
    await page.getByLabel('Your home postcode').fill('BS37 5AA');
    await page.getByRole('button', { name: 'Find my MP' }).click();
    await page.getByRole('link', { name: 'Write to Claire Young' }).click();
    return { page, complaints };
  }

  it('does its sum within the content security policy while it is filled in, and the letter bears no sign', async () => {
    const { page, complaints } = await openForm();
    const sum = page.locator('input[name="proof"]');
    await expect.poll(() => sum.inputValue()).toMatch(/\.\d+$/);
    site.world.pass(MINUTE);
    await page.getByLabel('A supporter').check();
    await page.getByLabel('Your full name').fill('Ada Example');
    await page.getByLabel('Your email address').fill('ada@supporter.example');
    await page.getByLabel('Address, first line').fill('1 Invented Street');
    await page.getByLabel('Town or city').fill('Yate');
    await page.getByRole('button', { name: 'See your letter' }).click();
    await page.getByRole('heading', { name: 'Check your letter' }).waitFor();
    const letter = await site.world.deps.db.read.letter.findFirstOrThrow({
      where: { email: 'ada@supporter.example' },
    });
    expect(letter.signs).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('shows and tells nobody of the hidden field', async () => {
    const { page } = await openForm();
    await expectAccessible(page);
    const trap = page.locator('#homepage');
    for (const viewport of [PHONE, DESK]) {
      await page.setViewportSize(viewport);
      const box = await trap.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(0);
    }
    expect(await page.getByRole('textbox', { name: 'Leave this empty' }).count()).toBe(0);
    await page.locator('#main').focus();
    const reached: string[] = [];
    for (let i = 0; i < 40; i += 1) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate<string>('document.activeElement.id || document.activeElement.name || ""'),
      );
    }
    expect(reached).toContain('story');
    expect(reached).not.toContain('homepage');
  });
});
