import type { RequestHandler } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Problem } from './problem.ts';

/** `points` requests in `seconds`. */
export type Limit = { points: number; seconds: number };

/** Per client address; whole families and towns share one behind a phone network, so limits are wide. */
export function rateLimit({ points, seconds }: Limit): RequestHandler {
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return async (req, res, next) => {
    try {
      await limiter.consume(networkOf(req.ip ?? 'unknown'));
      next();
    } catch (refused) {
      if (refused instanceof Error) throw refused;
      const { msBeforeNext } = refused as { msBeforeNext: number };
      res.set('Retry-After', String(Math.ceil(msBeforeNext / 1000)));
      next(new Problem(429, 'too-many'));
    }
  };
}

/** An IPv6 household has a /64 of its own; an IPv4 address is taken whole. */
function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [head = ''] = new URL(`http://[${ip.split('%')[0]}]`).hostname.slice(1, -1).split('::');
  return head.split(':').slice(0, 4).join(':');
}
