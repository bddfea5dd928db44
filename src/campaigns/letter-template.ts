import Handlebars from 'handlebars';

/** A letter's words with their placeholders, as staff write them. */
export type LetterTemplate = { subject: string; body: string };

/** The values of a letter: text, yes or no, and groups of them ("mp.name", "asks.code"). */
export type LetterFields = { [name: string]: string | boolean | LetterFields };

/** The only helpers that a template may use. */
const BLOCKS = new Set(['if', 'unless']);

/**
 * A template is data that staff edit, not code. It may hold text, comments, {{field}}, and
 * {{#if field}} or {{#unless field}} with {{else}}; anything else is a problem, named with its line.
 *
 * @param known the fields that a letter has, by full name: "mp.name"
 * @returns one sentence a problem; none for a sound template
 */
export function templateProblems(source: string, known: ReadonlySet<string>): string[] {
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(source);
  } catch (error) {
    return [(error as Error).message];
  }
  return problemsOf(program.body, known);
}

function problemsOf(statements: hbs.AST.Statement[], known: ReadonlySet<string>): string[] {
  return statements.flatMap(statement => {
    const line = `line ${statement.loc.start.line}`;
    switch (statement.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return [];
      case 'MustacheStatement': {
        const { path, params, hash, escaped } = statement as hbs.AST.MustacheStatement;
        if (params.length > 0 || hash) return [`${line}: {{${nameOf(path)}}} takes nothing behind its name`];
        if (!escaped) return [`${line}: write {{${nameOf(path)}}} with two braces`];
        return unknownField(path, known, line);
      }
      case 'BlockStatement': {
        const { path, params, hash, program, inverse } = statement as hbs.AST.BlockStatement;
        if (!BLOCKS.has(nameOf(path)))
          return [`${line}: {{#${nameOf(path)}}} is not a block; use if or unless`];
        if (params.length !== 1 || hash) return [`${line}: {{#${nameOf(path)}}} asks for one field`];
        return [
          ...params.flatMap(param => unknownField(param, known, line)),
          ...problemsOf(program?.body ?? [], known),
          ...problemsOf(inverse?.body ?? [], known),
        ];
      }
      default:
        return [`${line}: this is not allowed in a letter`];
    }
  });
}

function unknownField(expression: hbs.AST.Expression, known: ReadonlySet<string>, line: string): string[] {
  const { type, data, depth } = expression as hbs.AST.PathExpression;
  const plain = type === 'PathExpression' && !data && depth === 0;
  return plain && known.has(nameOf(expression)) ? [] : [`${line}: there is no field "${nameOf(expression)}"`];
}

const nameOf = (expression: hbs.AST.Node) =>
  (expression as hbs.AST.PathExpression).original ?? expression.type;

/**
 * Puts a letter's values into a template: plain text, no entities, one blank line between paragraphs.
 * A value is put in as it is and never read as a template itself.
 *
 * @throws Error naming each problem, where the template is not sound
 */
export function renderLetter(template: LetterTemplate, fields: LetterFields): LetterTemplate {
  const known = new Set(fieldNames(fields));
  const problems = [template.subject, template.body].flatMap(source => templateProblems(source, known));
  if (problems.length > 0) throw new Error(`The letter template is not sound: ${problems.join('; ')}`);
  return {
    subject: render(template.subject, fields).replace(/\s+/g, ' ').trim(),
    body: tidy(render(template.body, fields)),
  };
}

function render(source: string, fields: LetterFields): string {
  const handlebars = Handlebars.create();
  return handlebars.compile(source, { noEscape: true, knownHelpersOnly: true, strict: true })(fields);
}

/** Parts that are absent leave no hole. */
function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function fieldNames(fields: LetterFields, prefix = ''): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'object' ? fieldNames(value, `${prefix}${name}.`) : [`${prefix}${name}`],
  );
}
