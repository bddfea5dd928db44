import {
  compileLetter,
  fieldNames,
  type LetterFields,
  type LetterTemplate,
  namesIn,
  templateProblems,
} from './letter-template.ts';
import type { TemplateProblem } from './template-tags.ts';

/** A problem, and which of the template's two texts it is in. */
export type LetterProblem = TemplateProblem & { field: 'subject' | 'body' };

/** A letter that a template must be able to make. */
export type SampleLetter = {
  /** Whose it is, after "for": "a parent writing to the Speaker". */
  label: string;
  fields: LetterFields;
};

type Expected = {
  /** At least one; all with the same fields. */
  samples: SampleLetter[];
  asks: { key: string; title: string }[];
  experiences: { key: string; title: string }[];
  /** Longest subject and body of a finished letter, in characters as JavaScript counts them. */
  limits: { subject: number; body: number };
};

type Rule = {
  field: LetterProblem['field'];
  message: string;
  broken(letter: LetterTemplate, fields: LetterFields): boolean;
};

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
    broken: ({ body }, fields) => {
      const top = body.split('\n').slice(0, ADDRESS_LINES).join('\n');
      return ![textOf(fields, 'mp', 'name'), 'House of Commons', 'SW1A 0AA'].every(part =>
        top.includes(part),
      );
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
 * All that is wrong with a campaign's letter: what cannot be read first; if all can be read, what the
 * letters made from it would lack, and what the template leaves unused.
 *
 * @returns in the order of the text, as far as there are lines
 */
export function letterProblems(template: LetterTemplate, expected: Expected): LetterProblem[] {
  const known = new Set(fieldNames(expected.samples[0]?.fields ?? {}));
  const unreadable = (['subject', 'body'] as const).flatMap(field =>
    templateProblems(template[field], known).map(problem => ({ ...problem, field })),
  );
  const broken = brokenSubject(template.subject);
  if (unreadable.length > 0) return [...broken, ...unreadable];
  return [...broken, ...missingParts(template, known, expected), ...unusedChoices(template, expected)];
}

function brokenSubject(subject: string): LetterProblem[] {
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
function missingParts(
  template: LetterTemplate,
  known: ReadonlySet<string>,
  expected: Expected,
): LetterProblem[] {
  const fill = compileLetter(template, known);
  const letters = expected.samples.map(({ label, fields }) => ({ label, fields, letter: fill(fields) }));
  return rulesOf(expected).flatMap(({ field, message, broken }) => {
    const bad = letters.filter(({ letter, fields }) => broken(letter, fields));
    const [first] = bad;
    if (!first) return [];
    const whom = bad.length < letters.length ? `. This is so for ${first.label}` : '';
    return [{ field, line: null, message: message + whom, severity: 'error' as const }];
  });
}

function unusedChoices({ subject, body }: LetterTemplate, { asks, experiences }: Expected): LetterProblem[] {
  const used = new Set([...namesIn(subject), ...namesIn(body)]);
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
