import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BrowserWorld,
  expectAccessible,
  expectNoFault,
  noBrowser,
  openBrowserWorld,
} from '../support/browser.ts';

/** A charity's own site on a host of its own: for a browser, 127.0.0.1 is another site than localhost. */
async function startHost() {
  let page = '';
  const server: Server = createServer((_req, res) => res.setHeader('Content-Type', 'text/html').end(page));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    holds: (address: string, width: number) => {
      page = `<!doctype html><html lang="en"><title>Invented Kitchens</title><h1>Write to your MP</h1>
        <iframe src="${address}" title="Find your MP" width="${width}" height="420" style="border:0"></iframe>`;
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(resolve));
    },
  };
}

describe.skipIf(noBrowser)('the start form on a charity’s own site', () => {
  let named: Awaited<ReturnType<typeof startHost>>;
  let stranger: Awaited<ReturnType<typeof startHost>>;
  let site: BrowserWorld;
  beforeAll(async () => {
    named = await startHost();
    stranger = await startHost();
    site = await openBrowserWorld({ EMBED_ANCESTORS: named.origin });
  });
  afterAll(async () => {
    await site.close();
    await named.stop();
    await stranger.stop();
  });

  it.each([
    ['', 'Find my MP', 'Your MP is Claire Young', 'en'],
    ['?lang=cy', 'Dod o hyd i’m Haelod Seneddol', /Claire Young/, 'cy'],
  ])(
    'opens the MP’s page in a new tab, where the draft is kept: "%s"',
    async (query, find, heading, language) => {
      const page = await site.page({ viewport: { width: 320, height: 600 } });
      named.holds(`${site.baseUrl}/embed/school-attendance${query}`, 280);
      await page.goto(named.origin);
      const frame = page.frameLocator('iframe');
      await frame.getByRole('textbox').fill('BS37 5AA');
      expect(await page.context().cookies(), 'no cookie in the frame').toEqual([]);
      const opened = page.context().waitForEvent('page');
      await frame.getByRole('button', { name: find }).click();
      const tab = await opened;
      await tab.getByRole('heading', { level: 1, name: heading }).waitFor();
      expect(tab.url()).toBe(`${site.baseUrl}/school-attendance/mp`);
      expect(await tab.evaluate<string>('document.documentElement.lang')).toBe(language);
      expect(await tab.evaluate('window.opener')).toBeNull();
      await tab.goto('/school-attendance/letter');
      expect(tab.url(), 'the draft is found').toBe(`${site.baseUrl}/school-attendance/letter`);
      await page.context().close();
    },
  );

  it('is refused to a site that is not named, and no other page is given to one that is', async () => {
    const page = await site.page();
    const refused: string[] = [];
    page.on('console', message => {
      if (message.type() === 'error') refused.push(message.text());
    });
    for (const [host, path] of [
      [stranger, '/embed/school-attendance'],
      [named, '/school-attendance'],
    ] as const) {
      host.holds(`${site.baseUrl}${path}`, 280);
      await page.goto(host.origin);
      expect(await page.frameLocator('iframe').getByRole('textbox').count()).toBe(0);
    }
    expect(refused.filter(text => text.includes('frame-ancestors'))).toHaveLength(2);
    await page.context().close();
  });

  it('is accessible, in a narrow frame too', async () => {
    const page = await site.page({ viewport: { width: 280, height: 420 } });
    await page.goto('/embed/school-attendance?lang=cy');
    await expectAccessible(page);
    await expectNoFault(page);
    await page.context().close();
  });
});
