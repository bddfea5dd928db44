import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { Problem } from './problem.ts';

/** Headers that every response carries. Nothing inline, nothing from elsewhere, no framing. */
export function securityHeaders(baseUrl: URL): RequestHandler {
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
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    // The default, no-referrer, makes browsers send "Origin: null" with the site's own forms.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure ? { maxAge: 63_072_000 } : false,
    xFrameOptions: { action: 'deny' },
  });
}

/** Personal unless a page says otherwise: kept by no cache, also not the browser's. */
export const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

/** For pages that are the same for everyone who speaks the same language; one that sets a cookie is nobody else's. */
export const cacheable: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', `${res.hasHeader('Set-Cookie') ? 'private' : 'public'}, max-age=60`);
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
