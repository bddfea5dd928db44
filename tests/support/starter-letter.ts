import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TemplateWords, Variant } from '../../src/campaigns/variants.ts';
import { ANY } from '../../src/campaigns/variants.ts';

const DIR = path.join(import.meta.dirname, '..', '..', 'prisma', 'starter', 'campaigns');

type Listed = { key: string; title: string }[];

/** The starter campaign as its files have it. */
export const STARTER: {
  asks: Listed;
  experiences: Listed;
  letter: TemplateWords;
} = JSON.parse(readFileSync(path.join(DIR, 'school-attendance.json'), 'utf8'));

const textOf = (file: string) => readFileSync(path.join(DIR, file), 'utf8');
const withTexts = <T extends { body: string; bodyCy: string }>(one: T): T => ({
  ...one,
  body: textOf(one.body),
  bodyCy: textOf(one.bodyCy),
});

/** Its letter, with every text. */
export const STARTER_LETTER: TemplateWords = {
  ...withTexts(STARTER.letter),
  variants: STARTER.letter.variants.map(
    (variant): Variant => ({ ...withTexts(variant), rule: { ...ANY, ...variant.rule } }),
  ),
};
