import type { RequestHandler } from 'express';
import { Problem } from './problem.ts';

/**
 * Reads a body into req.body as the bytes that were sent, for a signature to be checked over. One that
 * is larger is refused while it comes: Express's own readers take it to its end before they answer.
 *
 * @param limit bytes
 */
export function boundedBody(limit: number): RequestHandler {
  return (req, _res, next) => {
    if (req.get('Content-Encoding')) return next(new Problem(415, 'damaged'));
    if (Number(req.get('Content-Length')) > limit) return next(new Problem(413, 'too-large'));
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (problem?: Problem) => {
      req.off('data', take).off('end', stop).off('error', damaged);
      if (!problem) req.body = Buffer.concat(chunks);
      else req.pause();
      next(problem);
    };
    const damaged = () => stop(new Problem(400, 'damaged'));
    const take = (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) stop(new Problem(413, 'too-large'));
      else chunks.push(chunk);
    };
    req.on('data', take).on('end', stop).on('error', damaged);
  };
}
