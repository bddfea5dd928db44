import { slugFrom } from './slug.ts';

/** The lists that a campaign offers its supporters. */
export const CHOICE_LISTS = ['asks', 'experiences', 'organisations'] as const;
export type ChoiceList = (typeof CHOICE_LISTS)[number];

/** One thing to choose. Its key never changes: letters and templates name it. */
export type Choice = { key: string; title: string; detail: string; retiredAt: Date | null };

/** What is offered to new letters. */
export const offered = <T extends { retiredAt: Date | null }>(choices: readonly T[]): T[] =>
  choices.filter(({ retiredAt }) => retiredAt === null);

/** Adds one at the end, under a key made from its title. */
export function addChoice(choices: readonly Choice[], words: Pick<Choice, 'title' | 'detail'>): Choice[] {
  const taken = choices.map(({ key }) => key);
  const made = { ...words, key: freeKey(slugFrom(words.title), taken), retiredAt: null };
  return retiredLast([...choices, made]);
}

/** Puts other words in the place of those that stand; letters go on naming it by its key. */
export function changeChoice(
  choices: readonly Choice[],
  key: string,
  words: Pick<Choice, 'title' | 'detail'>,
): Choice[] {
  return choices.map(choice => (choice.key === key ? { ...choice, ...words } : choice));
}

/** Moves one up (-1) or down (1) among those that are offered; at the end of the list it stays. */
export function moveChoice(choices: readonly Choice[], key: string, by: -1 | 1): Choice[] {
  const moved = retiredLast(choices);
  const from = moved.findIndex(choice => choice.key === key);
  const [one, other] = [moved[from], moved[from + by]];
  if (!one || !other || one.retiredAt || other.retiredAt) return moved;
  moved[from] = other;
  moved[from + by] = one;
  return moved;
}

/** Takes one away; one in use is retired instead. */
export function removeChoice(choices: readonly Choice[], key: string, inUse: boolean, now: Date): Choice[] {
  if (!inUse) return choices.filter(choice => choice.key !== key);
  return retiredLast(choices.map(choice => (choice.key === key ? { ...choice, retiredAt: now } : choice)));
}

/** Offers a retired one again, at the end. */
export function restoreChoice(choices: readonly Choice[], key: string): Choice[] {
  const restored = choices.filter(choice => choice.key === key);
  const others = choices.filter(choice => choice.key !== key);
  return retiredLast([...others, ...restored.map(choice => ({ ...choice, retiredAt: null }))]);
}

const retiredLast = (choices: readonly Choice[]): Choice[] => [
  ...offered(choices),
  ...choices.filter(({ retiredAt }) => retiredAt !== null),
];

/** A key made from a slug: it begins with a letter, and is short enough to be read in a template. */
export function freeKey(slug: string, taken: readonly string[]): string {
  const wanted = slug.slice(0, 30).replace(/(?<!-)-+$/, '');
  const key = /^[a-z]/.test(wanted) ? wanted : `no-${wanted}`.replace(/-$/, '');
  if (!taken.includes(key)) return key;
  let number = 2;
  while (taken.includes(`${key}-${number}`)) number += 1;
  return `${key}-${number}`;
}
