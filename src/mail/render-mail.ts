import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars, { type HelperOptions } from 'handlebars';
import { languageOf } from '../languages/language.ts';
import type { Dictionary } from '../languages/words.ts';

/** A mail's words: the first line of the text is its subject. @throws Error where there is no mail of that name */
export type RenderMail = (
  view: string,
  values: Record<string, unknown>,
) => { subject: string; text: string; html?: string };

/**
 * Compiles the mails in `dir`, once: `{view}.txt.hbs`, and `{view}.html.hbs` where there is one. What several texts
 * share stands in `partials`. They are written in the language that their values name, else in English.
 */
export function compileMails(dir: string, dictionary: Dictionary): RenderMail {
  const wordsIn = ({ data }: HelperOptions) => dictionary(languageOf(data.root.language) ?? 'en');
  const helpersOf = (speak: (key: string, options: HelperOptions) => unknown) => {
    const handlebars = Handlebars.create();
    handlebars.registerHelper('eq', (a, b) => a === b);
    handlebars.registerHelper('t', speak);
    return handlebars;
  };
  const text = helpersOf((key, options) => wordsIn(options).text(key, options.hash));
  const html = helpersOf(
    (key, options) => new Handlebars.SafeString(wordsIn(options).html(key, options.hash)),
  );
  for (const file of readdirSync(path.join(dir, 'partials'))) {
    const partial = readFileSync(path.join(dir, 'partials', file), 'utf8');
    text.registerPartial(path.basename(file, '.hbs'), partial);
  }
  const views = readdirSync(dir).filter(file => file.endsWith('.txt.hbs'));
  const compiled = new Map(
    views.map(file => {
      const view = file.replace('.txt.hbs', '');
      const htmlFile = path.join(dir, `${view}.html.hbs`);
      return [
        view,
        {
          // In text an apostrophe must stay an apostrophe.
          text: text.compile(readFileSync(path.join(dir, file), 'utf8'), { noEscape: true }),
          html: existsSync(htmlFile) ? html.compile(readFileSync(htmlFile, 'utf8')) : undefined,
        },
      ];
    }),
  );
  return (view, values) => {
    const mail = compiled.get(view);
    if (!mail) throw new Error(`There is no mail named ${view}`);
    const [subject = '', ...text] = mail.text(values).split('\n');
    const html = mail.html?.(values);
    return { subject, text: `${text.join('\n').trim()}\n`, ...(html ? { html } : {}) };
  };
}
