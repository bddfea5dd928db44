import type { Request } from 'express';
import { type LetterProblem, letterProblems } from '../../campaigns/template-check.ts';
import { findTemplateDesk, type TemplateDesk } from '../../campaigns/template-store.ts';
import { NO_WORDS, type TemplateWords, templateWords, variantsInOrder } from '../../campaigns/variants.ts';
import type { Database } from '../../db/database.ts';
import { LETTER_LIMITS } from '../../letters/letter.ts';
import { ruleInWords } from '../../letters/letter-traits.ts';
import { sampleLetters } from '../../letters/sample-letters.ts';
import { notFound } from '../../web/problem.ts';
import { unhurried } from './unhurried.ts';

/** Where the letters' pages begin. */
export const TEMPLATES_PATH = '/staff/templates';

/** The campaign that the address names, with its letter. @throws Problem where there is none */
export async function deskOf(db: Database, req: Request): Promise<TemplateDesk> {
  const desk = await findTemplateDesk(db, String(req.params.campaign));
  if (!desk) throw notFound();
  return desk;
}

/** The words that are worked on: the draft's, else those that are published. */
export const newestWords = ({ draft, published }: TemplateDesk): TemplateWords =>
  draft || published ? templateWords(draft ?? published ?? NO_WORDS) : NO_WORDS;

/**
 * All that is wrong with a campaign's letter, as of now. The largest takes seconds, in which others have their turn.
 *
 * @param isGone whether whoever asked has left: then there is nothing to tell
 */
export async function problemsOf(
  words: TemplateWords,
  campaign: TemplateDesk['campaign'],
  now: Date,
  isGone?: () => boolean,
): Promise<LetterProblem[]> {
  const { asks, experiences } = campaign;
  const expected = { samples: sampleLetters(campaign, now), asks, experiences, limits: LETTER_LIMITS };
  return (await unhurried(letterProblems(words, expected), isGone)) ?? [];
}

/** A problem's field on the editor's page, and in words; of a letter that has lines, with the line. */
const PLACES: Record<LetterProblem['field'], { id: string; words: (line: number | null) => string }> = {
  name: { id: 'name', words: () => 'Name: ' },
  rule: { id: 'rule', words: () => '' },
  subject: { id: 'subject', words: () => 'Subject: ' },
  body: { id: 'body', words: line => (line ? `Line ${line}: ` : '') },
  subjectCy: { id: 'subject_cy', words: () => 'Subject in Welsh: ' },
  bodyCy: { id: 'body_cy', words: line => (line ? `In Welsh, line ${line}: ` : 'In Welsh: ') },
};

/**
 * The problems as a page shows them: each with the words of its line.
 *
 * @param editor the variant whose texts are on the page to be changed, and the editor's address; absent: none
 */
export function shownProblems(
  problems: LetterProblem[],
  words: TemplateWords,
  editor?: { path: string; variant: string },
) {
  const variants = variantsInOrder(words);
  const shown = problems.map(({ variant: key, field, line, message, severity }) => {
    const variant = variants.find(one => one.key === key);
    const { id, words: place } = PLACES[field];
    const here = editor?.variant === key;
    const text = field === 'rule' ? undefined : variant?.[field];
    return {
      message,
      severity,
      field: id,
      line: here && field.startsWith('body') ? line : null,
      where: (variants.length > 1 && !here ? `“${variant?.name}”. ` : '') + place(line),
      href: editor && `${here ? '' : `${editor.path}?variant=${key}`}#${id}`,
      excerpt: line ? text?.split('\n')[line - 1]?.trim().slice(0, 120) : undefined,
    };
  });
  return {
    mistakes: shown.filter(({ severity }) => severity === 'error'),
    warnings: shown.filter(({ severity }) => severity === 'warning'),
  };
}

/** Whether it may be published. */
export const isSound = (problems: LetterProblem[]) => problems.every(({ severity }) => severity !== 'error');

/** The variants in their order, with their rules in words, the default last. */
export function variantViews(words: TemplateWords, chosen = '') {
  const variants = variantsInOrder(words);
  return variants.map((variant, index) => ({
    ...variant,
    place: index + 1,
    isDefault: index === variants.length - 1,
    first: index === 0,
    last: index === variants.length - 2,
    chosen: variant.key === chosen,
    taken: ruleInWords(variant.rule),
  }));
}
