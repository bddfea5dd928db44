import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What WCAG 2.2 lets a reader set, 1.4.12, as a style sheet of theirs. */
const SPACED =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }';

/** With more space between lines, words and letters nothing is cut off and nothing scrolls sideways. */
export async function expectRoomForText(page: Page): Promise<void> {
  const cut = await page.evaluate<string[]>(`(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(${JSON.stringify(SPACED)});
    document.adoptedStyleSheets = [sheet];
    const cut = [...document.querySelectorAll('body *')].filter(element => {
      if (element.matches('.hidden, .skip, .not-for-people, .not-for-people *, input, textarea, svg, svg *')) return false;
      const { overflowX, overflowY } = getComputedStyle(element);
      return (overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1)
        || (overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 1)
        || (element.matches('button, .button') && element.scrollWidth > element.clientWidth + 1);
    }).map(element => element.outerHTML.slice(0, 120));
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) cut.push('the page scrolls sideways');
    document.adoptedStyleSheets = [];
    return cut;
  })()`);
  expect(cut, page.url()).toEqual([]);
}

/** Everything that can be pressed or filled in has an edge that does not depend on its colour. */
export async function expectEdges(page: Page): Promise<void> {
  const without = await page.evaluate<string[]>(`[...document.querySelectorAll(
      'main button, main .button, main input:not([type=hidden], [type=radio], [type=checkbox]), main textarea, main .choice')]
    .filter(element => !element.closest('.not-for-people'))
    .filter(element => {
      const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(element);
      return borderTopStyle === 'none' || parseFloat(borderTopWidth) < 1 || borderTopColor === backgroundColor;
    })
    .map(element => element.outerHTML.slice(0, 120))`);
  expect(without, page.url()).toEqual([]);
}

/** Nothing moves by itself for whoever asked for less motion. */
export async function expectStillness(page: Page): Promise<void> {
  const moving = await page.evaluate<string[]>(`[...document.querySelectorAll('*')]
    .flatMap(element => ['', '::before', '::after'].map(part => [element, getComputedStyle(element, part)]))
    .filter(([, style]) => style.animationName !== 'none'
      || style.transitionDuration.split(', ').some(time => parseFloat(time) > 0.01)
      || style.scrollBehavior === 'smooth')
    .map(([element]) => element.outerHTML.slice(0, 120))`);
  expect(moving, page.url()).toEqual([]);
}

/** What a browser fills in for its owner has to be named: WCAG 2.2, 1.3.5. */
export async function expectAutocomplete(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [field, value] of Object.entries(fields)) {
    expect(await page.locator(`#${field}`).getAttribute('autocomplete'), field).toBe(value);
  }
}
