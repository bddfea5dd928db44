import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, DESK, noBrowser, openBrowserWorld, PHONE } from '../support/browser.ts';
import { pathIn } from '../support/lifecycle.ts';
import {
  giveMyPostcode,
  lettersTo,
  type Supporter,
  sendMyLetter,
  writeMyLetter,
} from '../support/supporter.ts';

const CLAIRE = 'claire.young.mp@parliament.uk';

const ADA: Supporter = {
  relationship: 'parent',
  name: 'Ada Example',
  email: 'ada@supporter.example',
  street: '1 Invented Street',
  town: 'Yate',
  story: 'My son, 9, manages two mornings a week and is worn out by them.',
};

describe.skipIf(noBrowser)('in a browser, at the width of an old phone,', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  const openPhone = () => site.page({ viewport: PHONE });
  const preview = (page: Awaited<ReturnType<typeof openPhone>>) => page.locator('#body').inputValue();

  it.each([
    ['parent', /parent or carer of a disabled child|care for a disabled child/],
    ['young-person', /disabled young person/],
    ['professional', /works? with disabled children in education or health/],
  ])('a %s in England writes to the MP, and the story leads', async (relationship, words) => {
    const page = await openPhone();
    const supporter = { ...ADA, relationship, email: `${relationship}@supporter.example` };
    await giveMyPostcode(page, 'BS37 5AA');
    await page.getByRole('heading', { name: 'Your MP is Claire Young' }).waitFor();
    await writeMyLetter(page, supporter);
    await sendMyLetter(site, page, supporter.email);
    const [letter, ...more] = lettersTo(site, CLAIRE, supporter);
    expect(more).toEqual([]);
    // The opening is one of several, and lines are broken where the mail has them broken.
    const text = letter?.text?.replace(/\s+/g, ' ') ?? '';
    expect(text).toMatch(words);
    expect(text.indexOf(ADA.story)).toBeGreaterThan(0);
    expect(text.indexOf(ADA.story)).toBeLessThan(text.search(words));
    await page.context().close();
  });

  it('a family in Wales whose child goes to school in England writes to their own MP', async () => {
    const page = await openPhone();
    const supporter = { ...ADA, email: 'border@supporter.example', town: 'Penarth' };
    await giveMyPostcode(page, 'CF64 1AA');
    await page.getByRole('heading', { name: /schools in Wales/ }).waitFor();
    await page.getByRole('button', { name: 'My child goes to school in England' }).click();
    await page.getByRole('heading', { name: /^Your MP is/ }).waitFor();
    await writeMyLetter(page, supporter);
    expect(await preview(page)).toMatch(/go(es)? to school in England/);
    await page.context().close();
  });

  it('whose MP publishes no email address, a supporter is led to a letter to print', async () => {
    const page = await openPhone();
    await giveMyPostcode(page, 'SO41 9AA');
    await page.goto('/school-attendance/mp/choose?name=new+forest+east');
    await page.getByRole('button', { name: 'Choose New Forest East' }).click();
    await page.getByText(/publishes no email address/).waitFor();
    await writeMyLetter(page, { ...ADA, email: 'post@supporter.example', town: 'Lymington' });
    expect(await preview(page)).toMatch(/House of Commons\s+London\s+SW1A 0AA/);
    await page.getByRole('button', { name: 'Print, copy or download my letter' }).click();
    await page.getByRole('heading', { level: 1, name: 'Send your letter yourself' }).waitFor();
    await page.getByRole('button', { name: 'Print my letter' }).click();
    await page.emulateMedia({ media: 'print' });
    const sheet = await page.locator('.sheet').innerText();
    expect(sheet).toContain('1 Invented Street');
    expect(sheet).toMatch(/House of Commons\s+London\s+SW1A 0AA/);
    expect(sheet).toContain(ADA.story);
    expect(await page.locator('.site-header').isVisible()).toBe(false);
    await page.context().close();
  });

  it('a constituent of the Speaker asks for what he can do', async () => {
    const page = await openPhone();
    await giveMyPostcode(page, 'PR6 0AA');
    await page.getByText('The Rt Hon Sir Lindsay Hoyle MP').first().waitFor();
    await writeMyLetter(page, { ...ADA, email: 'chorley@supporter.example', town: 'Chorley' });
    expect(await preview(page)).toContain('neither vote nor speak in debates');
    await page.context().close();
  });

  it('a family in Cardiff writes in Welsh all the way, mails and confirmation too', async () => {
    const page = await openPhone();
    const supporter = { ...ADA, name: 'Gwen Enghraifft', email: 'gwen@supporter.example', town: 'Caerdydd' };
    await page.goto('/school-attendance?lang=cy');
    await page.locator('#postcode').fill('CF10 1AA');
    await page.locator('.postcode-form button').click();
    await page.getByRole('button', { name: 'Mae fy mhlentyn yn mynd i’r ysgol yn Lloegr' }).click();
    await page.locator('.mp').waitFor();
    await writeMyLetter(page, supporter);
    await sendMyLetter(site, page, supporter.email);
    expect(await page.evaluate<string>('document.documentElement.lang')).toBe('cy');
    await page.getByRole('heading', { level: 1, name: 'Diolch' }).waitFor();
    const [confirmation] = site.world.mail.to(supporter.email);
    expect(confirmation?.text).toContain('Annwyl Gwen Enghraifft');
    await page.context().close();
  });

  it('a letter begun on one device is carried on with on another', async () => {
    const phone = await openPhone();
    const email = 'later@supporter.example';
    await giveMyPostcode(phone, 'BS37 5AA');
    await phone.goto('/school-attendance/letter');
    await phone.locator('#story').fill('It was late, and I had to stop here.');
    await phone.getByRole('button', { name: 'Carry on later' }).click();
    await phone.locator('#email').fill(email);
    await phone.locator('main form button').click();
    await phone.waitForURL('**/later?sent=yes');
    await site.world.deliver();
    await phone.context().close();

    const desk = await site.page({ viewport: DESK });
    await desk.goto(pathIn(site.world, 'carry-on', email));
    await desk.locator('main form button').click();
    await desk.waitForURL('**/letter');
    expect(await desk.locator('#story').inputValue()).toBe('It was late, and I had to stop here.');
    await desk.context().close();
  });
});
