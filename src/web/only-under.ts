import { type RequestHandler, Router } from 'express';

/**
 * Routes whose addresses all begin with one of these words: no other request walks past their doors one by one,
 * and most of a site's doors are not its supporters'.
 */
export function onlyUnder(words: ReadonlySet<string>, routers: readonly RequestHandler[]): RequestHandler {
  const inside = Router().use(...routers);
  const guarded: RequestHandler = (req, res, next) => {
    const [, word = ''] = req.path.split('/', 2);
    return words.has(word.toLowerCase()) ? inside(req, res, next) : next();
  };
  // Whoever looks for all routes of the site finds these too.
  return Object.assign(guarded, { stack: inside.stack });
}
