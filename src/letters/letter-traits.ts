import { type LetterTraits, RULE_PARTS, type RulePart, type VariantRule } from '../campaigns/variants.ts';
import type { Member } from '../mps/member.ts';
import { RELATIONSHIPS } from './letter.ts';

type RuleChoice = {
  /** As rules hold it. */
  value: string;
  /** On its own, beside a box: "A minister". */
  title: string;
  /** In a sentence, after the part's own words: "a minister". */
  words: string;
};

/** What a variant's rule can look at, in words for staff. */
export const RULE_CHOICES: Record<RulePart, { title: string; begins: string; choices: RuleChoice[] }> = {
  circumstance: {
    title: 'The MP’s office',
    begins: 'the MP is',
    choices: [
      { value: 'none', title: 'No office', words: 'one without an office' },
      { value: 'speaker', title: 'The Speaker', words: 'the Speaker' },
      { value: 'deputy_speaker', title: 'A deputy speaker', words: 'a deputy speaker' },
      { value: 'minister', title: 'A minister', words: 'a minister' },
      {
        value: 'abstains',
        title: 'Does not sit in the Commons',
        words: 'one who does not sit in the Commons',
      },
    ],
  },
  nation: {
    title: 'Where the supporter lives',
    begins: 'the supporter lives in',
    choices: ['England', 'Scotland', 'Wales', 'Northern Ireland'].map(value => ({
      value,
      title: value,
      words: value,
    })),
  },
  relationship: {
    title: 'Who writes',
    begins: 'the writer is',
    choices: RELATIONSHIPS.map(({ key, title }) => ({
      value: key,
      title,
      words: title.charAt(0).toLowerCase() + title.slice(1),
    })),
  },
  school: {
    title: 'Where the child goes to school',
    begins: 'the child goes to school',
    choices: [
      {
        value: 'cross-border',
        title: 'In England, and the family lives outside it',
        words: 'in England and the family lives outside it',
      },
      { value: 'home', title: 'In the nation where they live', words: 'in the nation where they live' },
    ],
  },
};

/** What a letter is, in the parts that variants’ rules look at. */
export function letterTraits(
  letter: { relationship: string; crossBorder: boolean },
  { nation, member }: { nation: string; member: Pick<Member, 'circumstance'> },
): LetterTraits {
  return {
    circumstance: member.circumstance ?? 'none',
    nation,
    relationship: letter.relationship,
    school: letter.crossBorder ? 'cross-border' : 'home',
  };
}

/** "the MP is the Speaker or a deputy speaker, and the supporter lives in Wales"; "" where it takes any letter. */
export function ruleInWords(rule: VariantRule): string {
  return RULE_PARTS.flatMap(part => {
    const { begins, choices } = RULE_CHOICES[part];
    const named = choices.filter(({ value }) => rule[part].includes(value)).map(({ words }) => words);
    return named.length > 0 ? [`${begins} ${named.join(' or ')}`] : [];
  }).join(', and ');
}
