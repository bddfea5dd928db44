import path from 'node:path';
import type { Express } from 'express';
import type { Words } from '../languages/words.ts';
import { compileViews, type Views } from './compile-views.ts';

type Locals = Record<string, unknown> & { pageWords?: Words; layout?: string | false; cache?: boolean };
type Done = (error: unknown, html?: string) => void;

/** The site's views, each inside its layout; compiled once a language, in development each time. */
export function useViews(app: Express, dir: string, locals: Record<string, unknown>): void {
  const kept = new Map<string, Views>();

  function viewsFor(words: Words | undefined, cache: boolean | undefined): Views {
    const language = words?.language ?? '';
    const views = (cache && kept.get(language)) || compileViews(dir, words);
    kept.set(language, views);
    return views;
  }

  app.engine('hbs', (file: string, given: object, done: Done) => {
    try {
      const options = given as Locals;
      const { pageWords, layout = 'page', cache } = options;
      const views = viewsFor(pageWords, cache);
      const body = views(path.relative(dir, file), options);
      done(
        null,
        layout === false ? body : views(path.join('layouts', `${layout}.hbs`), { ...options, body }),
      );
    } catch (error) {
      done(error);
    }
  });
  app.set('view engine', 'hbs');
  app.set('views', dir);
  Object.assign(app.locals, locals);
}
