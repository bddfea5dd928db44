import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** More than any page has stops. */
const STOPS = 120;

/** What the focus is on: its words as somebody reads them, and whether its ring can be seen. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  const ring = candidate => {
    const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  };
  const { width, height, bottom, right } = element.getBoundingClientRect();
  return {
    words: (element.labels?.[0] ?? element).textContent.replace(/\\s+/g, ' ').trim(),
    visible: ring(element) && width > 0 && height > 0 && bottom > 0 && right > 0,
  };
})()`;

/**
 * Goes on with Tab until the focus is on something whose label or text begins like that. Each stop on the
 * way has to show that it has the focus.
 *
 * @throws Error with what was met instead
 */
export async function tabTo(page: Page, words: string): Promise<void> {
  const met: string[] = [];
  for (let stop = 0; stop < STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<{ words: string; visible: boolean }>(FOCUSED);
    met.push(focused.words);
    if (focused.words && focused.words !== met.at(-2)) {
      expect(focused.visible, `the focus shows on “${focused.words}”, ${page.url()}`).toBe(true);
    }
    if (focused.words.startsWith(words)) return;
  }
  throw new Error(`Tab never came to “${words}” on ${page.url()}, but to: ${[...new Set(met)].join(' | ')}`);
}

/** Fills in the field of that label, by keyboard alone. */
export async function typeInto(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.type(text);
}

/** Presses a key on the thing of that name. */
export async function pressOn(page: Page, words: string, key: 'Enter' | 'Space'): Promise<void> {
  await tabTo(page, words);
  await page.keyboard.press(key);
}
