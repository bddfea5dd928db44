import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, expectAccessible, noBrowser, openBrowserWorld } from '../support/browser.ts';
import { IMAGES } from '../support/images.ts';
import { confirmPath } from '../support/world.ts';

describe.skipIf(noBrowser)('campaigns in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  it('an editor makes one, is told what is missing, previews and opens it; a supporter writes; it is paused and closed', async () => {
    const page = await site.staffPage('editor', {
      javaScriptEnabled: false,
      viewport: { width: 320, height: 700 },
    });
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    await page.goto('/staff/campaigns');
    await page.getByRole('link', { name: 'New campaign' }).click();
    await page.getByLabel('Name').fill('A warm meal at every school');
    await press('Make the draft');
    await page.getByRole('heading', { level: 1, name: 'A warm meal at every school' }).waitFor();
    const home = '/staff/campaigns/a-warm-meal-at-every-school';

    await press('Open the campaign');
    expect(await page.title()).toMatch(/^Error: /);
    const wayOn = (region: Locator) => region.getByRole('link', { name: 'Say who is behind the campaign' });
    await wayOn(page.getByRole('alert')).click();
    expect(page.url()).toMatch(/#missing$/);
    await wayOn(page.locator('#missing')).click();
    expect(page.url()).toMatch(/#promoter$/);

    await page.getByLabel('Who is behind it').fill('Invented Kitchens');
    await page.getByLabel('Summary').fill('Ask your MP for a warm meal at every school.');
    await page.getByLabel('Why it matters').fill('Hungry children cannot learn.\n\nYour MP can help.');
    await page.getByLabel('Thank you').fill('The kitchens thank you.');
    await page.getByLabel('Colour').fill('#ffcc00');
    await press('Save');
    const offer = await page.getByRole('link', { name: /The nearest darker shade/ }).textContent();
    await page.getByLabel('Colour').fill(/#[\da-f]{6}$/.exec(offer ?? '')?.[0] ?? '');
    await press('Save');
    await page.getByRole('status').getByText('Saved.').waitFor();

    await page.getByLabel('What the logo shows').fill('Invented Kitchens');
    await page
      .getByLabel('Picture')
      .setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: IMAGES.png });
    await press('Save the logo');
    await page.getByRole('img', { name: 'Invented Kitchens' }).waitFor();

    await page.getByRole('link', { name: 'Change the asks' }).click();
    for (const [title, detail] of [
      ['Money', 'The Treasury pays.'],
      ['A law', 'Every school must offer one.'],
    ] as const) {
      await page.getByLabel('The ask in a few words').last().fill(title);
      await page.getByLabel('The ask in one sentence').last().fill(detail);
      await press('Add');
    }
    await press('Move up A law');
    expect(await page.getByLabel('1. The ask in a few words').inputValue()).toBe('A law');

    const { db, clock } = site.world.deps;
    const { id: campaignId } = await db.read.campaign.findFirstOrThrow({ orderBy: { id: 'desc' } });
    const body =
      'Dear {{mp.name}},\n\n{{story}}\n\n{{#if asks.a-law}}Make a law.{{/if}} {{#if asks.money}}Pay.{{/if}}\n\n{{name}}';
    await db.write(tx =>
      tx.templateVersion.create({
        data: { campaignId, version: 1, subject: 'A warm meal', body, createdAt: clock() },
      }),
    );

    await page.goto(home);
    expect(await page.locator('#missing').count()).toBe(0);
    await page.getByRole('link', { name: 'Preview the campaign page' }).click();
    await page.getByText('This is a preview for staff').waitFor();
    expect(await page.getByRole('button', { name: 'Find my MP' }).isDisabled()).toBe(true);
    const brand = await page.evaluate<string>(
      'getComputedStyle(document.querySelector(".postcode-form button")).backgroundColor',
    );
    expect(brand, 'the campaign’s own colour').not.toBe('rgb(34, 64, 143)');
    await page.goto(`${home}/preview/letter`);
    await page.getByRole('heading', { name: 'Your letter to Sir Max Example' }).waitFor();
    await page.getByRole('link', { name: 'Back to editing' }).click();
    await press('Open the campaign');
    await page.getByText('Open: supporters can write.').waitFor();

    const supporter = await site.page({ javaScriptEnabled: false });
    /** Without the minute for which browsers may keep the page. */
    const seeNow = async () => {
      await supporter.goto('/a-warm-meal-at-every-school');
      await supporter.reload();
    };
    await supporter.goto('/');
    await supporter.getByRole('link', { name: 'A warm meal at every school' }).click();
    await supporter.getByRole('img', { name: 'Invented Kitchens' }).waitFor();
    await supporter.getByLabel('Your home postcode').fill('BS37 5AA');
    await supporter.getByRole('button', { name: 'Find my MP' }).click();
    await supporter.getByRole('link', { name: 'Write to Claire Young' }).click();
    await supporter.getByLabel('A supporter').check();
    await supporter.getByLabel('Your full name').fill('Ada Example');
    await supporter.getByLabel('Your email address').fill('ada@supporter.example');
    await supporter.getByLabel('Address, first line').fill('1 Invented Street');
    await supporter.getByLabel('Town or city').fill('Yate');
    await supporter.getByRole('button', { name: 'See your letter' }).click();
    await supporter.getByRole('button', { name: 'Email me the link to confirm' }).click();
    await supporter.getByRole('heading', { name: 'Check your email' }).waitFor();

    await page.getByLabel('Your message').fill('We are back on Monday.');
    await press('Pause the campaign');
    await seeNow();
    await supporter.getByText('We are back on Monday.').waitFor();
    expect(await supporter.getByLabel('Your home postcode').count()).toBe(0);
    await site.world.deliver();
    await supporter.goto(confirmPath(site.world));
    await supporter.getByRole('button', { name: 'Send my letter' }).click();
    await supporter.getByText('The kitchens thank you.').waitFor();
    await site.world.deliver();
    const [letter] = site.world.mail.to('claire.young.mp@parliament.uk');
    expect(letter?.text).toContain('Make a law. Pay.');

    await page.getByLabel('Your closing message').fill('The law is made.');
    await press('Close now');
    await seeNow();
    await supporter.getByText('The law is made.').waitFor();
    await supporter.getByText('1 letter was written.').waitFor();
  });

  it('every page of campaigns is accessible', async () => {
    const page = await site.staffPage('editor');
    const look = () => expectAccessible(page);
    const at = async (path: string) => {
      await page.goto(path);
      await look();
    };
    const press = async (name: string) => {
      await page.getByRole('button', { name, exact: true }).click();
      await look();
    };
    const slug = 'looked-at';
    await at('/staff/campaigns');
    await at('/staff/campaigns/new?from=school-attendance');
    await press('Make the copy');
    await page.getByLabel('Name').fill('A campaign to look at, with a rather long name in it');
    await page.getByLabel('Web address').fill(slug);
    await page.getByRole('button', { name: 'Make the copy' }).click();
    await page.getByLabel('Colour').fill('#ff69b4');
    await press('Save');
    await page.getByLabel('Colour').fill('#b0006d');
    await press('Save');
    await press('Save the logo');
    await page.getByLabel('What the logo shows').fill('Invented Kitchens');
    await page
      .getByLabel('Picture')
      .setInputFiles({ name: 'logo.webp', mimeType: 'image/webp', buffer: IMAGES.lossless });
    await press('Save the logo');
    for (const list of ['asks', 'experiences', 'organisations']) {
      await at(`/staff/campaigns/${slug}/${list}`);
    }
    await press('Add');
    await page.goto(`/staff/campaigns/${slug}/asks`);
    await page
      .getByRole('button', { name: /^Remove/ })
      .first()
      .click();
    await look();
    await at(`/staff/campaigns/${slug}/preview`);
    await at(`/staff/campaigns/${slug}/preview/letter`);
    await page.goto(`/staff/campaigns/${slug}`);
    const old = await page.context().newPage();
    await old.goto(`/staff/campaigns/${slug}`);
    await press('Open the campaign');
    await old.getByLabel('Who is behind it').fill('Other Kitchens');
    await old.getByRole('button', { name: 'Save', exact: true }).click();
    await expectAccessible(old);
    await at(`/${slug}`);
    await page.goto(`/staff/campaigns/${slug}`);
    await press('Pause the campaign');
    await page.getByLabel('Your message').fill('We are back on Monday.');
    await press('Pause the campaign');
    await at(`/${slug}`);
    await page.goto(`/staff/campaigns/${slug}`);
    await page.getByLabel('Your closing message').fill('It was a good run.\n\nThank you.');
    await press('Close now');
    await at(`/${slug}`);
  });
});
