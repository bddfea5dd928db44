import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, noBrowser, openBrowserWorld, WIDTHS } from '../support/browser.ts';
import { confirmPath } from '../support/world.ts';

type BrowserWorld = Awaited<ReturnType<typeof openBrowserWorld>>;

if (noBrowser) console.warn(`skipped: ${noBrowser}`);

describe.skipIf(noBrowser)('in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  it('a letter goes from the postcode to the MP without JavaScript', async () => {
    const page = await site.page({ javaScriptEnabled: false, viewport: { width: 320, height: 700 } });
    await page.goto('/');
    await page.getByLabel('Your home postcode').fill('bs37 5aa');
    await page.getByRole('button', { name: 'Find my MP' }).click();
    await page.getByRole('heading', { name: 'Your MP is Claire Young' }).waitFor();
    await page.getByRole('link', { name: 'Write to Claire Young' }).click();

    await page.getByRole('button', { name: 'See your letter' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    await page.getByRole('link', { name: 'Enter your full name' }).click();
    expect(page.url()).toMatch(/#name$/);
    await page.goto('/school-attendance/letter');

    await page.getByLabel('A parent or carer of a disabled child').check();
    await page.getByLabel('Fines for absence that comes from a disability').check();
    await page.getByLabel('Your story').fill("My son, 9, can't manage a full day.");
    await page.getByLabel('I agree that what I have written').check();
    await page.getByLabel('Your full name').fill('Ada Example');
    await page.getByLabel('Your email address').fill('ada@supporter.example');
    await page.getByLabel('Address, first line').fill('1 Invented Street');
    await page.getByLabel('Town or city').fill('Yate');
    await page.getByRole('button', { name: 'See your letter' }).click();

    const letter = page.getByLabel('Letter', { exact: true });
    const text = await letter.inputValue();
    expect(text).toContain("My son, 9, can't manage a full day.");
    await page.reload();
    await page.goBack();
    expect(await page.getByLabel('Your full name').inputValue(), 'back loses nothing').toBe('Ada Example');
    await page.goForward();
    await letter.fill(text.replace('full day', 'whole day'));
    await page.getByRole('button', { name: 'This is my letter' }).dblclick();
    await page.getByRole('heading', { name: 'Check your email' }).waitFor();

    await site.world.deliver();
    expect(site.world.mail.received).toHaveLength(1);
    await page.goto(confirmPath(site.world));
    await page.getByRole('button', { name: 'Send my letter' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await page.goBack();
    await site.world.deliver();
    const [received, ...more] = site.world.mail.to('claire.young.mp@parliament.uk');
    expect(more).toEqual([]);
    expect(received?.text).toContain("My son, 9, can't manage a whole day.");
    expect(received?.replyTo?.text).toContain('ada@supporter.example');
  });

  it.each(WIDTHS)('every page and every error is accessible at %i pixels', async width => {
    const page = await site.page({ viewport: { width, height: 800 } });
    const at = async (path: string) => {
      await page.goto(path);
      await expectAccessible(page);
    };
    const postcode = async (typed: string) => {
      await page.goto('/school-attendance/postcode');
      await page.getByLabel('Your home postcode').fill(typed);
      await page.getByRole('button', { name: 'Find my MP' }).click();
      await expectAccessible(page);
    };
    for (const path of ['/', '/privacy', '/accessibility', '/data-sources', '/nothing-here']) await at(path);
    await at('/school-attendance/letter');
    for (const typed of ['', 'BS37', 'EH1 1YZ']) await postcode(typed);
    await at('/school-attendance/keep-in-touch');
    await page.getByRole('button', { name: 'Keep in touch' }).click();
    await expectAccessible(page);
    for (const typed of ['IM1 1AA', 'BF1 0AA', 'N1 9AG', 'ZZ99 9ZZ']) await postcode(typed);
    await at('/school-attendance/mp/choose?name=holborn');
    await page.getByRole('button', { name: 'Choose' }).click();
    await expectAccessible(page);
    await postcode('BS37 5AA');
    await at('/school-attendance/mp/choose');
    await at('/school-attendance/letter');
    await page.getByRole('button', { name: 'See your letter' }).click();
    await expectAccessible(page);
    const focused = await page.evaluate<string>('document.activeElement.className');
    expect(focused, 'the error summary has the focus').toBe('error-summary');

    const email = `width${width}@supporter.example`;
    await page.getByLabel('A supporter').check();
    await page.getByLabel('Your full name').fill('Ben Example');
    await page.getByLabel('Your email address').fill(email);
    await page.getByLabel('Address, first line').fill('2 Invented Street');
    await page.getByLabel('Town or city').fill('Yate');
    await page.getByRole('button', { name: 'See your letter' }).click();
    await expectAccessible(page);
    await page.getByLabel('Letter', { exact: true }).fill('');
    await page.getByRole('button', { name: 'This is my letter' }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Start again from my answers' }).click();
    await page.getByRole('button', { name: 'This is my letter' }).click();
    await expectAccessible(page);
    await site.world.deliver();
    await at(confirmPath(site.world, email));
    await page.getByRole('button', { name: 'Send my letter' }).click();
    await expectAccessible(page);
    await at(confirmPath(site.world, email));
    await at('/confirm/none');
  });

  it('the way to the letter is open by keyboard alone', async () => {
    const page = await site.page();
    await page.goto('/school-attendance');
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe(
      'Skip to the main content',
    );
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('postcode');
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
    await page.keyboard.type('BS37 5AA');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your MP is Claire Young' }).waitFor();
  });
});
