/** What is wrong with a letter template: in words for the person who writes it, with the line it stands in. */
export type TemplateProblem = {
  /** Counted from 1; null where no single line is at fault. */
  line: number | null;
  message: string;
  /** An error keeps the template from being published; a warning does not. */
  severity: 'error' | 'warning';
};

/** How much a template may hold, so that reading it takes a bounded time. */
export const TEMPLATE_LIMITS = {
  /** Characters as JavaScript counts them. */
  source: 20_000,
  /** Pairs of braces. */
  tags: 500,
  /** Characters between two braces, notes excepted. */
  tag: 200,
  /** Blocks inside one another; each {{else if}} counts as one. */
  depth: 20,
};

type OpenBlock = { name: string; tag: string; line: number; elses: number };

/**
 * Looks at the braces alone, before any parser does: how many there are, how deep they nest, and whether
 * each block that opens is closed. One pass over the text; it stops at the first limit.
 */
export function tagProblems(source: string): TemplateProblem[] {
  if (source.length > TEMPLATE_LIMITS.source) {
    return [error(null, `Shorten this to ${TEMPLATE_LIMITS.source.toLocaleString('en-GB')} characters`)];
  }
  const problems: TemplateProblem[] = [];
  const open: OpenBlock[] = [];
  let line = 1;
  let read = 0;
  let tags = 0;
  for (let at = source.indexOf('{{'); at !== -1; at = source.indexOf('{{', read)) {
    line += linesIn(source.slice(read, at));
    const isNote = source.startsWith('{{!', at);
    const closing = source.startsWith('{{!--', at) ? '--}}' : '}}';
    const end = source.indexOf(closing, at + 2);
    if (end === -1) return [...problems, error(line, `{{ is opened here and never closed with ${closing}`)];
    const inside = source.slice(at + 2, end);
    const problem = isNote
      ? noteProblem(inside)
      : ((source[at - 1] === '\\' ? 'Take out the \\ before {{' : undefined) ??
        spellingProblem(inside, source[end + 2] === '}') ??
        blockProblem(inside.trim(), line, open));
    if (problem) problems.push(error(line, problem));
    if (++tags > TEMPLATE_LIMITS.tags) {
      return [...problems, error(line, `Use at most ${TEMPLATE_LIMITS.tags} placeholders and blocks`)];
    }
    if (depthOf(open) > TEMPLATE_LIMITS.depth) {
      return [...problems, error(line, `Put at most ${TEMPLATE_LIMITS.depth} blocks inside one another`)];
    }
    read = end + closing.length;
    line += linesIn(source.slice(at, read));
  }
  const unclosed = open.map(block =>
    error(
      block.line,
      `${block.tag} is opened here and never closed: write {{/${block.name}}} where it is to end`,
    ),
  );
  return [...problems, ...unclosed];
}

const error = (line: number | null, message: string): TemplateProblem => ({
  line,
  message,
  severity: 'error',
});

const linesIn = (text: string) => text.split('\n').length - 1;

const depthOf = (open: OpenBlock[]) => open.reduce((depth, { elses }) => depth + 1 + elses, 0);

/** Handlebars would end the note at the ~, and this reader would not. */
const noteProblem = (inside: string) => (inside.includes('~') ? 'Take the ~ out of this note' : undefined);

/** What Handlebars knows and a letter does not need. */
function spellingProblem(inside: string, moreBraces: boolean): string | undefined {
  if (inside.length > TEMPLATE_LIMITS.tag) return 'What stands between {{ and }} here is too long';
  if (inside.startsWith('{') || moreBraces)
    return 'Write a placeholder with two braces on each side: {{name}}';
  if (inside.includes('{')) return 'There is a { too many between {{ and }}';
  if (inside.includes('~')) return 'Take out the ~: the lines of a letter are tidied by themselves';
  if (inside.startsWith('^')) return 'Write {{else}}, or {{#unless …}}, where it says {{^';
  return undefined;
}

/** Opens and closes the blocks in `open`. */
function blockProblem(inside: string, line: number, open: OpenBlock[]): string | undefined {
  const tag = `{{${inside}}}`;
  if (inside.startsWith('#')) {
    open.push({ name: /^#\s*([^\s]*)/.exec(inside)?.[1] ?? '', tag, line, elses: 0 });
    return undefined;
  }
  const innermost = open.at(-1);
  if (/^else(\s|$)/.test(inside)) {
    if (!innermost) return `${tag} stands in no block: it belongs between {{#if …}} and {{/if}}`;
    if (inside !== 'else') innermost.elses += 1;
    return undefined;
  }
  if (!inside.startsWith('/')) return undefined;
  if (!innermost) return `${tag} closes nothing: no block is open here`;
  open.pop();
  return inside.slice(1).trim() === innermost.name
    ? undefined
    : `${tag} stands where ${innermost.tag} of line ${innermost.line} is to be closed: write {{/${innermost.name}}}`;
}
