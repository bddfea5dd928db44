import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccount } from '../../src/staff/manage-accounts.ts';
import { type BrowserWorld, expectAccessible, noBrowser, openBrowserWorld } from '../support/browser.ts';
import { signIn } from '../support/staff.ts';

const EDITOR = '/staff/templates/school-attendance';
const PASSWORD = 'plain kettle under seven maples';

describe.skipIf(noBrowser)('in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
  const letterOf = (page: Page) => page.getByLabel('Letter', { exact: true });

  /** Begins a letter as a supporter. @returns its preview */
  async function supportersPage(email: string): Promise<Page> {
    const page = await site.page();
    await page.goto('/school-attendance');
    await page.getByLabel('Your home postcode').fill('BS37 5AA');
    await page.getByRole('button', { name: 'Find my MP' }).click();
    await page.getByRole('link', { name: 'Write to Claire Young' }).click();
    await page.getByLabel('A supporter').check();
    await page.getByLabel('Your full name').fill('Ada Example');
    await page.getByLabel('Your email address').fill(email);
    await page.getByLabel('Address, first line').fill('1 Invented Street');
    await page.getByLabel('Town or city').fill('Yate');
    await page.getByRole('button', { name: 'See your letter' }).click();
    await heading(page, 'Check your letter');
    return page;
  }

  it('an editor breaks the letter, mends it, looks at it, publishes it, and goes back', async () => {
    const { db, clock } = site.world.deps;
    const added = await db.write(tx =>
      addAccount(tx, { who: 'command line', at: clock() }, { email: 'erin@staff.example', role: 'editor' }),
    );
    const page = await site.page();
    await page.goto(`/staff/set-up/${added?.token}`);
    await page.getByLabel('Your new password').fill(PASSWORD);
    await page.getByLabel('The same password again').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(EDITOR);
    await page.getByLabel('Your email address').fill('erin@staff.example');
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`**${EDITOR}`);

    const begun = await supportersPage('before@supporter.example');
    const old = await letterOf(begun).inputValue();

    const letter = letterOf(page);
    const text = await letter.inputValue();
    const checked = page.locator('#checked');
    await letter.fill(text.replace('{{story}}', '{{storey}}'));
    const mistake = checked.getByRole('link', { name: /Line 10: There is no placeholder “storey”/ });
    await mistake.click();
    const selected = await page.evaluate<string>(
      'document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)',
    );
    expect(selected, 'the link leads to its line').toBe('{{storey}}');

    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Insert story' }).click();
    await checked.getByText('Yours sincerely,').waitFor();
    expect(await letter.inputValue()).toBe(text);
    expect(await mistake.count()).toBe(0);

    await page.getByLabel('Whose letter').selectOption({ label: 'A constituent of the Speaker' });
    await checked.getByText('The Rt Hon Sir Lindsay Hoyle MP').first().waitFor();
    expect(await checked.innerText()).toContain('while you preside over the House');

    await page.getByLabel('Whose letter').selectOption({ label: 'A parent in England' });
    await checked.getByText('no variant before it takes this letter').waitFor();
    const shown = await checked.locator('.letter-text').innerText();
    await checked.getByRole('button', { name: 'Another letter' }).press('Enter');
    await checked.getByText('Letter 2:').waitFor();
    expect(await checked.locator('.letter-text').innerText()).not.toBe(shown);

    await letter.fill(
      text.replace('Yours sincerely,', 'I should be glad of your answer.\n\nYours sincerely,'),
    );
    await checked.getByText('I should be glad of your answer.').waitFor();
    await page.getByRole('button', { name: 'Save and see what changes' }).click();
    await heading(page, 'Publish the letter');
    expect(await page.locator('ins').allInnerTexts()).toEqual(['I should be glad of your answer.', '']);
    expect(await page.locator('del').allInnerTexts()).toEqual([]);
    await page.getByLabel('What changed').fill('Friendlier');
    await page.getByRole('button', { name: 'Publish' }).click();
    await heading(page, 'History of the letter');

    await begun.reload();
    expect(await letterOf(begun).inputValue(), 'a letter in progress keeps its words').toBe(old);
    const after = await supportersPage('after@supporter.example');
    expect(await letterOf(after).inputValue()).toContain('I should be glad of your answer.');

    await page.getByRole('link', { name: 'Version 2' }).click();
    expect(await page.locator('ins').allInnerTexts()).toEqual(['I should be glad of your answer.', '']);
    await page.goto(`${EDITOR}/history/1`);
    await page.getByRole('button', { name: 'Go back to version 1' }).click();
    await heading(page, 'History of the letter');
    expect(
      await page.getByRole('listitem').filter({ hasText: 'what supporters get now' }).innerText(),
    ).toContain('Version 3');
    const back = await supportersPage('back@supporter.example');
    expect(await letterOf(back).inputValue()).not.toContain('I should be glad of your answer.');
  });

  it('an editor adds a variant, gives it a rule and moves it, by keyboard alone and without JavaScript', async () => {
    const page = await site.staffPage('editor', { javaScriptEnabled: false });
    await page.goto(EDITOR);
    await page.getByLabel('Add a variant').press('Control+A');
    await page.keyboard.type('Young people');
    await page.keyboard.press('Enter');
    await page.getByLabel('A disabled young person', { exact: true }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Save draft' }).press('Enter');
    await page.getByText('Where the writer is a disabled young person').waitFor();
    await page.getByText('Made with “Everyone else”').waitFor();
    await page.getByLabel('Whose letter').selectOption({ label: 'A disabled young person' });
    await page.getByRole('button', { name: 'Show preview' }).press('Enter');
    await page.getByText('Made with “Young people”').waitFor();
    await page.getByRole('button', { name: /^Earlier.*Young people$/ }).press('Enter');
    await page.getByRole('button', { name: /^Later.*Young people$/ }).waitFor();
    await page.getByRole('button', { name: 'Throw the draft away' }).press('Enter');
    await page.getByText('Nothing changes for supporters').waitFor();
    expect(await page.getByText('Young people').count()).toBe(0);
  });

  it('says so where the preview cannot be made, and keeps the text', async () => {
    const page = await site.staffPage('editor');
    await page.goto(EDITOR);
    await page.context().setOffline(true);
    await letterOf(page).fill('Typed on a train?');
    await page.getByText('The preview is out of date').waitFor();
    await page.context().setOffline(false);
    expect(await letterOf(page).inputValue()).toBe('Typed on a train?');
  });

  it('an editor works by keyboard alone, without JavaScript', async () => {
    const page = await site.staffPage('editor', { javaScriptEnabled: false });
    await page.goto(EDITOR);
    expect(await page.getByRole('button', { name: /^Insert/ }).count()).toBe(0);
    await letterOf(page).press('Control+End');
    await page.keyboard.type('\n{{nmae}}');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Did you mean “name”?').waitFor();
    expect(await letterOf(page).inputValue(), 'what was typed stays').toMatch(/\{\{nmae\}\}$/);
  });

  it('every page is accessible', async () => {
    const page = await site.staffPage('editor');
    const other = await signIn(site.world, 'editor', 'other@staff.example');
    const at = async (path: string) => {
      await page.goto(path);
      await expectAccessible(page);
    };
    await at('/staff/templates');
    await at(`${EDITOR}?variant=minister`);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expectAccessible(page);
    await at(EDITOR);
    const text = await letterOf(page).inputValue();

    const { text: html } = await other.get(EDITOR);
    const revision = /name="revision" value="([^"]*)"/.exec(html)?.[1] ?? '';
    await other.post(EDITOR, { subject: 'From {{name}}', body: text.replace('London', 'LONDON'), revision });
    await letterOf(page).fill(`${text}\n\nFrom all of us. {{nobody}}`);
    await page.getByRole('button', { name: 'Save draft' }).click();
    await heading(page, 'Two texts');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Save mine on top' }).click();
    await page.waitForURL(/persona=/);
    await expectAccessible(page);
    await at(`${EDITOR}/publish`);
    await page.goto(EDITOR);
    await letterOf(page).fill(`${text}\n\nFrom all of us.`);
    await page.getByLabel('Whose letter').selectOption({ label: 'A parent whose seat is vacant' });
    await page.getByText('no letter is made').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Save and see what changes' }).click();
    await heading(page, 'Publish the letter');
    await page.getByRole('button', { name: 'Publish' }).click();
    await expectAccessible(page);
    expect(await page.title()).toMatch(/^Error: /);
    await page.getByLabel('What changed').fill('Who it is from');
    await page.getByRole('button', { name: 'Publish' }).click();
    await heading(page, 'History of the letter');
    await expectAccessible(page);
    await at(`${EDITOR}/history/1`);
    await at(`${EDITOR}/history/1?with=2`);
  });
});
