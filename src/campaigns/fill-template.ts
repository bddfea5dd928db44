import type { LetterFields } from './letter-template.ts';
import type { Variation } from './variation.ts';

/**
 * Writes out a template that was found sound: statement by statement, so that nothing of what staff
 * typed is ever made into code.
 *
 * @param statements as `Handlebars.parse` reads the template's text
 */
export function fill(
  statements: readonly hbs.AST.Statement[],
  fields: LetterFields,
  variation: Variation,
): string {
  return statements.map(statement => fillOne(statement, fields, variation)).join('');
}

function fillOne(statement: hbs.AST.Statement, fields: LetterFields, variation: Variation): string {
  switch (statement.type) {
    case 'ContentStatement':
      return (statement as hbs.AST.ContentStatement).value;
    case 'MustacheStatement':
      return String(valueAt((statement as hbs.AST.MustacheStatement).path, fields));
    case 'BlockStatement':
      return fillBlock(statement as hbs.AST.BlockStatement, fields, variation);
    default:
      return '';
  }
}

function fillBlock(
  { path, params, program, inverse, loc }: hbs.AST.BlockStatement,
  fields: LetterFields,
  variation: Variation,
): string {
  const inside = program?.body ?? [];
  switch ((path as hbs.AST.PathExpression).original) {
    case 'oneOf': {
      const wordings = wordingsIn(inside);
      const chosen = variation.wording(wordings.length, `${loc.start.line}:${loc.start.column}`);
      return withoutBlanks(fill(wordings[chosen] ?? [], fields, variation));
    }
    case 'anyOrder':
      return `${variation.order(paragraphsIn(fill(inside, fields, variation))).join('\n\n')}\n`;
    case 'unless':
      return fill(isTrue(params, fields) ? (inverse?.body ?? []) : inside, fields, variation);
    default:
      return fill(isTrue(params, fields) ? inside : (inverse?.body ?? []), fields, variation);
  }
}

const isTrue = ([name]: hbs.AST.Expression[], fields: LetterFields) => Boolean(name && valueAt(name, fields));

function valueAt(expression: hbs.AST.Node, fields: LetterFields): LetterFields[string] {
  const { original } = expression as hbs.AST.PathExpression;
  return original.split('.').reduce<LetterFields[string]>((found, part) => {
    if (typeof found !== 'object' || !Object.hasOwn(found, part)) throw new Error(`no value for ${original}`);
    return found[part] as LetterFields[string];
  }, fields);
}

/** What stands between the {{or}}s of a {{#oneOf}}; one that has a line to itself takes the line with it. */
export function wordingsIn(statements: readonly hbs.AST.Statement[]): hbs.AST.Statement[][] {
  const wordings: hbs.AST.Statement[][] = [[]];
  for (const [index, statement] of statements.entries()) {
    if (isOr(statement)) wordings.push([]);
    else wordings.at(-1)?.push(withoutLineOfOr(statement, statements[index - 1], statements[index + 1]));
  }
  return wordings;
}

/** Whether it is the {{or}} between two wordings. */
export const isOr = (statement: hbs.AST.Statement): boolean =>
  statement.type === 'MustacheStatement' &&
  ((statement as hbs.AST.MustacheStatement).path as hbs.AST.PathExpression).original === 'or';

function withoutLineOfOr(
  statement: hbs.AST.Statement,
  before: hbs.AST.Statement | undefined,
  after: hbs.AST.Statement | undefined,
): hbs.AST.Statement {
  if (statement.type !== 'ContentStatement') return statement;
  let { value } = statement as hbs.AST.ContentStatement;
  if (before && isOr(before)) value = value.replace(/^[ \t]*\n/, '');
  const lineOfOr = value.lastIndexOf('\n') + 1;
  if (after && isOr(after) && value.slice(lineOfOr).trim() === '') value = value.slice(0, lineOfOr);
  return { ...statement, value } as hbs.AST.ContentStatement;
}

/** Blanks around a wording are there for whoever reads the template. Line ends stay. */
function withoutBlanks(text: string): string {
  const lines = text.replace(/^[ \t]+/, '').split('\n');
  return [...lines.slice(0, -1), lines.at(-1)?.trimEnd()].join('\n');
}

/** The paragraphs of a text, each without the empty lines around it. */
export function paragraphsIn(text: string): string[] {
  const paragraphs: string[][] = [[]];
  for (const line of text.split('\n')) {
    if (line.trim()) paragraphs.at(-1)?.push(line);
    else paragraphs.push([]);
  }
  return paragraphs.filter(lines => lines.length > 0).map(lines => lines.join('\n'));
}
