import type { Page } from 'playwright-core';
import type { BrowserWorld } from './browser.ts';
import { pathIn } from './lifecycle.ts';
import { confirmPath } from './world.ts';

/**
 * Leads over the pages that a supporter can meet on the way to a sent letter, each with its errors.
 *
 * @param look called on each, with the page's name; one that is met in several ways is called the same
 */
export async function tour(
  site: BrowserWorld,
  page: Page,
  email: string,
  look: (name: string) => Promise<void>,
): Promise<void> {
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const at = async (path: string, name: string) => {
    await page.goto(path);
    await look(name);
  };
  const postcode = async (typed: string, name: string) => {
    await page.goto('/school-attendance/postcode');
    await page.getByLabel('Your home postcode').fill(typed);
    await press('Find my MP');
    await look(name);
  };

  await at('/school-attendance', 'campaign');
  await at('/privacy', 'privacy');
  await at('/accessibility', 'accessibility');
  await at('/data-sources', 'data sources');
  await at('/nothing-here', 'not found');
  await at('/school-attendance/letter', 'no draft');
  await at('/school-attendance/postcode', 'postcode');
  await postcode('', 'postcode error');
  await postcode('EH1 1YZ', 'nation');
  await at('/school-attendance/keep-in-touch', 'keep in touch');
  await press('Ask for these emails');
  await look('keep in touch error');
  await postcode('IM1 1AA', 'elsewhere');
  await postcode('N1 9AG', 'choose');
  await postcode('ZZ99 9ZZ', 'unknown');
  await at('/school-attendance/mp/choose?name=holborn', 'searched');
  await postcode('BS37 5AA', 'mp');
  await at('/school-attendance/letter', 'letter');
  await press('See your letter');
  await look('letter error');
  await at('/school-attendance/later', 'later');
  await page.getByLabel('Your email address').fill('nobody');
  await press('Email me the link');
  await look('later error');
  await page.getByLabel('Your email address').fill(email);
  await press('Email me the link');
  await look('later sent');
  await site.world.deliver();
  await at(pathIn(site.world, 'carry-on', email), 'carry on');
  await at('/school-attendance/story', 'questions');
  await at('/school-attendance/letter', 'letter');
  await page.getByLabel('A supporter').check();
  await page.getByLabel('Your full name').fill('Ben Example');
  await page.getByLabel('Your email address').fill(email);
  await page.getByLabel('Address, first line').fill('2 Invented Street');
  await page.getByLabel('Town or city').fill('Yate');
  await press('See your letter');
  await look('preview');
  await press('I would rather send it myself');
  await look('ways out');
  await press('Copy my letter');
  await look('copy');
  await at('/school-attendance/myself/mail', 'own mail');
  await at('/school-attendance/myself/print', 'print');
  await at('/school-attendance/preview', 'preview');
  await page.getByLabel('Letter', { exact: true }).fill('');
  await press('Email me the link to confirm');
  await look('preview error');
  await press('Start again from my answers');
  await press('Email me the link to confirm');
  await look('sent');
  await site.world.deliver();
  const link = confirmPath(site.world, email);
  await at(link, 'confirm');
  await press('Send my letter');
  await look('thanks');
  await at(link, 'already');
  const door = pathIn(site.world, 'my-letter', email);
  await at(door, 'my letter');
  await at(`${door}/erase`, 'erase');
  await at('/confirm/none', 'not found');
}
