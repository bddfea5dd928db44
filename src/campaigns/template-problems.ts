import Handlebars from 'handlebars';
import { isOr, paragraphsIn, wordingsIn } from './fill-template.ts';
import { nearestName } from './nearest-name.ts';
import { type TemplateProblem, tagProblems } from './template-tags.ts';

/** The only blocks that ask for a name. */
const CONDITIONS = new Set(['if', 'unless']);

/** The only blocks that ask for none: what stands in them varies from letter to letter. */
const VARYING = new Set(['oneOf', 'anyOrder']);

/** So many wordings of one thing are plenty; each of them is tried out before publishing. */
const MOST_WORDINGS = 10;

/** A template's text as it was read: whatever is wrong with it, and what it says. */
export type ReadTemplate = {
  /** Errors, in the order of the text; none for a sound template. */
  problems: TemplateProblem[];
  /** To be filled in where nothing is wrong; none where the text cannot be read at all. */
  statements: Statement[];
};

type Statement = hbs.AST.Statement;

/**
 * A template is data that staff edit, not code. It may hold text, comments, {{field}}, {{#if field}} or
 * {{#unless field}} with {{else}}, {{#oneOf}} with {{or}}, and {{#anyOrder}}; anything else is a problem,
 * named with its line.
 *
 * @param known the fields that a letter has, by full name: "mp.name"
 * @throws TypeError for anything but text: Handlebars would take a syntax tree as it comes
 */
export function readTemplate(source: string, known: ReadonlySet<string>): ReadTemplate {
  if (typeof source !== 'string') throw new TypeError('a letter template is text');
  const problems = tagProblems(source);
  if (problems.length > 0) return { problems, statements: [] };
  try {
    const statements = Handlebars.parse(source).body;
    return { problems: problemsOf(statements, known, []), statements };
  } catch (failure) {
    const [, line] = /line (\d+)/.exec(String(failure)) ?? [];
    const message = 'This cannot be read: between {{ and }} stands one name from the list';
    return { problems: [{ line: line ? Number(line) : null, message, severity: 'error' }], statements: [] };
  }
}

/** The fields that a sound template names, by full name. */
export function namesIn(statements: Statement[]): Set<string> {
  const names = new Set<string>();
  problemsOf(statements, { has: name => names.add(name).has(name) }, []);
  return names;
}

/** How many wordings the {{#oneOf}} with the most of them has; 1: nothing in a sound template varies so. */
export function mostWordings(statements: Statement[]): number {
  return Math.max(
    1,
    ...statements.map(statement => {
      const { path, program, inverse } = statement as hbs.AST.BlockStatement;
      if (statement.type !== 'BlockStatement') return 1;
      const inside = program?.body ?? [];
      const here = nameOf(path) === 'oneOf' ? wordingsIn(inside).length : 1;
      return Math.max(here, mostWordings(inside), mostWordings(inverse?.body ?? []));
    }),
  );
}

type Known = Pick<ReadonlySet<string>, 'has'> & Partial<Iterable<string>>;

/** @param around the blocks that the statements stand in, the outermost first */
function problemsOf(statements: Statement[], known: Known, around: string[]): TemplateProblem[] {
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
        if (isOr(statement)) {
          if (around.at(-1) === 'oneOf') return [];
          return problem(
            '{{or}} stands between two wordings in {{#oneOf}} … {{/oneOf}}, and in no other block',
          );
        }
        if (nameOf(path) === 'story' && around.includes('anyOrder')) {
          return problem(
            'Put {{story}} outside {{#anyOrder}}: its own paragraphs would be mixed with the others',
          );
        }
        return unknownField(path, known).flatMap(problem);
      }
      case 'BlockStatement': {
        const { path, params, hash, program, inverse } = statement as hbs.AST.BlockStatement;
        const name = nameOf(path);
        if (!CONDITIONS.has(name) && !VARYING.has(name))
          return problem(
            `{{#${name}}} is not a block: use {{#if …}}, {{#unless …}}, {{#oneOf}} or {{#anyOrder}}`,
          );
        const wanted = CONDITIONS.has(name) ? 1 : 0;
        if (params.length !== wanted || hash || program?.blockParams || inverse?.blockParams)
          return problem(
            wanted
              ? `{{#${name} …}} asks for one name from the list, and nothing behind it`
              : `{{#${name}}} takes nothing behind its name`,
          );
        return [
          ...params.flatMap(param => unknownField(param, known)).flatMap(problem),
          ...(VARYING.has(name) ? varyingProblems(name, program, inverse, around) : []).flatMap(problem),
          ...problemsOf(program?.body ?? [], known, [...around, name]),
          ...problemsOf(inverse?.body ?? [], known, [...around, name]),
        ];
      }
      default:
        return problem('This is not allowed in a letter');
    }
  });
}

/** What is wrong with a block whose text varies, in words. */
function varyingProblems(
  name: string,
  program: hbs.AST.Program | undefined,
  inverse: hbs.AST.Program | undefined,
  around: string[],
): string[] {
  if (inverse) return [`Take {{else}} out of {{#${name}}}: it belongs to {{#if …}} and {{#unless …}}`];
  const inside = program?.body ?? [];
  const outer = around.find(block => VARYING.has(block) && (block === name || block === 'oneOf'));
  if (outer) return [`Put {{#${name}}} outside {{#${outer}}}: only {{#oneOf}} may stand in {{#anyOrder}}`];
  if (name === 'anyOrder') {
    if (paragraphsIn(outlineOf(inside)).length > 1) return [];
    return ['{{#anyOrder}} needs two paragraphs or more, with an empty line between them'];
  }
  const wordings = wordingsIn(inside);
  if (wordings.length > MOST_WORDINGS) return [`Use at most ${MOST_WORDINGS} wordings in one {{#oneOf}}`];
  if (wordings.length < 2) return ['{{#oneOf}} needs two wordings or more: put {{or}} between them'];
  return wordings.some(wording => outlineOf(wording).trim() === '')
    ? ['A wording in {{#oneOf}} is empty: write one on each side of {{or}}, or take that {{or}} out']
    : [];
}

/** The text with all that a block may show, and a letter x for what is filled in. */
function outlineOf(statements: Statement[]): string {
  return statements
    .map(statement => {
      const { program, inverse } = statement as hbs.AST.BlockStatement;
      if (statement.type === 'ContentStatement') return (statement as hbs.AST.ContentStatement).value;
      if (statement.type === 'MustacheStatement') return isOr(statement) ? '' : 'x';
      return outlineOf(program?.body ?? []) + outlineOf(inverse?.body ?? []);
    })
    .join('');
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
