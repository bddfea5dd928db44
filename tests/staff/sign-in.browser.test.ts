import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_LINE } from '../../src/staff/audit.ts';
import { addAccount } from '../../src/staff/manage-accounts.ts';
import { NAVIGATION } from '../../src/staff/navigation.ts';
import { may } from '../../src/staff/role.ts';
import { type BrowserWorld, expectAccessible, noBrowser, openBrowserWorld } from '../support/browser.ts';
import { codeOf, PASSWORD } from '../support/staff.ts';

describe.skipIf(noBrowser)('the staff area in a browser', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  /** A set-up link for a new admin, as the command prints it. */
  async function setUpLink(email: string): Promise<string> {
    const { db, clock } = site.world.deps;
    const by = { who: COMMAND_LINE, at: clock() };
    const added = await db.write(tx => addAccount(tx, by, { email, role: 'admin' }));
    return `/staff/set-up/${added?.token}`;
  }

  /** From the link to the recovery codes; `look` sees each page on the way. */
  async function setUp(page: Page, email: string, look: () => Promise<void>): Promise<void> {
    await page.goto(await setUpLink(email));
    await look();
    await page.getByRole('button', { name: 'Go on' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    await look();
    await page.getByRole('link', { name: 'Choose a password' }).click();
    expect(page.url()).toMatch(/#password$/);
    await page.getByLabel('Your new password').fill(PASSWORD);
    await page.getByLabel('The same password again').fill(PASSWORD);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Add a second factor' }).waitFor();
    await look();
    const key = await page.locator('.key').innerText();
    await page.getByLabel('Code', { exact: true }).fill(codeOf(site.world, key));
    await page.getByRole('button', { name: 'Add this app' }).click();
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    expect(await page.locator('.codes li').count()).toBe(10);
    await look();
  }

  it('takes an admin from the set-up link to an invitation and out again, without JavaScript', async () => {
    const page = await site.page({ javaScriptEnabled: false, viewport: { width: 320, height: 700 } });
    await page.goto('/staff/people');
    await page.getByRole('heading', { name: 'Sign in to the staff area' }).waitFor();
    await setUp(page, 'ada@campaign.example', async () => undefined);
    await page.getByRole('link', { name: 'I have kept them' }).click();
    const menu = page.getByRole('navigation', { name: 'Staff area' });
    await menu.getByText('Menu').click();
    await menu.getByRole('link', { name: 'People' }).click();

    await page.getByLabel('Their email address').fill('ed@campaign.example');
    await page.getByLabel('editor').check();
    await page.getByRole('button', { name: 'Invite' }).click();
    const link = await page.locator('.link').innerText();
    await page.reload();
    expect(await page.locator('.link').count(), 'the link is shown once').toBe(0);
    await site.world.deliver();
    expect(site.world.mail.to('ed@campaign.example')[0]?.text).toContain(link);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to the staff area' }).waitFor();
    await page.goBack();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in to the staff area' }).waitFor();

    const invited = await site.page({ javaScriptEnabled: false });
    await invited.goto(link);
    await invited.getByLabel('Your new password').fill(PASSWORD);
    await invited.getByLabel('The same password again').fill(PASSWORD);
    await invited.getByRole('button', { name: 'Sign in' }).click();
    expect(
      await invited.getByRole('navigation', { name: 'Staff area' }).getByRole('link').allInnerTexts(),
    ).toEqual(NAVIGATION.filter(({ action }) => may('editor', action)).map(({ label }) => label));
  });

  it('can be used by keyboard alone', async () => {
    const page = await site.page();
    await page.goto('/staff/sign-in');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Skip to the main content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('nobody@campaign.example');
    await page.keyboard.press('Tab');
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.locator(':focus').getAttribute('class')).toBe('error-summary');
    expect(await page.getByLabel('Your email address').inputValue()).toBe('nobody@campaign.example');
    expect(await page.getByLabel('Your password').inputValue()).toBe('');
  });

  it('has accessible pages', async () => {
    const page = await site.page();
    const look = () => expectAccessible(page);
    await page.goto('/staff');
    await look();
    await page.goto('/staff/set-up/cut-short');
    await look();
    await setUp(page, 'axe@campaign.example', look);
    for (const path of [
      '',
      '/account',
      '/account/password',
      '/account/recovery-codes',
      '/people',
      '/audit',
    ]) {
      await page.goto(`/staff${path}`);
      await look();
    }
    await page.goto('/staff/people');
    await page.getByRole('button', { name: 'Invite' }).click();
    await look();
    const other = site.world.deps.db.read.staffAccount.findFirstOrThrow({
      where: { email: { not: 'axe@campaign.example' } },
    });
    for (const path of [`/people/${(await other).id}`, '/audit?who=nobody-here', '/nothing-here']) {
      await page.goto(`/staff${path}`);
      await look();
    }
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Your email address').fill('axe@campaign.example');
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
    await look();
  });
});
