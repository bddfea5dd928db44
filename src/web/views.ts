import path from 'node:path';
import type { Express } from 'express';
import type { Words } from '../languages/words.ts';
import { compileViews, type Views } from './compile-views.ts';

type Locals = Record<string, unknown> & { pageWords?: Words; layout?: string | false; cache?: boolean };
type Done = (error: unknown, html?: string) => void;

/** Compiled, by folder and language: what stands in these files is the same for each application of a process. */
const COMPILED = new Map<string, Views>();

/** The site's views, each inside its layout; compiled once a language, in development each time. */
export function useViews(app: Express, dir: string, locals: Record<string, unknown>): void {
  function viewsFor(words: Words | undefined, cache: boolean | undefined): Views {
    const key = `${words?.language ?? ''} ${dir}`;
    const views = (cache && COMPILED.get(key)) || compileViews(dir, words);
    COMPILED.set(key, views);
    return views;
  }

  function render(file: string, options: Locals): string {
    const { pageWords, layout = 'page', cache } = options;
    const views = viewsFor(pageWords, cache);
    const body = views(path.relative(dir, file), options);
    return layout === false ? body : views(path.join('layouts', `${layout}.hbs`), { ...options, body });
  }

  app.engine('hbs', (file: string, options: object, done: Done) => {
    let html: string;
    try {
      html = render(file, options as Locals);
    } catch (error) {
      return done(error);
    }
    // Outside: what goes wrong in sending is not the view's, and is told once.
    done(null, html);
  });
  app.set('view engine', 'hbs');
  app.set('views', dir);
  Object.assign(app.locals, locals);
}
