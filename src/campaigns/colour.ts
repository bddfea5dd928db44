/** Six hexadecimal digits, lower case, without "#". */
type Colour = string;

/** WCAG 2.2, 1.4.3: text of ordinary size. */
const LEAST_CONTRAST = 4.5;

/**
 * What a campaign's colour stands on or under in public/style.css: in the light scheme links in it lie
 * on paper, sheet and wash, and white words on buttons of it; in the dark scheme a lighter shade of it
 * does the same with that scheme's surfaces.
 */
const LIGHT = { paper: 'eaf0f8', sheet: 'ffffff', wash: 'e3ecf7', onBrand: 'ffffff' };
const DARK = { paper: '0f1728', sheet: '18233a', wash: '1c2945', onBrand: '0d1830' };

/** "#1F4B5F", "1f4b5f" or "#abc" as a Colour; null where it is none. */
export function parseColour(text: string): Colour | null {
  const digits = /^#?([\da-f]{3}|[\da-f]{6})$/i.exec(text.trim())?.[1]?.toLowerCase();
  if (!digits) return null;
  return digits.length === 6 ? digits : digits.replace(/./g, digit => digit + digit);
}

/** Relative luminance, 0 to 1, by WCAG 2.2's definition. */
export function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map(channel => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio, 1 to 21, by WCAG 2.2's definition. */
export function contrast(a: Colour, b: Colour): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The least contrast that the colour has anywhere in the light scheme. */
export const leastContrast = (colour: Colour): number => least(colour, LIGHT);

/** Whether words in it and on it can be read all over the light scheme. */
export const isReadable = (colour: Colour): boolean => leastContrast(colour) >= LEAST_CONTRAST;

/** The colour itself where it can be read, or the first darker shade of it that can. */
export const darkerShade = (colour: Colour): Colour => shadeUntil(colour, '000000', LIGHT);

/** The shade for the dark scheme: the colour, or the first lighter shade that can be read there. */
export const lighterShade = (colour: Colour): Colour => shadeUntil(colour, 'ffffff', DARK);

/**
 * A campaign's colour as a style sheet, for both schemes; its stamp is printed in it too. A colour that was
 * stored when the pages had other surfaces is made readable on these.
 */
export function themeCss(colour: Colour): string {
  const light = darkerShade(colour);
  return [
    `:root{--brand:#${light};--on-brand:#${LIGHT.onBrand};--stamp:#${light}}`,
    `@media (prefers-color-scheme:dark){:root{--brand:#${lighterShade(colour)};--on-brand:#${DARK.onBrand}}}`,
    '',
  ].join('\n');
}

const least = (colour: Colour, surfaces: Record<string, Colour>) =>
  Math.min(...Object.values(surfaces).map(surface => contrast(colour, surface)));

/** Mixes in more and more of `end`, a hundredth at a time. */
function shadeUntil(colour: Colour, end: Colour, surfaces: Record<string, Colour>): Colour {
  const steps = Array.from({ length: 101 }, (_, step) => mix(colour, end, step / 100));
  return steps.find(shade => least(shade, surfaces) >= LEAST_CONTRAST) ?? end;
}

function mix(a: Colour, b: Colour, share: number): Colour {
  const ends = channels(b);
  return channels(a)
    .map((channel, index) => Math.round(channel + ((ends[index] ?? 0) - channel) * share))
    .map(channel => channel.toString(16).padStart(2, '0'))
    .join('');
}

const channels = (colour: Colour) => [0, 2, 4].map(at => Number.parseInt(colour.slice(at, at + 2), 16));
