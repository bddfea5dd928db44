import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars, { type HelperOptions } from 'handlebars';
import { londonDate, londonDayAndMonth, londonTime } from '../clock.ts';
import type { Words } from '../languages/words.ts';

/** Renders a view by its file, "letters/form.hbs". @throws Error where there is none, or it cannot be rendered */
export type Views = (file: string, locals: object) => string;

/**
 * The views in `dir`, for one language: each is compiled when it is first asked for, with the texts in it that are
 * always the same.
 *
 * @param words those of the pages; none: of pages that speak none
 */
export function compileViews(dir: string, words: Words | undefined): Views {
  const handlebars = Handlebars.create();
  handlebars.registerHelper(helpers);
  const read = (file: string) =>
    handlebars.compile(worded(readFileSync(path.join(dir, file), 'utf8'), words), {
      // Else a partial's own indentation gets into what stands in its text areas, line by line.
      preventIndent: true,
      knownHelpers: HELPERS,
      knownHelpersOnly: true,
    });
  for (const file of readdirSync(path.join(dir, 'partials'))) {
    handlebars.registerPartial(path.basename(file, '.hbs'), read(path.join('partials', file)));
  }
  const compiled = new Map<string, Handlebars.TemplateDelegate>();
  return (file, locals) => {
    const view = compiled.get(file) ?? read(file);
    compiled.set(file, view);
    return view(locals);
  };
}

/** A template in which each `{{t "…"}}` whose text takes no values is that text. */
function worded(template: string, words: Words | undefined): hbs.AST.Program {
  const program = Handlebars.parse(template);
  if (words) new PutIn(words).accept(program);
  return program;
}

class PutIn extends Handlebars.Visitor {
  readonly #words: Words;

  constructor(words: Words) {
    super();
    this.#words = words;
  }

  override Program(program: hbs.AST.Program): void {
    program.body = program.body.map(statement => this.#text(statement) ?? statement);
    super.Program(program);
  }

  #text(statement: hbs.AST.Statement): hbs.AST.ContentStatement | undefined {
    if (statement.type !== 'MustacheStatement') return undefined;
    const { path: helper, params, hash, loc } = statement as hbs.AST.MustacheStatement;
    const [key, ...more] = params;
    const asks = 'original' in helper && helper.original === 't' && more.length === 0 && hash === undefined;
    if (!asks || key?.type !== 'StringLiteral') return undefined;
    const value = this.#words.fixed((key as hbs.AST.StringLiteral).value);
    return value === undefined
      ? undefined
      : { type: 'ContentStatement', value, original: { open: false, close: false }, loc };
  }
}

const numbers = new Intl.NumberFormat('en-GB');

const helpers = {
  eq: (a: unknown, b: unknown) => a === b,
  includes: (list: unknown, item: unknown) => Array.isArray(list) && list.includes(item),
  hasError: (errors: { field: string }[] | undefined, field: string) =>
    errors?.some(error => error.field === field) ?? false,
  number: (value: number) => numbers.format(value),
  iso: (at: Date) => at.toISOString(),
  londonDate: (at: Date, options: HelperOptions) => londonDate(at, wordsIn(options).language),
  londonDayAndMonth: (at: Date, options: HelperOptions) => londonDayAndMonth(at, wordsIn(options).language),
  londonTime: (at: Date, options: HelperOptions) => londonTime(at, wordsIn(options).language),
  /** {{breakable mp.email}}: an email address that ends a narrow line before its "@" and nowhere worse. */
  breakable: (address: string | null | undefined) =>
    address && new Handlebars.SafeString(Handlebars.escapeExpression(address).replace('@', '<wbr>@')),
  /** {{t "letters:preview.title" mp=mp.plain}}: the page's own words. */
  t: (key: string, options: HelperOptions) =>
    new Handlebars.SafeString(wordsIn(options).html(key, options.hash)),
  /** <h1{{lang campaign "name"}}>: what stands in English on a Welsh page says so, for a voice that reads it. */
  lang: (of: { inEnglish?: readonly string[] } | undefined, field: string) =>
    of?.inEnglish?.includes(field) ? new Handlebars.SafeString(' lang="en"') : '',
  /** (pathTo campaign.slug "postcode"): an address on this site. */
  pathTo: (...parts: unknown[]) => `/${parts.slice(0, -1).join('/')}`,
  paragraphs: (text: string) => (text ? text.split(/\n{2,}/) : []),
};

const HELPERS = Object.fromEntries(Object.keys(helpers).map(name => [name, true]));

const wordsIn = ({ data }: HelperOptions): Words => data.root.pageWords;
