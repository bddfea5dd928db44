import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { CHROMIUM, LAUNCH } from '../../scripts/chromium.ts';
import type { Given } from '../../src/deps.ts';
import type { Role } from '../../src/staff/role.ts';
import { freePort } from './free-port.ts';
import { signIn } from './staff.ts';
import { openWorld } from './world.ts';

/** The whole tool as one script, in ASCII alone: it is sent and read in half the time. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8').replace(
  /[^\0-\x7f]/g,
  one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
);

/** Why tests in a browser cannot run on this machine; undefined where they can. */
export const noBrowser = existsSync(CHROMIUM)
  ? undefined
  : `there is no Chromium at ${CHROMIUM}: install Debian's package chromium-headless-shell or chromium, or name another in CHROMIUM`;

if (noBrowser) console.warn(`skipped: ${noBrowser}`);

export const PHONE = { width: 320, height: 800 };
export const DESK = { width: 1280, height: 800 };

/** Where the pages that have a name are kept as pictures; none is, unless a folder is named. */
const PICTURES = process.env.PICTURES;

export type BrowserWorld = Awaited<ReturnType<typeof openBrowserWorld>>;

/** The real application, listening, and a real browser in front of it. */
export async function openBrowserWorld(env: Record<string, string> = {}, given: Given = {}) {
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const world = await openWorld({ BASE_URL: baseUrl, ...env }, given);
  const server: Server = await new Promise(resolve => {
    const listening = world.app.listen(port, '127.0.0.1', () => resolve(listening));
  });
  const browser: Browser = await chromium.launch(LAUNCH);

  /** A page of its own, with its own cookies; addresses are paths of the site. */
  async function page(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ baseURL: baseUrl, ...options });
    return context.newPage();
  }

  return {
    world,
    baseUrl,
    page,
    /** The same, with somebody of that role signed in. */
    async staffPage(role: Role, options: BrowserContextOptions = {}): Promise<Page> {
      const { token } = await signIn(world, role);
      const opened = await page(options);
      await opened.context().addCookies([{ name: 'staff', value: token, url: baseUrl }]);
      return opened;
    },
    async close(): Promise<void> {
      await browser.close();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await world.close();
    },
  };
}

/** Lists of 650 constituencies are made by one line each: the first thirty stand for all, in a tenth of the time. */
const BEYOND_THE_FIRST = 'tbody tr:nth-child(n+31), .hex-map > :nth-child(n+31)';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe fetches before it looks: style sheets are asked for by a rule alone that is none of ours. */
const PRELOADED = { assets: ['media'] };

/** The rules that a width or a colour scheme decides; all others ask what stands in the page, whichever way it looks. */
const RULES_OF_LOOKS = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'];

/** The ways that every page is looked at: on a desk in the dark, where all of it is shown, and on an old phone. */
const LOOKS = [
  { viewport: DESK, colorScheme: 'dark', rules: RULES },
  { viewport: PHONE, colorScheme: 'light', rules: RULES_OF_LOOKS },
] as const;

/**
 * In every look: no fault that axe finds, and nothing wider than the window; one h1, and a title of its own.
 *
 * @param name of the page, for its pictures
 */
export async function expectAccessible(page: Page, name?: string): Promise<void> {
  const before = page.viewportSize();
  // A press may have led on a moment ago, and what is not there yet cannot be looked at.
  await page.waitForLoadState();
  for (const { viewport, colorScheme, rules } of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await expectNoFault(page, rules);
    if (!PICTURES || !name) continue;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: path.join(PICTURES, `${name}-${viewport.width}.png`), fullPage: true });
  }
  if (before) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null });
  expect(await page.locator('h1').count(), page.url()).toBe(1);
  expect(await page.title()).toMatch(/^\S.* – Dear MP$/);
}

/** No fault that axe finds, and nothing wider than the window, as it stands. */
export async function expectNoFault(page: Page, rules: readonly string[] = RULES): Promise<void> {
  await bringAxe(page);
  const options = { resultTypes: ['violations'], runOnly: rules, preload: PRELOADED };
  const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
    `axe.run({ exclude: [${JSON.stringify(BEYOND_THE_FIRST)}] }, ${JSON.stringify(options)})
      .then(({ violations }) => violations)`,
  );
  const faults = found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  expect(faults, page.url()).toEqual([]);
  const sideways = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(sideways, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}

/**
 * Brings axe to a page that is to be looked at, past its content security policy. Pages that somebody only passes go
 * without: each would spend longer on reading the tool than on itself.
 */
async function bringAxe(page: Page): Promise<void> {
  if (await page.evaluate<boolean>('"axe" in globalThis')) return;
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  await session.detach();
}

/** The class of what has the focus. A page gives it as it is drawn, which may be after it is read: ask until it has. */
export const focusedIn = (page: Page): Promise<string> => page.evaluate('document.activeElement.className');
