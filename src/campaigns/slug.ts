/** What addresses already mean, or soon will: no campaign can have it as its name in them. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  'accessibility',
  'assets',
  'campaigns',
  'carry-on',
  'confirm',
  'cy',
  'data-sources',
  'dev',
  'embed',
  'en',
  'healthz',
  'hooks',
  'keep-in-touch',
  'metrics',
  'my-letter',
  'new',
  'preview',
  'privacy',
  'readyz',
  'reply',
  'staff',
  'unsubscribe',
]);

export const LONGEST_SLUG = 60;

/** @returns what is wrong with a campaign's name in addresses, in words for staff; or null */
export function slugProblem(slug: string): string | null {
  if (!slug) return 'Enter the last part of the web address';
  if (slug.length > LONGEST_SLUG) return `Use at most ${LONGEST_SLUG} characters in the web address`;
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(slug)) {
    return 'Use small letters a to z, digits and single hyphens in the web address, such as school-meals';
  }
  if (RESERVED_SLUGS.has(slug)) return 'The site uses this web address itself: choose another';
  return null;
}

/** A name as it can stand in an address: "Meals, not fines" is "meals-not-fines". May be empty. */
export function slugFrom(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\p{M}’']/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^-+|(?<!-)-+$/g, '');
}
