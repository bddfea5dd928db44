import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';
import { Problem } from './problem.ts';

/** Most bytes of a form as it is sent, percent-encoded: up to nine for one character. */
export const LARGEST_FORM = {
  /** A letter of 20,000 characters still fits, with all else. */
  supporters: '256kb',
  /** So do the four texts of a template, of 20,000 characters each; it is what a proxy lets through. */
  staff: '1mb',
};

/**
 * Reads a form into req.body: `{field: string | string[]}`, without a prototype. One that was read already stays.
 *
 * @param limit largest body, such as "256kb"
 */
export const formBody = (limit: string): RequestHandler[] => [
  express.urlencoded({ extended: false, limit, parameterLimit: 200, verify: refuseDamaged }),
  (req, _res, next) => {
    req.body ??= Object.create(null);
    next();
  },
];

/** The parser would put U+FFFD in the place of damaged bytes, and the supporter's words would be lost unseen. */
function refuseDamaged(_req: unknown, _res: unknown, body: Buffer): void {
  try {
    if (!isUtf8(body)) throw new URIError('not UTF-8');
    decodeURIComponent(body.toString().replace(/%(?![\da-f]{2})/gi, '%25'));
  } catch {
    throw new Problem(400, 'damaged');
  }
}
