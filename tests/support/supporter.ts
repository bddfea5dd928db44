import type { Page } from 'playwright-core';
import type { BrowserWorld } from './browser.ts';
import { confirmPath } from './world.ts';

/** A plainly invented person, as the form of the letter asks for them. */
export type Supporter = {
  relationship: string;
  name: string;
  email: string;
  street: string;
  town: string;
  /** None where it is empty: then nothing has to be agreed to. */
  story: string;
};

/** From the campaign's page to whatever the postcode leads to. */
export async function giveMyPostcode(page: Page, postcode: string): Promise<void> {
  await page.goto('/school-attendance');
  await page.locator('#postcode').fill(postcode);
  await page.locator('.postcode-form button').click();
}

/** Fills in the form of the letter, in whatever language it is, and goes on to the preview. */
export async function writeMyLetter(page: Page, supporter: Supporter): Promise<void> {
  await page.goto('/school-attendance/letter');
  await page.locator(`input[name="relationship"][value="${supporter.relationship}"]`).check();
  if (supporter.story) {
    await page.locator('#story').fill(supporter.story);
    await page.locator('input[name="consent_story"]').check();
  }
  await page.locator('#name').fill(supporter.name);
  await page.locator('#email').fill(supporter.email);
  await page.locator('#address1').fill(supporter.street);
  await page.locator('#town').fill(supporter.town);
  await page.getByRole('button', { name: /^(See your letter|Gweld eich llythyr)$/ }).click();
  await page.waitForURL('**/preview');
}

/** Hands the previewed letter over, and confirms it by the link in the mail. */
export async function sendMyLetter(site: BrowserWorld, page: Page, email: string): Promise<void> {
  await page.locator('button[name="action"][value="send"]').click();
  await page.waitForURL('**/sent');
  await site.world.deliver();
  await page.goto(confirmPath(site.world, email));
  await page.locator('main form button').first().click();
  await page.waitForURL('**/thanks');
  await site.world.deliver();
}

/** The letters that somebody got from that supporter. */
export const lettersTo = (site: BrowserWorld, mp: string, supporter: Supporter) =>
  site.world.mail.to(mp).filter(({ replyTo }) => replyTo?.text.includes(supporter.email));
