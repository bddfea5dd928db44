import type { RequestHandler } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Problem } from './problem.ts';

/** `points` requests in `seconds`. */
export type Limit = { points: number; seconds: number };

/** Per client address; whole families and towns share one behind a phone network, so limits are wide. */
export function rateLimit(limit: Limit): RequestHandler {
  const consume = keyedLimit(limit);
  return async (req, _res, next) => {
    await consume(networkOf(req.ip ?? 'unknown'));
    next();
  };
}

/** @returns counts one use by that key, and throws the Problem with its page when it is one too many */
export function keyedLimit({ points, seconds }: Limit): (key: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return async key => {
    try {
      await limiter.consume(key.toLowerCase());
    } catch (refused) {
      throw refused instanceof Error ? refused : new Problem(429, 'too-many');
    }
  };
}

/** An IPv6 household has a /64 of its own; an IPv4 address is taken whole. */
export function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [head = ''] = new URL(`http://[${ip.split('%')[0]}]`).hostname.slice(1, -1).split('::');
  return head.split(':').slice(0, 4).join(':');
}
