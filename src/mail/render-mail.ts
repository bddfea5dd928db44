import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';

/** A mail's words: the first line of the text is its subject. */
export type RenderMail = (
  view: string,
  values: Record<string, unknown>,
) => { subject: string; text: string; html?: string };

/** Compiles the mails in `dir`, once: `{view}.txt.hbs`, and `{view}.html.hbs` where there is one. */
export function compileMails(dir: string): RenderMail {
  const handlebars = Handlebars.create();
  handlebars.registerHelper('eq', (a, b) => a === b);
  const views = readdirSync(dir).filter(file => file.endsWith('.txt.hbs'));
  const compiled = new Map(
    views.map(file => {
      const view = file.replace('.txt.hbs', '');
      const htmlFile = path.join(dir, `${view}.html.hbs`);
      return [
        view,
        {
          // In text an apostrophe must stay an apostrophe.
          text: handlebars.compile(readFileSync(path.join(dir, file), 'utf8'), { noEscape: true }),
          html: existsSync(htmlFile) ? handlebars.compile(readFileSync(htmlFile, 'utf8')) : undefined,
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
