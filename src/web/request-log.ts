import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';

/**
 * One line a request: the route as written in the code, never the address as asked for, which may
 * hold a token. No IP address, no header, no body.
 */
export function requestLog(log: Logger): RequestHandler {
  return (req, res, next) => {
    const begun = performance.now();
    res.locals.requestId = randomUUID();
    res.on('finish', () => {
      log.info({
        requestId: res.locals.requestId,
        method: req.method,
        route: routeOf(req),
        status: res.statusCode,
        milliseconds: Math.round(performance.now() - begun),
      });
    });
    next();
  };
}

function routeOf(req: Request): string {
  return (req.route as { path?: string } | undefined)?.path ?? '(none)';
}
