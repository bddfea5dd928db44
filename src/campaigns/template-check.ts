import type { Language } from '../languages/language.ts';
import {
  fieldNames,
  type LetterFields,
  type LetterTemplate,
  letterFiller,
  type ReadLetterTemplate,
  readLetterTemplate,
} from './letter-template.ts';
import { mostWordings, namesIn } from './template-problems.ts';
import type { TemplateProblem } from './template-tags.ts';
import {
  chooseVariant,
  DEFAULT,
  type LetterTraits,
  type TemplateWords,
  type Variant,
  variantsInOrder,
} from './variants.ts';
import { everyWording, variationOf } from './variation.ts';

/** A problem, of which variant, and in which of its texts. */
export type LetterProblem = TemplateProblem & {
  /** The variant's key. */
  variant: string;
  field: 'name' | 'rule' | 'subject' | 'body' | 'subjectCy' | 'bodyCy';
};

/** A letter that a template must be able to make. */
export type SampleLetter = {
  /** Whose it is, after "for": "a parent writing to the Speaker". */
  label: string;
  /** Decides which variant it gets. */
  traits: LetterTraits;
  /** Its values in each language. */
  fields: Record<Language, LetterFields>;
};

/** Work that pauses at each step, and what comes of it. */
type Steps<T> = Generator<void, T>;

type Expected = {
  /** At least one; all with the same fields. */
  samples: SampleLetter[];
  asks: { key: string; title: string }[];
  experiences: { key: string; title: string }[];
  /** Longest subject and body of a finished letter, in characters as JavaScript counts them. */
  limits: { subject: number; body: number };
};

type TextProblem = TemplateProblem & { field: keyof LetterTemplate };

type Rule = {
  field: TextProblem['field'];
  message: string;
  broken(letter: LetterTemplate, fields: LetterFields, language: Language): boolean;
};

/** As it may be called in a letter's address, by the letter's language. */
const HOUSE: Record<Language, RegExp> = {
  en: /House of Commons/,
  cy: /T[ŷy][’']r Cyffredin|House of Commons/,
};

/** Letters that are tried with wordings drawn by chance, and how often: two blocks may lack something together. */
const DRAWN = { letters: 2, times: 12 };

/** Letters that a variant is tried with which takes none: it takes some only once another rule has changed. */
const TRIED_UNUSED = 50;

/** How many lines the MP's address may take at the top of a letter. */
const ADDRESS_LINES = 8;

const rulesOf = ({ limits }: Pick<Expected, 'limits'>): Rule[] => [
  { field: 'subject', message: 'The subject is empty', broken: ({ subject }) => subject === '' },
  {
    field: 'subject',
    message: `The subject grows longer than ${limits.subject} characters. Shorten it`,
    broken: ({ subject }) => subject.length > limits.subject,
  },
  {
    field: 'body',
    message: `The letter grows longer than ${limits.body.toLocaleString('en-GB')} characters. Shorten it, and use {{story}} once`,
    broken: ({ body }) => body.length > limits.body,
  },
  {
    field: 'body',
    message: 'The letter asks the MP no question. End the request with a question mark: “Will you …?”',
    broken: ({ body }, fields) => !body.replace(textOf(fields, 'story'), '').includes('?'),
  },
  {
    field: 'body',
    message:
      'The MP’s name and address are not at the top. Begin with {{mp.name}}, House of Commons, London, SW1A 0AA',
    broken: ({ body }, fields, language) => {
      const top = body.split('\n', ADDRESS_LINES).join('\n');
      const isThere = [textOf(fields, 'mp', 'name'), 'SW1A 0AA'].every(part => top.includes(part));
      return !isThere || !HOUSE[language].test(top);
    },
  },
  ...['name', 'address', 'postcode'].map(field => ({
    field: 'body' as const,
    message: `The supporter’s ${field} is missing. Put {{${field}}} below the letter: an MP answers only to constituents`,
    broken: ({ body }: LetterTemplate, fields: LetterFields) => !body.includes(textOf(fields, field)),
  })),
  {
    field: 'body',
    message: 'The supporter’s story is missing. Put {{story}} where it belongs',
    broken: ({ body }, fields) => !body.includes(textOf(fields, 'story')),
  },
];

/**
 * All that is wrong with a campaign's letter, variant by variant: what cannot be read first; if all of a
 * text can be read, what the letters made from it would lack, and what it leaves unused. The largest letter
 * takes seconds, so it is done in steps of some milliseconds, between which others can be heard.
 *
 * @returns in the order of the variants and, as far as there are lines, of the text
 */
export function* letterProblems(words: TemplateWords, expected: Expected): Steps<LetterProblem[]> {
  const variants = variantsInOrder(words);
  const takers = expected.samples.map(({ traits }) => chooseVariant(words, traits).key);
  const problems: LetterProblem[] = [];
  for (const variant of variants) {
    const { key } = variant;
    const taken = expected.samples.filter((_, index) => takers[index] === key);
    const others = variants.filter(other => other.key !== key);
    const samples = taken.length > 0 ? taken : spread(expected.samples, TRIED_UNUSED);
    const found = [
      ...nameProblems(variant, others),
      ...(taken.length === 0 ? [neverUsed(variant)] : []),
      ...(yield* wordingProblems(variant, { ...expected, samples })),
    ];
    problems.push(...found.map(problem => ({ ...problem, variant: key })));
  }
  return problems;
}

/** At most so many of them, from all over the list. */
function spread<T>(all: readonly T[], most: number): T[] {
  const every = Math.ceil(all.length / most);
  return all.filter((_, index) => index % every === 0);
}

type Unplaced = Omit<LetterProblem, 'variant'>;

function nameProblems({ key, name }: Variant, others: Variant[]): Unplaced[] {
  const problem = (message: string): Unplaced[] => [
    { field: 'name', line: null, message, severity: 'error' },
  ];
  if (key === DEFAULT.key) return [];
  if (!name) return problem('Give this variant a name');
  const taken = others.some(other => other.name.toLowerCase() === name.toLowerCase());
  return taken ? problem('Another variant has this name: choose another') : [];
}

function neverUsed({ key }: Variant): Unplaced {
  const why =
    key === DEFAULT.key
      ? 'the variants before it take every one'
      : 'none fits its rule, or one before it takes them all';
  return {
    field: 'rule',
    line: null,
    message: `No letter is made with this variant: ${why}`,
    severity: 'warning',
  };
}

function* wordingProblems(
  { subject, body, subjectCy, bodyCy }: Variant,
  expected: Expected,
): Steps<Unplaced[]> {
  const english = yield* textProblems({ subject, body }, 'en', expected);
  if (!subjectCy && !bodyCy) return english;
  if (!subjectCy || !bodyCy) {
    const field = subjectCy ? 'bodyCy' : 'subjectCy';
    const message = `The ${subjectCy ? 'letter' : 'subject'} in Welsh is missing. Write it, or take the Welsh ${subjectCy ? 'subject' : 'letter'} out: the letter is in English then`;
    return [...english, { field, line: null, message, severity: 'error' }];
  }
  const welsh = yield* textProblems({ subject: subjectCy, body: bodyCy }, 'cy', expected);
  const inWelsh = { subject: 'subjectCy', body: 'bodyCy' } as const;
  return [...english, ...welsh.map(problem => ({ ...problem, field: inWelsh[problem.field] }))];
}

function* textProblems(
  template: LetterTemplate,
  language: Language,
  expected: Expected,
): Steps<TextProblem[]> {
  const known = new Set(fieldNames(expected.samples[0]?.fields.en ?? {}));
  const read = readLetterTemplate(template, known);
  const unreadable = (['subject', 'body'] as const).flatMap(field =>
    read[field].problems.map(problem => ({ ...problem, field })),
  );
  yield;
  const broken = brokenSubject(template.subject);
  if (unreadable.length > 0) return [...broken, ...unreadable];
  return [...broken, ...(yield* missingParts(read, language, expected)), ...unusedChoices(read, expected)];
}

function brokenSubject(subject: string): TextProblem[] {
  if (!subject.includes('\n')) return [];
  return [
    {
      field: 'subject',
      line: 2,
      message: 'The subject has a line break: keep it on one line',
      severity: 'error',
    },
  ];
}

/** Says for whom, where a rule is broken for some letters and not for others. */
function* missingParts(
  read: ReadLetterTemplate,
  language: Language,
  expected: Expected,
): Steps<TextProblem[]> {
  const fill = letterFiller(read);
  const most = Math.max(mostWordings(read.subject.statements), mostWordings(read.body.statements));
  const every = Array.from({ length: most }, (_, number) => everyWording(number));
  const drawn = Array.from({ length: most > 1 ? DRAWN.times : 0 }, (_, seed) => variationOf(String(seed)));
  const tallies = rulesOf(expected).map(rule => ({ ...rule, bad: [] as string[], always: false }));
  for (const [index, { label, fields: inLanguages }] of expected.samples.entries()) {
    yield;
    const fields = inLanguages[language];
    const variations = index < DRAWN.letters ? [...every, ...drawn] : every;
    const made = variations.map(variation => fill(fields, variation));
    for (const tally of tallies) {
      const times = made.filter(letter => tally.broken(letter, fields, language)).length;
      if (times > 0) tally.bad.push(label);
      if (times === made.length) tally.always = true;
    }
  }
  return tallies.flatMap(({ field, message, bad, always }) => {
    if (bad.length === 0) return [];
    const whom = bad.length < expected.samples.length ? `. This is so for ${bad[0]}` : '';
    const wording = always ? '' : '. Look at each wording in {{#oneOf}}';
    return [{ field, line: null, message: message + whom + wording, severity: 'error' as const }];
  });
}

function unusedChoices(
  { subject, body }: ReadLetterTemplate,
  { asks, experiences }: Expected,
): TextProblem[] {
  const used = new Set([...namesIn(subject.statements), ...namesIn(body.statements)]);
  const choices = [
    ...asks.map(choice => ({ ...choice, kind: 'ask', name: `asks.${choice.key}` })),
    ...experiences.map(choice => ({ ...choice, kind: 'experience', name: `experiences.${choice.key}` })),
  ];
  return choices
    .filter(({ name }) => !used.has(name))
    .map(({ kind, name, title }) => ({
      field: 'body',
      line: null,
      message: `The ${kind} “${title}” changes nothing in the letter. Give it a block: {{#if ${name}}} … {{/if}}`,
      severity: 'warning',
    }));
}

function textOf(fields: LetterFields, ...path: string[]): string {
  const value = path.reduce<LetterFields[string]>(
    (found, name) => (typeof found === 'object' ? (found[name] ?? '') : ''),
    fields,
  );
  return typeof value === 'string' ? value : '';
}
