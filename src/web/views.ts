import path from 'node:path';
import type { Express } from 'express';
import { engine } from 'express-handlebars';
import Handlebars, { type HelperOptions } from 'handlebars';
import { londonDate, londonDayAndMonth, londonTime } from '../clock.ts';
import type { Words } from '../languages/words.ts';

/** Handlebars with the layout of the site; compiled once in production. */
export function useViews(app: Express, dir: string, locals: Record<string, unknown>): void {
  app.engine(
    'hbs',
    engine({
      extname: '.hbs',
      defaultLayout: 'page',
      layoutsDir: path.join(dir, 'layouts'),
      partialsDir: path.join(dir, 'partials'),
      // Else a partial's own indentation gets into what stands in its text areas, line by line.
      compilerOptions: { preventIndent: true },
      helpers,
    }),
  );
  app.set('view engine', 'hbs');
  app.set('views', dir);
  Object.assign(app.locals, locals);
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

const wordsIn = ({ data }: HelperOptions): Words => data.root.pageWords;
