import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';

/** Told of each request that has ended. @param seconds how long it took */
export type OnRequest = (method: string, route: string, status: number, seconds: number) => void;

/** What proxies give a request as its name, in hexadecimal digits: nothing that anybody could have typed. */
const REQUEST_ID = /^(?=.*\d)[\da-f-]{16,64}$/i;

/**
 * One line a request: the route as written in the code, never the address as asked for, which may
 * hold a token. No IP address, no header, no body. The request's id stands in every line that it causes,
 * and in the header X-Request-Id of the answer; a trusted proxy may bring it.
 */
export function requestLog(log: Logger, onRequest: OnRequest = () => undefined): RequestHandler {
  return (req, res, next) => {
    const begun = performance.now();
    res.locals.requestId = broughtId(req) ?? randomUUID();
    res.setHeader('X-Request-Id', res.locals.requestId);
    let told = false;
    const tell = (status: number) => {
      if (told) return;
      told = true;
      const milliseconds = performance.now() - begun;
      const route = routeOf(req);
      const { requestId } = res.locals;
      log.info({ requestId, method: req.method, route, status, milliseconds: Math.round(milliseconds) });
      onRequest(req.method, route, status, milliseconds / 1_000);
    };
    res.on('finish', () => tell(res.statusCode));
    // Whoever left before the answer was whole, or was cut off.
    res.on('close', () => tell(0));
    next();
  };
}

/** For the lines that a request causes: each has its id. */
export const logOf = (log: Logger, res: Response): Logger => log.child({ requestId: res.locals.requestId });

/** Only what is next to us decides whom to believe, and the settings whether it is a proxy of ours. */
function broughtId(req: Request): string | undefined {
  const id = req.get('X-Request-Id');
  if (!id || !REQUEST_ID.test(id)) return undefined;
  const trusts: (address: string | undefined, hop: number) => boolean = req.app.get('trust proxy fn');
  return trusts(req.socket.remoteAddress, 0) ? id : undefined;
}

function routeOf(req: Request): string {
  return (req.route as { path?: string } | undefined)?.path ?? '(none)';
}
