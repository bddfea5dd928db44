import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';
import { Problem } from './problem.ts';

/** Most bytes of a form as it is sent, percent-encoded: up to nine for one character. */
export const LARGEST_FORM = {
  /** A letter of 20,000 characters still fits, with all else. */
  supporters: 256 * 1024,
  /** So do the four texts of a template, of 20,000 characters each; it is what a proxy lets through. */
  staff: 1024 * 1024,
};

/** Plain letters need a byte each, and a draft keeps whatever is typed: a form has at most a quarter as many characters. */
const BYTES_FOR_A_CHARACTER = 4;

/**
 * Reads a form into req.body: `{field: string | string[]}`, without a prototype. One that was read already stays.
 *
 * @param limit bytes of the largest body
 */
export const formBody = (limit: number): RequestHandler[] => [
  express.urlencoded({ extended: false, limit, parameterLimit: 200, verify: refusing(limit) }),
  (req, _res, next) => {
    req.body ??= Object.create(null);
    next();
  },
];

const refusing = (limit: number) => (_req: unknown, _res: unknown, body: Buffer) => {
  if (decoded(body).length > limit / BYTES_FOR_A_CHARACTER) throw new Problem(413, 'too-large');
};

/** The parser would put U+FFFD in the place of damaged bytes, and the supporter's words would be lost unseen. */
function decoded(body: Buffer): string {
  try {
    if (!isUtf8(body)) throw new URIError('not UTF-8');
    return decodeURIComponent(body.toString().replace(/%(?![\da-f]{2})/gi, '%25'));
  } catch {
    throw new Problem(400, 'damaged');
  }
}
