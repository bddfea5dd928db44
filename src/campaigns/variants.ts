import { z } from 'zod';
import { freeKey } from './choices.ts';
import type { LetterTemplate } from './letter-template.ts';
import { slugFrom } from './slug.ts';

/** What a rule can look at; the values of each are in src/letters/letter-traits.ts. */
export const RULE_PARTS = ['circumstance', 'nation', 'relationship', 'school'] as const;
export type RulePart = (typeof RULE_PARTS)[number];

/** Values that a letter may have, by part; an empty part takes any. */
export type VariantRule = Record<RulePart, string[]>;

/** What a letter is, in the parts that rules look at. */
export type LetterTraits = Record<RulePart, string>;

/** One letter's texts; "" where it has none in Welsh. */
type Wording = { subject: string; body: string; subjectCy: string; bodyCy: string };

/** Texts for the letters that its rule takes. Its key never changes: letters name it. */
export type Variant = Wording & { key: string; name: string; rule: VariantRule };

/** All that a template says: the default's texts, and the variants that are asked before it, in order. */
export type TemplateWords = Wording & { variants: Variant[] };

/** What stands last and takes whatever comes; no variant has its key. */
export const DEFAULT = { key: 'default', name: 'Everyone else' } as const;

/** So many are still a list that somebody can oversee. */
export const MOST_VARIANTS = 20;

/** A rule that takes every letter. */
export const ANY: VariantRule = { circumstance: [], nation: [], relationship: [], school: [] };

const wordingColumns = { subject: z.string(), body: z.string(), subjectCy: z.string(), bodyCy: z.string() };
const values = z.array(z.string());
const variantColumns = z.array(
  z.object({
    key: z.string(),
    name: z.string(),
    rule: z.object({ circumstance: values, nation: values, relationship: values, school: values }),
    ...wordingColumns,
  }),
);

/** A version or a draft as the database has it. */
export type StoredWords = Wording & { variants: unknown };

/** @throws ZodError where the stored variants are none */
export function templateWords({ subject, body, subjectCy, bodyCy, variants }: StoredWords): TemplateWords {
  return { subject, body, subjectCy, bodyCy, variants: variantColumns.parse(variants) };
}

/** What a campaign has whose letter nobody has begun. */
export const NO_WORDS: TemplateWords = { subject: '', body: '', subjectCy: '', bodyCy: '', variants: [] };

/** The default as a variant like the others, with a rule that takes any. */
function defaultOf({ subject, body, subjectCy, bodyCy }: Wording): Variant {
  return { ...DEFAULT, rule: ANY, subject, body, subjectCy, bodyCy };
}

/** All in the order in which they are asked; the default is the last. */
export const variantsInOrder = (words: TemplateWords): Variant[] => [...words.variants, defaultOf(words)];

/** The first whose rule takes the letter. */
export function chooseVariant(words: TemplateWords, letter: LetterTraits): Variant {
  return words.variants.find(({ rule }) => takes(rule, letter)) ?? defaultOf(words);
}

/** Whether each part of the rule is empty or has the letter's value. */
export function takes(rule: VariantRule, letter: LetterTraits): boolean {
  return RULE_PARTS.every(part => rule[part].length === 0 || rule[part].includes(letter[part]));
}

/** The text in that language, or null where the variant has none: it takes a subject and a body to be one. */
export function textIn(wording: Wording, language: 'en' | 'cy'): LetterTemplate | null {
  if (language === 'en') return { subject: wording.subject, body: wording.body };
  return wording.subjectCy && wording.bodyCy ? { subject: wording.subjectCy, body: wording.bodyCy } : null;
}

/** Every text that there is, in any language. */
export const allTexts = (words: TemplateWords): string[] =>
  variantsInOrder(words).flatMap(({ subject, body, subjectCy, bodyCy }) => [
    subject,
    body,
    subjectCy,
    bodyCy,
  ]);

/** Adds one with the default's texts, for nobody in particular yet, before the default. */
export function addVariant(words: TemplateWords, name: string): { words: TemplateWords; key: string } {
  const taken = [DEFAULT.key, ...words.variants.map(variant => variant.key)];
  const key = freeKey(slugFrom(name), taken);
  return { words: { ...words, variants: [...words.variants, { ...defaultOf(words), key, name }] }, key };
}

/** Puts other words, and for a variant another name and rule, in the place of those that stand. */
export function changeVariant(words: TemplateWords, key: string, change: Partial<Variant>): TemplateWords {
  if (key === DEFAULT.key) {
    const { subject, body, subjectCy, bodyCy } = { ...words, ...change };
    return { ...words, subject, body, subjectCy, bodyCy };
  }
  const variants = words.variants.map(one => (one.key === key ? { ...one, ...change, key } : one));
  return { ...words, variants };
}

/** Asks one earlier (-1) or later (1); at either end of the list, and with the default, nothing changes. */
export function moveVariant(words: TemplateWords, key: string, by: -1 | 1): TemplateWords {
  const variants = [...words.variants];
  const from = variants.findIndex(variant => variant.key === key);
  const [one, other] = [variants[from], variants[from + by]];
  if (!one || !other) return words;
  variants[from] = other;
  variants[from + by] = one;
  return { ...words, variants };
}

/** Takes one out; the default stays. */
export function removeVariant(words: TemplateWords, key: string): TemplateWords {
  return { ...words, variants: words.variants.filter(variant => variant.key !== key) };
}
