import { filler } from './fill-template.ts';
import { type ReadTemplate, readTemplate } from './template-problems.ts';
import { type Variation, variationOf } from './variation.ts';

/** A letter's words with their placeholders, as staff write them. */
export type LetterTemplate = { subject: string; body: string };

/** The values of a letter: text, yes or no, and groups of them ("mp.name", "asks.code"). */
export type LetterFields = { [name: string]: string | boolean | LetterFields };

/** Thrown where a template cannot be read, with each problem. */
export class UnsoundTemplate extends Error {}

/** Both texts of a template as they were read, once: reading takes far longer than filling in. */
export type ReadLetterTemplate = Record<keyof LetterTemplate, ReadTemplate>;

/** Fills in a template that was read before. */
type FillLetter = (fields: LetterFields, variation: Variation) => LetterTemplate;

/**
 * Makes a template ready to be filled in, any number of times. Handlebars reads its text and never makes
 * code of it.
 *
 * @param known the fields that each letter has
 * @throws UnsoundTemplate
 */
export function compileLetter(template: LetterTemplate, known: ReadonlySet<string>): FillLetter {
  const read = readLetterTemplate(template, known);
  const problems = [...read.subject.problems, ...read.body.problems];
  if (problems.length > 0) {
    const named = problems.map(({ line, message }) => (line ? `line ${line}: ${message}` : message));
    throw new UnsoundTemplate(`The letter template is not sound: ${named.join('; ')}`);
  }
  return letterFiller(read);
}

/** Reads both texts, each with whatever is wrong with it. @param known as of `compileLetter` */
export const readLetterTemplate = (
  { subject, body }: LetterTemplate,
  known: ReadonlySet<string>,
): ReadLetterTemplate => ({
  subject: readTemplate(subject, known),
  body: readTemplate(body, known),
});

/** Makes a template ready that was read already, with nothing wrong in it. */
export function letterFiller({ subject, body }: ReadLetterTemplate): FillLetter {
  const [fillSubject, fillBody] = [filler(subject.statements), filler(body.statements)];
  return (fields, variation) => ({
    subject: fillSubject(fields, variation).replace(/\s+/g, ' ').trim(),
    body: tidy(fillBody(fields, variation)),
  });
}

/**
 * Puts a letter's values into a template: plain text, no entities, one blank line between paragraphs.
 * A value is put in as it is and never read as a template itself.
 *
 * @param seed decides what the template leaves open; the same letter must always bring the same
 * @throws UnsoundTemplate
 */
export function renderLetter(template: LetterTemplate, fields: LetterFields, seed: string): LetterTemplate {
  return compiled(template, fieldNames(fields))(fields, variationOf(seed));
}

/** Templates as they were read, by their text: reading one takes far longer than filling it in. */
const READ = new Map<string, FillLetter>();

/** A site has few templates in use; a text that staff are just typing is soon pushed out again. */
const MOST_READ = 100;

function compiled(template: LetterTemplate, known: string[]): FillLetter {
  const key = JSON.stringify([template.subject, template.body, known]);
  const read = READ.get(key) ?? compileLetter(template, new Set(known));
  if (READ.size >= MOST_READ) READ.clear();
  READ.set(key, read);
  return read;
}

/** Parts that are absent leave no hole. Line by line: /\s+$/ takes ages over long runs of blanks. */
function tidy(text: string): string {
  const lines = text.split('\n').map(line => line.trimEnd());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The full names of a letter's fields: "mp.name". */
export function fieldNames(fields: LetterFields, prefix = ''): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'object' ? fieldNames(value, `${prefix}${name}.`) : [`${prefix}${name}`],
  );
}
