import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';
import { Problem } from './problem.ts';

/** A letter of 10,000 characters, each of them an emoji, still fits, percent-encoded, with all else. */
const LARGEST_FORM = '256kb';

/** Reads a form into req.body: `{field: string | string[]}`, without a prototype. */
export const formBody: RequestHandler[] = [
  express.urlencoded({ extended: false, limit: LARGEST_FORM, parameterLimit: 200, verify: refuseDamaged }),
  (req, _res, next) => {
    req.body ??= {};
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
