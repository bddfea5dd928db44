import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/clock.ts';
import { type BrowserWorld, expectAccessible, noBrowser, openBrowserWorld } from '../support/browser.ts';
import { confirmPath, LETTER, submitLetter, writeLetter } from '../support/world.ts';

const MP = 'claire.young.mp@parliament.uk';
const SEAT = '/staff/mps/E14001545';

describe.skipIf(noBrowser)('letters and MPs, for staff in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  /** A confirmed letter in the queue. */
  async function confirmed(email: string, name = 'Ada Example'): Promise<void> {
    const visitor = site.world.visitor();
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA', { ...LETTER, email, name }));
    await site.world.deliver();
    await visitor.post(confirmPath(site.world, email), {}).expect(303);
  }

  async function find(page: Page, typed: string): Promise<void> {
    await page.goto('/staff/letters');
    await page.getByLabel('Find a letter').fill(typed);
    await page.getByRole('button', { name: 'Find' }).click();
  }

  const toMp = (email: string) =>
    site.world.mail.to(MP).filter(({ replyTo }) => replyTo?.text.includes(email));

  it('a letter is found, held, released and sent once; another is erased; an MP is corrected', async () => {
    const page = await site.staffPage('admin', {
      javaScriptEnabled: false,
      viewport: { width: 320, height: 700 },
    });

    await confirmed('held@supporter.example');
    await find(page, 'held@supporter.example');
    expect(page.url(), 'no address in the URL').not.toContain('supporter');
    await page.getByLabel('Why do you hold it?').fill('To be checked');
    await page.getByRole('button', { name: 'Hold this letter' }).click();
    await page.getByText('This letter is held.').waitFor();
    await site.world.deliver();
    expect(toMp('held@supporter.example')).toEqual([]);

    await page.getByRole('link', { name: 'All about letters' }).click();
    await page.getByRole('heading', { name: 'Held: 1' }).waitFor();
    await page.getByText('Held by staff: To be checked').waitFor();
    await page.locator('.people a').first().click();
    await page.getByRole('button', { name: 'Release this letter' }).click();
    await page.getByText('This letter is released').waitFor();
    await site.world.deliver();
    await site.world.deliver();
    expect(toMp('held@supporter.example')).toHaveLength(1);

    await confirmed('gone@supporter.example', 'Ben Example');
    await find(page, 'gone@supporter.example');
    const reference = (await page.title()).replace(/^Letter (.*) – Dear MP$/, '$1');
    await page.getByLabel('Type the letter’s reference to erase').fill(reference.toLowerCase());
    await page.getByRole('button', { name: 'Erase for good' }).click();
    await page.getByText('Nothing of what its writer typed is left').waitFor();
    await site.world.deliver();
    expect(toMp('gone@supporter.example')).toEqual([]);
    await find(page, 'gone@supporter.example');
    await page.getByRole('heading', { name: 'No letter found' }).waitFor();

    await page.goto('/staff/mps');
    await page.getByLabel('Find an MP').fill('claire young');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('link', { name: 'Thornbury and Yate' }).click();
    await page.getByLabel('Dear …').fill('Dr Young');
    await page.getByRole('button', { name: 'Show how it reads' }).click();
    await page.getByText('Dear Dr Young,').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. Letters carry this from now on').waitFor();
    await confirmed('next@supporter.example', 'Cleo Example');
    await site.world.deliver();
    expect(toMp('next@supporter.example')[0]?.text).toMatch(/^Dear Dr Young,$/m);
  });

  it('every page and every error is accessible', async () => {
    const page = await site.staffPage('admin');
    const look = (name: string) => expectAccessible(page, name);
    const email = 'look@supporter.example';
    await page.goto('/staff/letters');
    await look('letters-start');
    await find(page, 'nonsense');
    await look('letters-start-error');
    await find(page, 'nobody@supporter.example');
    await look('letters-none');
    await confirmed(email);
    site.world.pass(MINUTE);
    await confirmed(email, 'Claire Young');
    await find(page, email);
    await look('letters-found');
    await page.locator('.people a').first().click();
    await look('letter');
    await page.getByRole('button', { name: 'Show what was written' }).click();
    await look('letter-error');
    await page.getByRole('link', { name: 'Say why you need to see it' }).click();
    expect(page.url()).toMatch(/#reason$/);
    await page.getByLabel('Why do you need to see it?').fill('The writer asked');
    await page.getByRole('button', { name: 'Show what was written' }).click();
    await look('letter-text');
    await page.getByRole('link', { name: /^Letter / }).click();
    await page.getByLabel('Why do you hold it?').fill('To be checked');
    await page.keyboard.press('Enter');
    await page.getByText('This letter is held.').waitFor();
    await look('letter-held');
    await page.goto('/staff/letters');
    await look('letters-start-full');
    await page.locator('.people a').first().click();
    const reference = (await page.title()).replace(/^Letter (.*) – Dear MP$/, '$1');
    await page.getByLabel('Type the letter’s reference to erase').fill(reference);
    await page.getByRole('button', { name: 'Erase for good' }).click();
    await look('letter-erased');

    await page.goto('/staff/mps');
    await look('mps-start');
    await page.goto('/staff/mps?name=bristol');
    await look('mps-found');
    await page.goto('/staff/mps?name=nobody+at+all');
    await look('mps-none');
    await page.goto(SEAT);
    await look('mp');
    await page.getByLabel('Email address').fill('nothing');
    await page.getByRole('button', { name: 'Save' }).click();
    await look('mp-error');
    await page.goto('/staff/mps/E14001290');
    await look('mp-vacant');
  });
});
