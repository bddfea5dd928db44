import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAutocomplete } from '../support/accessibility.ts';
import { type BrowserWorld, noBrowser, openBrowserWorld } from '../support/browser.ts';
import { pressOn, tabTo, typeInto } from '../support/keyboard.ts';
import { confirmPath } from '../support/world.ts';

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
    await page.getByRole('link', { name: 'Choose who you are' }).click();
    expect(await page.locator(':focus').getAttribute('name')).toBe('relationship');
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
    await page.getByRole('button', { name: 'Email me the link to confirm' }).dblclick();
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

  it('a letter goes from the postcode to the MP by keyboard alone', async () => {
    const page = await site.page();
    const email = 'keys@supporter.example';
    await page.goto('/school-attendance');
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe(
      'Skip to the main content',
    );
    await page.keyboard.press('Enter');
    await typeInto(page, 'Your home postcode', 'BS37');
    await page.keyboard.press('Enter');
    await page.locator('.error-summary:focus').waitFor();
    await pressOn(page, 'Enter the whole postcode', 'Enter');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('BS37 5AA');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your MP is Claire Young' }).waitFor();
    await pressOn(page, 'Write to Claire Young', 'Enter');
    await page.waitForURL('**/letter');
    await tabTo(page, 'A parent or carer');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await pressOn(page, 'Fines for absence', 'Space');
    await typeInto(page, 'Your story', 'My son, 9, manages two mornings.');
    await pressOn(page, 'I agree that what I have written', 'Space');
    await typeInto(page, 'Your full name', 'Ada Example');
    await typeInto(page, 'Your email address', email);
    await typeInto(page, 'Address, first line', '1 Invented Street');
    await typeInto(page, 'Town or city', 'Yate');
    await pressOn(page, 'See your letter', 'Enter');
    await page.getByRole('heading', { name: 'Check your letter' }).waitFor();
    await pressOn(page, 'Email me the link to confirm', 'Enter');
    await page.getByRole('heading', { name: 'Check your email' }).waitFor();
    await site.world.deliver();
    await page.goto(confirmPath(site.world, email));
    await pressOn(page, 'Send my letter', 'Enter');
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
  });

  it('a browser can fill in what it knows of its owner', async () => {
    const page = await site.page({ javaScriptEnabled: false });
    await page.goto('/school-attendance');
    await page.getByLabel('Your home postcode').fill('BS37 5AA');
    await page.getByRole('button', { name: 'Find my MP' }).click();
    await page.goto('/school-attendance/postcode');
    await expectAutocomplete(page, { postcode: 'postal-code' });
    await page.goto('/school-attendance/letter');
    await expectAutocomplete(page, {
      name: 'name',
      email: 'email',
      address1: 'address-line1',
      address2: 'address-line2',
      town: 'address-level2',
    });
    await page.goto('/school-attendance/keep-in-touch');
    await expectAutocomplete(page, { email: 'email' });
  });
});
