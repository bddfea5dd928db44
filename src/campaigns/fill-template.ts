import type { LetterFields } from './letter-template.ts';
import type { Variation } from './variation.ts';

/** Writes a part of a letter out. */
type Fill = (fields: LetterFields, variation: Variation) => string;

/**
 * Makes a template that was found sound ready to be written out, any number of times. It becomes a function for each
 * statement, made of functions that stand in this file: nothing of what staff typed is ever made into code.
 *
 * @param statements as `Handlebars.parse` reads the template's text
 */
export function filler(statements: readonly hbs.AST.Statement[]): Fill {
  const parts = statements.map(fillerOf);
  return (fields, variation) => {
    let text = '';
    for (const part of parts) text += part(fields, variation);
    return text;
  };
}

function fillerOf(statement: hbs.AST.Statement): Fill {
  switch (statement.type) {
    case 'ContentStatement': {
      const { value } = statement as hbs.AST.ContentStatement;
      return () => value;
    }
    case 'MustacheStatement': {
      const field = fieldOf((statement as hbs.AST.MustacheStatement).path);
      return fields => String(field(fields));
    }
    case 'BlockStatement':
      return blockFiller(statement as hbs.AST.BlockStatement);
    default:
      return () => '';
  }
}

function blockFiller({ path, params, program, inverse, loc }: hbs.AST.BlockStatement): Fill {
  const inside = program?.body ?? [];
  const block = (path as hbs.AST.PathExpression).original;
  if (block === 'oneOf') {
    const wordings = wordingsIn(inside).map(filler);
    const place = `${loc.start.line}:${loc.start.column}`;
    return (fields, variation) => {
      const chosen = wordings[variation.wording(wordings.length, place)];
      return withoutBlanks(chosen?.(fields, variation) ?? '');
    };
  }
  const body = filler(inside);
  if (block === 'anyOrder') {
    return (fields, variation) => `${variation.order(paragraphsIn(body(fields, variation))).join('\n\n')}\n`;
  }
  const otherwise = filler(inverse?.body ?? []);
  const [whereTrue, whereNot] = block === 'unless' ? [otherwise, body] : [body, otherwise];
  const [name] = params;
  const field = name ? fieldOf(name) : () => false;
  return (fields, variation) => (field(fields) ? whereTrue : whereNot)(fields, variation);
}

function fieldOf(expression: hbs.AST.Node): (fields: LetterFields) => LetterFields[string] {
  const { original } = expression as hbs.AST.PathExpression;
  const path = original.split('.');
  return fields => {
    let found: LetterFields[string] = fields;
    for (const part of path) {
      if (typeof found !== 'object' || !Object.hasOwn(found, part))
        throw new Error(`no value for ${original}`);
      found = found[part] as LetterFields[string];
    }
    return found;
  };
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
