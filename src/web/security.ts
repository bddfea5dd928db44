import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { Problem } from './problem.ts';

/** Headers that every response carries. Nothing inline, nothing from elsewhere, no framing. */
export const securityHeaders = (baseUrl: URL): RequestHandler => headersFor(baseUrl, []);

/** The same for a page that sites of those origins may hold in a frame; none may, where none is named. */
export function framedBy(baseUrl: URL, ancestors: readonly string[]): RequestHandler {
  const headers = headersFor(baseUrl, ancestors);
  return (req, res, next) => {
    // It knows no list of origins: frame-ancestors alone says who may.
    if (ancestors.length > 0) res.removeHeader('X-Frame-Options');
    headers(req, res, next);
  };
}

/** helmet's headers, which are the same for every response: written down once, and set from there. */
function headersFor(baseUrl: URL, ancestors: readonly string[]): RequestHandler {
  const headers = new Map<string, string>();
  const writtenDown = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  helmetFor(baseUrl, ancestors)({} as IncomingMessage, writtenDown as unknown as ServerResponse, error => {
    if (error) throw error;
  });
  return (_req, res, next) => {
    res.setHeaders(headers);
    next();
  };
}

function helmetFor(baseUrl: URL, ancestors: readonly string[]) {
  const framed = ancestors.length > 0;
  const secure = baseUrl.protocol === 'https:';
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
        // Not even a script of ours can make a page out of text.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ["'none'"],
        frameAncestors: framed ? ancestors : ["'none'"],
        baseUri: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    // The default, no-referrer, makes browsers send "Origin: null" with the site's own forms.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure ? { maxAge: 63_072_000 } : false,
    xFrameOptions: framed ? false : { action: 'deny' },
  });
}

/** Personal unless a page says otherwise: kept by no cache, also not the browser's, and by no search engine. */
export const noStore: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store').setHeader('X-Robots-Tag', 'noindex');
  next();
};

/** For pages that are the same for everyone who speaks the same language; one that sets a cookie is nobody else's. */
export const cacheable: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', `${res.hasHeader('Set-Cookie') ? 'private' : 'public'}, max-age=60`);
  res.removeHeader('X-Robots-Tag');
  next();
};

/**
 * Refuses a state-changing request that another site caused. Browsers say where a request comes
 * from; older ones only in Origin. A request that says neither is no form of ours.
 */
export function sameOriginOnly(baseUrl: URL): RequestHandler {
  return (req, _res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    const site = req.get('Sec-Fetch-Site');
    const ours = site === undefined ? req.get('Origin') === baseUrl.origin : site === 'same-origin';
    next(ours ? undefined : new Problem(403, 'cross-site'));
  };
}
