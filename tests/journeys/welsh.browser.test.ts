import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { LANGUAGES } from '../../src/languages/language.ts';
import { type BrowserWorld, expectAccessible, noBrowser, openBrowserWorld } from '../support/browser.ts';
import { accepted, later, pathIn } from '../support/lifecycle.ts';
import { confirmPath, LETTER } from '../support/world.ts';

describe.skipIf(noBrowser)('the pages that mails lead to, in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  /** A page, and what looks at it. */
  async function looker(language: string) {
    const page = await site.page();
    const look = async (name: string) => {
      await expectAccessible(page, `${language}-${name}`);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
    };
    return { page, look };
  }

  it.each(LANGUAGES)('about a letter are usable in %s', async language => {
    const { page, look } = await looker(language);
    const email = `ada-${language}@supporter.example`;
    await accepted(site.world, { ...LETTER, email, share_story: 'named', updates: ['contact'] });
    await later(site.world, 14 * DAY);
    await page.goto(`${pathIn(site.world, 'reply', email)}&lang=${language}`);
    await look('reply');
    await page.locator('main button').click();
    await look('reply-thanks');
    await page.goto(pathIn(site.world, 'unsubscribe', email));
    await look('unsubscribe');
    await page.goto(pathIn(site.world, 'my-letter', email));
    await look('my-letter');
    await page.locator('main button').last().click();
    await look('my-letter-withdrawn');
    await page.locator('main a.button').click();
    await look('my-letter-erase');
  });

  it.each(LANGUAGES)('about keeping in touch are usable in %s', async language => {
    const { page, look } = await looker(language);
    const email = `waiting-${language}@supporter.example`;
    await page.goto(`/school-attendance?lang=${language}`);
    await page.locator('[name=postcode]').fill('N1 9AG');
    await page.locator('[name=postcode]').press('Enter');
    const vacant = page.locator('form', { has: page.locator('[value=E14001290]') });
    await vacant.locator('button').first().click();
    await page.goto('/school-attendance/keep-in-touch');
    await page.locator('main button').click();
    await look('contact-form-error');
    await page.locator('[name=email]').fill(email);
    for (const box of await page.locator('[type=checkbox]').all()) await box.check();
    await page.locator('main button').click();
    await look('contact-sent');
    await site.world.deliver();
    await page.goto(confirmPath(site.world, email));
    await look('contact-confirm');
    await page.locator('main button').click();
    await look('contact-confirmed');
    await page.goto(pathIn(site.world, 'keep-in-touch', email));
    await look('my-contact');
    await page.locator('main a.button').click();
    await look('my-contact-erase');
    await page.locator('main button').click();
    await look('my-contact-erased');
  });
});
