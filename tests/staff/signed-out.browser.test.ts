import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/clock.ts';
import { startSession } from '../../src/staff/session.ts';
import { type BrowserWorld, expectAccessible, noBrowser, openBrowserWorld } from '../support/browser.ts';
import { addStaff } from '../support/staff.ts';

const EDITOR = '/staff/templates/school-attendance';

describe.skipIf(noBrowser)('a page that is open when its session ends by itself', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  /** A page with a clock of its own, on which that person has signed in. */
  async function open(accountId: string): Promise<Page> {
    const page = await site.page();
    await page.clock.install();
    await signInTo(page, accountId);
    return page;
  }

  async function signInTo(page: Page, accountId: string): Promise<void> {
    const { db, clock } = site.world.deps;
    const session = { accountId, stage: 'open', device: 'Firefox on Linux' } as const;
    const value = await db.write(tx => startSession(tx, session, clock()));
    await page.context().addCookies([{ name: 'staff', value, url: site.baseUrl }]);
  }

  async function pass(page: Page, minutes: number): Promise<void> {
    site.world.pass(minutes * MINUTE);
    await page.clock.fastForward(minutes * MINUTE + 2_000);
  }

  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

  it('shows nothing more, and all that was typed once the same person is back', async () => {
    const { id, email } = await addStaff(site.world, 'admin');
    const page = await open(id);
    await page.goto(EDITOR);
    await page.locator('#subject').fill('Half a sentence');
    await pass(page, 30);
    await heading(page, 'You are signed out');
    expect(await page.content()).not.toContain('Half a sentence');
    expect(await page.locator('textarea').count()).toBe(0);
    expect(await page.getByText(email).isVisible()).toBe(false);
    await expectAccessible(page);

    await signInTo(page, id);
    await page.evaluate("dispatchEvent(new Event('focus'))");
    await page.locator('#subject').waitFor();
    expect(await page.locator('#subject').inputValue()).toBe('Half a sentence');
    expect(await page.getByText(email).isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Half a sentence').first().waitFor();
    expect((await site.world.deps.db.read.templateDraft.findFirst())?.subject).toBe('Half a sentence');
  });

  it('stays while the session is used in another tab', async () => {
    const { id } = await addStaff(site.world, 'admin');
    const page = await open(id);
    await page.goto(EDITOR);
    site.world.pass(20 * MINUTE);
    await page.request.get('/staff');
    await page.clock.fastForward(20 * MINUTE);
    await Promise.all([page.waitForResponse(/session-left/), pass(page, 10)]);
    expect(await page.locator('#subject').isVisible()).toBe(true);
    await pass(page, 20);
    await heading(page, 'You are signed out');
  });

  it('is left where somebody else has signed in', async () => {
    const [one, other] = [await addStaff(site.world, 'admin'), await addStaff(site.world, 'viewer')];
    const page = await open(one.id);
    await page.goto('/staff/people');
    await pass(page, 30);
    await heading(page, 'You are signed out');
    await signInTo(page, other.id);
    await page.evaluate("dispatchEvent(new Event('focus'))");
    await page.waitForURL(/\/staff$/);
    await page.getByText(other.email).waitFor();
  });
});
