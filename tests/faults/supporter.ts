import { setTimeout as wait } from 'node:timers/promises';
import { previewed } from '../support/previewed.ts';
import type { Recorded } from './recorded.ts';

type Answer = { status: number; location: string; text: string };

/** Writes to a site that may die at any moment. */
export type Supporter = {
  key: string;
  /** The site said that the letter is confirmed. */
  confirmed: boolean;
  /** Milliseconds that the longest answer took. */
  longest?: number;
};

const LETTER = {
  relationship: 'parent',
  asks: 'culture',
  experiences: 'fines',
  address1: '1 Invented Street',
  town: 'Yate',
  consent_story: 'yes',
};

/**
 * Goes from the postcode to the thanks, as a browser does; stops in silence where the site does not
 * answer.
 *
 * @param base the site's address, or a function that balances the load over several
 * @param mails what the mail server has taken so far, where the link to confirm is found
 */
export async function write(
  supporter: Supporter,
  base: string | (() => string),
  mails: () => Recorded[],
  stopped: () => boolean,
): Promise<void> {
  let cookie = '';
  const address = `10.${supporter.key
    .replace(/\D/g, '')
    .padStart(9, '0')
    .match(/\d{3}/g)
    ?.map(part => Number(part) % 250)
    .join('.')}`;
  const post = async (path: string, form: Record<string, string> | null): Promise<Answer> => {
    const asked = Date.now();
    const response = await fetch(`${typeof base === 'string' ? base : base()}${path}`, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { 'Sec-Fetch-Site': 'same-origin', Cookie: cookie, 'X-Forwarded-For': address },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const text = await response.text();
    supporter.longest = Math.max(supporter.longest ?? 0, Date.now() - asked);
    return { status: response.status, location: response.headers.get('location') ?? '', text };
  };
  const email = `${supporter.key}@supporter.example`;
  const story = `Story number ${supporter.key}.`;
  try {
    await post('/school-attendance/postcode', { postcode: 'BS37 5AA' });
    await post('/school-attendance/letter', {
      ...LETTER,
      story,
      name: `Ada ${supporter.key} Example`,
      email,
    });
    const { text } = await post('/school-attendance/preview', null);
    const sent = await post('/school-attendance/preview', { ...previewed(text), action: 'send' });
    if (!sent.location.endsWith('/sent')) return;
    while (!stopped()) {
      const link = mails().find(mail => mail.to === email && mail.link)?.link;
      if (!link) {
        await wait(20);
        continue;
      }
      const thanks = await post(link, {});
      supporter.confirmed = thanks.status === 303 && thanks.location.endsWith('/thanks');
      return;
    }
  } catch {
    // The site has died, as it was meant to.
  }
}
