import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  contrast,
  darkerShade,
  isReadable,
  leastContrast,
  lighterShade,
  luminance,
  parseColour,
  themeCss,
} from '../../src/campaigns/colour.ts';

describe('a colour', () => {
  it.each([
    ['#1F4B5F', '1f4b5f'],
    ['1f4b5f', '1f4b5f'],
    [' #abc ', 'aabbcc'],
    ['', null],
    ['red', null],
    ['#12345', null],
    ['#1f4b5f;}body{display:none', null],
    ['#gggggg', null],
  ])('typed as "%s" is read as %s', (typed, colour) => {
    expect(parseColour(typed)).toBe(colour);
  });

  it.each([
    ['000000', 'ffffff', 21],
    ['ffffff', 'ffffff', 1],
    ['767676', 'ffffff', 4.54],
    ['777777', 'ffffff', 4.48],
    ['0000ff', 'ffffff', 8.59],
    ['ff0000', 'ffffff', 4],
    ['1d2433', 'fdf9f1', 14.83],
  ])('#%s has, beside #%s, the contrast %d that WCAG gives', (a, b, ratio) => {
    expect(contrast(a, b)).toBeCloseTo(ratio, 1);
    expect(contrast(b, a)).toBe(contrast(a, b));
  });

  it.each([
    ['000000', 0],
    ['ffffff', 1],
    ['808080', 0.2159],
  ])('#%s has the luminance %d', (colour, value) => {
    expect(luminance(colour)).toBeCloseTo(value, 4);
  });

  it.each([
    ['1f4b5f', true],
    ['000000', true],
    ['a63f28', true],
    ['767676', false],
    ['ffcc00', false],
    ['ffffff', false],
    ['00ff00', false],
  ])('#%s can be read in and on the light pages: %s', (colour, readable) => {
    expect(isReadable(colour)).toBe(readable);
    if (readable) expect(darkerShade(colour)).toBe(colour);
  });

  it.each(['ffcc00', 'ff0000', '00ff00', '0000ff', '1f4b5f', 'ffffff', '767676', 'ff69b4', '000000'])(
    '#%s has shades that pass 4.5 to 1 everywhere, and a step nearer would not',
    colour => {
      expect(leastContrast(darkerShade(colour))).toBeGreaterThanOrEqual(4.5);
      expect(luminance(darkerShade(colour))).toBeLessThanOrEqual(luminance(colour));
      const night = lighterShade(darkerShade(colour));
      for (const surface of ['0f1728', '18233a', '1c2945', '0d1830']) {
        expect(contrast(night, surface)).toBeGreaterThanOrEqual(4.5);
      }
      if (!isReadable(colour)) expect(leastContrast(darkerShade(colour))).toBeLessThan(4.8);
    },
  );

  it('is measured against the very surfaces of the style sheet', () => {
    const css = readFileSync(path.join(import.meta.dirname, '../../public/style.css'), 'utf8');
    const values = (name: string) =>
      [...css.matchAll(new RegExp(`^\\s*--${name}: #([\\da-f]{6});`, 'gm'))].map(([, colour]) => colour);
    expect([values('paper'), values('sheet'), values('wash'), values('on-brand')]).toEqual([
      ['eaf0f8', '0f1728'],
      ['ffffff', '18233a'],
      ['e3ecf7', '1c2945'],
      ['ffffff', '0d1830'],
    ]);
  });

  it('becomes a style sheet that sets the brand for both schemes, the stamp, and nothing else', () => {
    expect(themeCss('1f4b5f')).toMatch(
      /^:root\{--brand:#1f4b5f;--on-brand:#ffffff;--stamp:#1f4b5f\}\n@media \(prefers-color-scheme:dark\)\{:root\{--brand:#[\da-f]{6};--on-brand:#0d1830\}\}\n$/,
    );
  });

  it('that cannot be read here, for it was stored for other pages, becomes one that can', () => {
    expect(isReadable('767676')).toBe(false);
    expect(themeCss('767676')).toContain(`--brand:#${darkerShade('767676')};`);
  });
});
