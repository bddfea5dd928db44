import type { RequestHandler, Router } from 'express';

/**
 * A router whose routes all begin with `path`, so that no other request walks past its doors one by one: the
 * staff's are more than half of the site's.
 */
export function onlyUnder(path: string, router: Router): RequestHandler {
  const beginsSo = (asked: string) => asked.slice(0, path.length).toLowerCase() === path;
  const guarded: RequestHandler = (req, res, next) => (beginsSo(req.path) ? router(req, res, next) : next());
  // Whoever looks for all routes of the site finds these too.
  return Object.assign(guarded, { stack: router.stack });
}
