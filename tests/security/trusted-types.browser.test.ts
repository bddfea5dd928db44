import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, noBrowser, openBrowserWorld } from '../support/browser.ts';
import { giveMyPostcode } from '../support/supporter.ts';

/** What text could be made into a page, or into code, with. Each says whether the browser refused. */
const SINKS = `(() => {
  const refused = work => { try { work(); return false; } catch (error) { return error instanceof TypeError || error instanceof EvalError; } };
  const element = document.createElement('div');
  const script = document.createElement('script');
  return {
    innerHTML: refused(() => { element.innerHTML = '<img src=x>'; }),
    outerHTML: refused(() => { document.body.appendChild(element).outerHTML = '<p>'; }),
    insertAdjacentHTML: refused(() => element.insertAdjacentHTML('beforeend', '<p>')),
    parseFromString: refused(() => new DOMParser().parseFromString('<p>', 'text/html')),
    write: refused(() => document.write('<p>')),
    scriptText: refused(() => { script.text = '1'; }),
    scriptAddress: refused(() => { script.src = 'https://evil.example/x.js'; }),
    policy: refused(() => trustedTypes.createPolicy('mine', { createHTML: text => text })),
    timer: refused(() => setTimeout('1')),
  };
})()`;

describe.skipIf(noBrowser)('in a browser, text', () => {
  let site: BrowserWorld;
  beforeAll(async () => {
    site = await openBrowserWorld();
  });
  afterAll(() => site.close());

  /** What the policy stopped on the way, as the browser's console tells it. */
  function listenTo(page: Page): string[] {
    const told: string[] = [];
    page.on('console', message => {
      if (/Content.Security.Policy|Trusted/i.test(message.text())) told.push(message.text());
    });
    page.on('pageerror', error => told.push(error.message));
    return told;
  }

  it('is made into a page or into code by nothing on a supporter’s pages, and their scripts need no such thing', async () => {
    const page = await site.page();
    const told = listenTo(page);
    await giveMyPostcode(page, 'BS37 5AA');
    await page.goto('/school-attendance/letter');
    await page.locator('#story').pressSequentially('We wait. <b>We</b> wait.');
    await page.locator('#autosave:has-text("Saved")').waitFor();
    expect(told, 'the site’s own scripts do without').toEqual([]);
    const refused = await page.evaluate<Record<string, boolean>>(SINKS);
    expect(Object.entries(refused).filter(([, was]) => !was)).toEqual([]);
  });

  it('is made into a page by nothing in the letter’s editor, whose preview still follows the typing', async () => {
    const page = await site.staffPage('editor');
    const told = listenTo(page);
    await page.goto('/staff/templates/school-attendance');
    const body = page.locator('textarea[name="body"]');
    await body.fill(`${await body.inputValue()}\n<img src=x onerror=alert(1)> A new last line.`);
    await page.locator('#checked .letter-text:has-text("A new last line.")').waitFor();
    expect(await page.locator('#checked img').count()).toBe(0);
    expect(told).toEqual([]);
    const refused = await page.evaluate<Record<string, boolean>>(SINKS);
    expect(Object.entries(refused).filter(([, was]) => !was)).toEqual([]);
  });
});
