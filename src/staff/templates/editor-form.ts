import {
  ANY,
  changeVariant,
  DEFAULT,
  RULE_PARTS,
  type TemplateWords,
  type VariantRule,
  variantsInOrder,
} from '../../campaigns/variants.ts';
import { RULE_CHOICES } from '../../letters/letter-traits.ts';
import { type FormBody, readChoices, readLine, readText } from '../../web/form.ts';
import { STAFF_LIMITS } from '../limits.ts';

/** The variant that a form is about; the default, where it names none. */
export const variantIn = (form: FormBody): string => readLine(form.variant) || DEFAULT.key;

/**
 * The words with what was typed for one variant in them. One that somebody else took out meanwhile
 * stands in them again, behind the others: what was typed is not lost.
 */
export function readWords(form: FormBody, words: TemplateWords): TemplateWords {
  const key = variantIn(form);
  const texts = {
    // Its field has two lines, so that a long one can be read whole.
    subject: readLine(form.subject),
    body: readText(form.body),
    subjectCy: readLine(form.subject_cy),
    bodyCy: readText(form.body_cy),
  };
  if (key === DEFAULT.key) return changeVariant(words, key, texts);
  const typed = {
    ...texts,
    key,
    name: readLine(form.name).slice(0, STAFF_LIMITS.variantName),
    rule: readRule(form),
  };
  if (variantsInOrder(words).some(variant => variant.key === key)) return changeVariant(words, key, typed);
  return KEY.test(key) ? { ...words, variants: [...words.variants, typed] } : words;
}

const KEY = /^[a-z][a-z0-9-]{0,40}$/;

function readRule(form: FormBody): VariantRule {
  const parts = RULE_PARTS.map(part => {
    const chosen = readChoices(form[`rule_${part}`]);
    return [
      part,
      RULE_CHOICES[part].choices.map(({ value }) => value).filter(value => chosen.includes(value)),
    ];
  });
  return { ...ANY, ...Object.fromEntries(parts) };
}

/** The rule as boxes to tick. */
export const ruleBoxes = (rule: VariantRule) =>
  RULE_PARTS.map(part => ({
    part,
    title: RULE_CHOICES[part].title,
    choices: RULE_CHOICES[part].choices.map(choice => ({
      ...choice,
      checked: rule[part].includes(choice.value),
    })),
  }));
