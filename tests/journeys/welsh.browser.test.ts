import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { LANGUAGES } from '../../src/languages/language.ts';
import {
  type BrowserWorld,
  expectAccessible,
  noBrowser,
  openBrowserWorld,
  WIDTHS,
} from '../support/browser.ts';
import { accepted, later, pathIn } from '../support/lifecycle.ts';
import { confirmPath, LETTER } from '../support/world.ts';

/** Where each page is kept as a picture; none is, unless a folder is named. */
const PICTURES = process.env.PICTURES;

describe.skipIf(noBrowser)('the pages that mails lead to, in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  /** A page of that width, and what looks at it. */
  async function looker(width: number, language: string) {
    const page = await site.page({ viewport: { width, height: 800 } });
    page.setDefaultTimeout(10_000);
    const look = async (name: string) => {
      await expectAccessible(page);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      if (!PICTURES) return;
      mkdirSync(PICTURES, { recursive: true });
      const file = path.join(PICTURES, `${width}-${language}-${name}.png`);
      await page.screenshot({ path: file, fullPage: true });
    };
    return { page, look };
  }

  // Each width and each language once; all four take twice as long and found nothing more.
  const both = WIDTHS.map((width, i) => [width, LANGUAGES[i] ?? 'en'] as const);

  it.each(both)(
    'about a letter are usable at %i pixels in %s',
    { timeout: 90_000 },
    async (width, language) => {
      const { page, look } = await looker(width, language);
      const email = `ada-${width}-${language}@supporter.example`;
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
    },
  );

  it.each(both)(
    'about keeping in touch are usable at %i pixels in %s',
    { timeout: 90_000 },
    async (width, language) => {
      const { page, look } = await looker(width, language);
      const email = `waiting-${width}-${language}@supporter.example`;
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
    },
  );
});
