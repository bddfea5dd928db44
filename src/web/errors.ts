import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { hasWords, wordsOf } from '../languages/choose-language.ts';
import { notFound, Problem } from './problem.ts';
import { logOf } from './request-log.ts';
import { withoutInput } from './without-input.ts';

export const pageNotFound: RequestHandler = (_req, _res, next) => next(notFound());

/** Nothing has U+0000 in its name, and PostgreSQL fails at being asked for it. */
export const nulNotFound: RequestHandler = (req, _res, next) =>
  next(req.path.includes('%00') ? notFound() : undefined);

/** What the libraries below us refuse, by HTTP status, and the page that explains it. */
const VIEWS: Record<number, string> = {
  400: 'damaged',
  403: 'cross-site',
  404: 'not-found',
  410: 'link-over',
  413: 'too-large',
  415: 'damaged',
  429: 'too-many',
};

/** The titles of the problems that staff alone meet: views/problems/{name}. */
const STAFF_TITLES: Record<string, string> = {
  'export-too-large': 'Too many stories for one Excel file',
  'export-unclear': 'We could not tell which file you want',
  'staff-form-token': 'That page was out of date',
  'staff-link-over': 'This link no longer works',
  'staff-no-link': 'We do not know this link',
  'staff-role': 'Your role does not open this page',
  'staff-second-factor': 'You need a second factor here',
  'staff-self': 'You cannot change your own account here',
  'staff-signed-out': 'You are signed out',
};

/** The last handler: every error becomes a page in the site's own design. */
export function errorPages(log: Logger): ErrorRequestHandler {
  return (error, _req, res, _next) => {
    if (res.headersSent) {
      // Express would write the error down with all that it quotes.
      logOf(log, res).error({ err: withoutInput(error) }, 'broken off');
      res.destroy();
      return;
    }
    const unsaved = isUnsaved(error);
    const status = unsaved ? 503 : statusOf(error);
    if (status >= 500) logOf(log, res).error({ err: withoutInput(error) }, 'unexpected');
    res.status(status).set('Cache-Control', 'no-store');
    if (unsaved) res.set('Retry-After', '300');
    // Before a language was chosen, for an address that cannot be read.
    if (!hasWords(res)) return plainPage(res, status);
    const view =
      error instanceof Problem ? error.view : unsaved ? 'unavailable' : (VIEWS[status] ?? 'unexpected');
    const title = STAFF_TITLES[view] ?? wordsOf(res).text(`problems:${view}.title`);
    res.render(`problems/${view}`, { title, requestId: res.locals.requestId }, (failure, html) => {
      if (failure) plainPage(res, status);
      else res.send(html);
    });
  };
}

/**
 * A full disk, a database that nothing may be written to, or none to be reached: SQLite and PostgreSQL say
 * so, through Prisma, in these words.
 */
const UNSAVED =
  /SQLITE_(FULL|READONLY|IOERR)|database or disk is full|readonly database|disk I\/O error|No space left|read-only transaction|the database system is|Connection terminated|Can't reach database|connect E[A-Z]+/;

/** Whether the database could not store what was sent; its transaction was taken back whole. */
function isUnsaved(error: unknown): boolean {
  return (
    error instanceof Error &&
    UNSAVED.test(`${error.message} ${JSON.stringify((error as { meta?: unknown }).meta ?? '')}`)
  );
}

function statusOf(error: unknown): number {
  const status = (error as { status?: unknown }).status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

/** When even the view cannot be rendered, and so perhaps not its words. */
function plainPage(res: Response, status: number): void {
  res
    .status(status)
    .type('text')
    .send(
      'Something went wrong on our side. Please try again in a few minutes.\n' +
        'Aeth rhywbeth o’i le ar ein hochr ni. Rhowch gynnig arall arni ymhen ychydig funudau.\n',
    );
}
