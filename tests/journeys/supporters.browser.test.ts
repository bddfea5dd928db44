import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, openBrowserWorld, WIDTHS } from '../support/browser.ts';
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

if (noBrowser) console.warn(`skipped: ${noBrowser}`);

describe.skipIf(noBrowser)('in a browser, at the width of an old phone,', () => {
  let site: Awaited<ReturnType<typeof openBrowserWorld>>;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  const openPhone = () => site.page({ viewport: { width: WIDTHS[0], height: 640 } });
  const preview = (page: Awaited<ReturnType<typeof openPhone>>) => page.locator('#body').inputValue();

  it.each([
    ['parent', 'I am the parent or carer of a disabled child'],
    ['young-person', 'I am a disabled young person'],
    ['professional', 'I work with disabled children in education or health'],
  ])('a %s in England writes to the MP, and the story leads', async (relationship, words) => {
    const page = await openPhone();
    const supporter = { ...ADA, relationship, email: `${relationship}@supporter.example` };
    await giveMyPostcode(page, 'BS37 5AA');
    await page.getByRole('heading', { name: 'Your MP is Claire Young' }).waitFor();
    await writeMyLetter(page, supporter);
    await sendMyLetter(site, page, supporter.email);
    const [letter, ...more] = lettersTo(site, CLAIRE, supporter);
    expect(more).toEqual([]);
    expect(letter?.text).toContain(words);
    expect(letter?.text?.indexOf(ADA.story)).toBeLessThan(letter?.text?.indexOf(words) ?? 0);
    await page.context().close();
  });

  it('a family in Wales whose child goes to school in England writes to their own MP', async () => {
    const page = await openPhone();
    const supporter = { ...ADA, email: 'border@supporter.example', town: 'Penarth' };
    await giveMyPostcode(page, 'CF64 1AA');
    await page.getByRole('heading', { name: /^Schools in Wales/ }).waitFor();
    await page.getByRole('button', { name: 'My child goes to school in England' }).click();
    await page.getByRole('heading', { name: /^Your MP is/ }).waitFor();
    await writeMyLetter(page, supporter);
    expect(await preview(page)).toContain('goes to school in England');
    await page.context().close();
  });

  it('whose MP publishes no e-mail address, a supporter is led to a letter to print', async () => {
    const page = await openPhone();
    await giveMyPostcode(page, 'SO41 9AA');
    await page.getByRole('button', { name: 'Choose New Forest East' }).click();
    await page.getByText(/publishes no email address/).waitFor();
    await writeMyLetter(page, { ...ADA, email: 'post@supporter.example', town: 'Lymington' });
    expect(await preview(page)).toMatch(/House of Commons\s+London\s+SW1A 0AA/);
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
});
