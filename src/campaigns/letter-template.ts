import Handlebars from 'handlebars';
import { nearestName } from './nearest-name.ts';
import { type TemplateProblem, tagProblems } from './template-tags.ts';

/** A letter's words with their placeholders, as staff write them. */
export type LetterTemplate = { subject: string; body: string };

/** The values of a letter: text, yes or no, and groups of them ("mp.name", "asks.code"). */
export type LetterFields = { [name: string]: string | boolean | LetterFields };

/** Thrown where a template cannot be read, with each problem. */
export class UnsoundTemplate extends Error {}

/** The only helpers that a template may use. */
const BLOCKS = new Set(['if', 'unless']);

/**
 * A template is data that staff edit, not code. It may hold text, comments, {{field}}, and
 * {{#if field}} or {{#unless field}} with {{else}}; anything else is a problem, named with its line.
 *
 * @param known the fields that a letter has, by full name: "mp.name"
 * @returns errors, in the order of the text; none for a sound template
 * @throws TypeError for anything but text: Handlebars would run a syntax tree as it comes
 */
export function templateProblems(source: string, known: ReadonlySet<string>): TemplateProblem[] {
  if (typeof source !== 'string') throw new TypeError('a letter template is text');
  const problems = tagProblems(source);
  if (problems.length > 0) return problems;
  try {
    return problemsOf(Handlebars.parse(source).body, known);
  } catch (failure) {
    const [, line] = /line (\d+)/.exec(String(failure)) ?? [];
    const message = 'This cannot be read: between {{ and }} stands one name from the list';
    return [{ line: line ? Number(line) : null, message, severity: 'error' }];
  }
}

/** The fields that a sound template names, by full name. */
export function namesIn(source: string): Set<string> {
  const names = new Set<string>();
  problemsOf(Handlebars.parse(source).body, { has: name => names.add(name).has(name) });
  return names;
}

type Known = Pick<ReadonlySet<string>, 'has'> & Partial<Iterable<string>>;

function problemsOf(statements: hbs.AST.Statement[], known: Known): TemplateProblem[] {
  return statements.flatMap(statement => {
    const problem = (message: string): TemplateProblem[] => [
      { line: statement.loc.start.line, message, severity: 'error' },
    ];
    switch (statement.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return [];
      case 'MustacheStatement': {
        const { path, params, hash, escaped } = statement as hbs.AST.MustacheStatement;
        if (params.length > 0 || hash) return problem(`{{${nameOf(path)}}} takes nothing behind its name`);
        if (!escaped) return problem(`Write {{${nameOf(path)}}} with two braces and without &`);
        return unknownField(path, known).flatMap(problem);
      }
      case 'BlockStatement': {
        const { path, params, hash, program, inverse } = statement as hbs.AST.BlockStatement;
        if (!BLOCKS.has(nameOf(path)))
          return problem(`{{#${nameOf(path)}}} is not a block: use {{#if …}} or {{#unless …}}`);
        if (params.length !== 1 || hash || program?.blockParams || inverse?.blockParams)
          return problem(`{{#${nameOf(path)} …}} asks for one name from the list, and nothing behind it`);
        return [
          ...params.flatMap(param => unknownField(param, known)).flatMap(problem),
          ...problemsOf(program?.body ?? [], known),
          ...problemsOf(inverse?.body ?? [], known),
        ];
      }
      default:
        return problem('This is not allowed in a letter');
    }
  });
}

function unknownField(expression: hbs.AST.Expression, known: Known): string[] {
  const { type, data, depth, parts, original } = expression as hbs.AST.PathExpression;
  // {{[mp.name]}} reads as mp.name and means one field whose name has a dot in it.
  const plain =
    type === 'PathExpression' && !data && depth === 0 && parts.length === original.split('.').length;
  if (type !== 'PathExpression') return ['Here stands one name from the list, and nothing else'];
  if (plain && known.has(original)) return [];
  const near = nearestName(original, known[Symbol.iterator] ? (known as Iterable<string>) : []);
  return [`There is no placeholder “${original}”${near ? `. Did you mean “${near}”?` : ''}`];
}

const nameOf = (expression: hbs.AST.Node) =>
  (expression as hbs.AST.PathExpression).original ?? expression.type;

/**
 * Makes a template ready to be filled in, any number of times.
 *
 * @param known the fields that each letter has
 * @throws UnsoundTemplate
 */
export function compileLetter(
  { subject, body }: LetterTemplate,
  known: ReadonlySet<string>,
): (fields: LetterFields) => LetterTemplate {
  const problems = [subject, body].flatMap(source => templateProblems(source, known));
  if (problems.length > 0) {
    const named = problems.map(({ line, message }) => (line ? `line ${line}: ${message}` : message));
    throw new UnsoundTemplate(`The letter template is not sound: ${named.join('; ')}`);
  }
  const [fillSubject, fillBody] = [compile(subject), compile(body)];
  return fields => ({
    subject: fillSubject(fields).replace(/\s+/g, ' ').trim(),
    body: tidy(fillBody(fields)),
  });
}

/**
 * Puts a letter's values into a template: plain text, no entities, one blank line between paragraphs.
 * A value is put in as it is and never read as a template itself.
 *
 * @throws UnsoundTemplate
 */
export function renderLetter(template: LetterTemplate, fields: LetterFields): LetterTemplate {
  return compileLetter(template, new Set(fieldNames(fields)))(fields);
}

const compile = (source: string) =>
  Handlebars.create().compile<LetterFields>(source, { noEscape: true, knownHelpersOnly: true, strict: true });

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
