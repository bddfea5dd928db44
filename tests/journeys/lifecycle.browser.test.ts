import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { hourlyWork } from '../../src/retention/hourly.ts';
import { type BrowserWorld, expectAccessible, noBrowser, openBrowserWorld } from '../support/browser.ts';
import { accepted, later, pathIn, submitted } from '../support/lifecycle.ts';
import { confirmPath, LETTER } from '../support/world.ts';

describe.skipIf(noBrowser)('what happens after a letter, in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  it('is readable and usable', async () => {
    const page = await site.page();
    const look = (name: string) => expectAccessible(page, name);
    const email = 'ada@supporter.example';
    const letter = { ...LETTER, email, share_story: 'named', updates: ['contact'] };
    await accepted(site.world, letter);
    await later(site.world, 14 * DAY);

    await page.goto(pathIn(site.world, 'reply', email));
    expect(await page.getByLabel('Yes, and the reply helps').isChecked()).toBe(true);
    await look('reply');
    await page.goto(page.url().replace(/\?.*/, ''));
    await page.getByRole('button', { name: 'Give this answer' }).click();
    await look('reply-error');
    await page.getByRole('link', { name: 'Choose the answer that fits best' }).click();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Give this answer' }).click();
    await look('reply-thanks');
    await page.getByRole('link', { name: 'Change my answer' }).click();
    await look('reply-again');

    await page.goto(pathIn(site.world, 'unsubscribe', email));
    await look('unsubscribe');
    await page.getByRole('button', { name: 'Stop these emails' }).click();
    await look('unsubscribed');

    await page.goto(pathIn(site.world, 'my-letter', email));
    await look('my-letter');
    await page.getByRole('button', { name: /may email me/ }).click();
    await look('my-letter-withdrawn');
    await page.getByRole('link', { name: 'Erase my letter' }).click();
    await look('my-letter-erase');
    await page.getByRole('button', { name: 'Erase it for good' }).click();
    await look('my-letter-erased');

    await page.goto('/privacy');
    await look('privacy');

    const late = 'late@supporter.example';
    await submitted(site.world, { ...letter, email: late });
    const link = confirmPath(site.world, late);
    site.world.pass(7 * DAY);
    await hourlyWork(site.world.deps);
    await page.goto(link);
    await look('expired');
  });

  it('lasts as long as staff choose', async () => {
    const page = await site.staffPage('admin');
    const look = (name: string) => expectAccessible(page, name);
    await page.goto('/staff/retention');
    await look('retention');
    await page.getByLabel('Letters that are being written (days)').fill('30');
    await page.getByRole('button', { name: 'Save' }).click();
    await look('retention-error');
    await page.getByLabel('Why, if something is kept for longer than usual').fill('Summer holidays');
    await page.getByRole('button', { name: 'Save' }).click();
    await look('retention-saved');
    await page.getByLabel('Letters that are being written (days)').fill('7');
    await page.getByRole('button', { name: 'Save' }).click();
  });
});
