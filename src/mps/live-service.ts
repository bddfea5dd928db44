import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { readUpTo } from '../web/read-up-to.ts';
import { createBreaker } from './circuit-breaker.ts';

/** What can be wrong with a live service's reply, or with the way there. */
export type Fault =
  | 'unreachable'
  | 'too-slow'
  | 'server-error'
  | 'too-many'
  | 'redirect'
  | 'refused'
  | 'not-json'
  | 'unexpected'
  | 'too-large'
  | 'not-believed';

/** `not-found` is the service's own word; a service that cannot be asked is a fault, never "none". */
type Reply<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'not-found' }
  | { kind: 'fault'; fault: Fault | 'left-alone' };

export type Limits = {
  /** Milliseconds for one question with all its tries, and for one try. */
  total: number;
  perTry: number;
  tries: number;
  /** Milliseconds between two tries. */
  pause: number;
  /** Longest reply, bytes. */
  maxBytes: number;
  retried: readonly Fault[];
};

type Parts = { baseUrl: URL; limits: Limits; clock: Clock; onFault: (fault: Fault) => Promise<void> };
export type LiveService = ReturnType<typeof createLiveService>;

/**
 * A JSON service of somebody else's, asked with a time limit and a few tries, and left alone for a
 * while after faults in a row. Nothing it answers is believed before `schema` has read it.
 */
export function createLiveService({ baseUrl, limits, clock, onFault }: Parts) {
  const breaker = createBreaker(clock);
  const base = baseUrl.href.replace(/\/$/, '');
  const newDeadline = () => AbortSignal.timeout(limits.total);
  return {
    /** The time limit for one question; several requests may share it. */
    newDeadline,

    /**
     * @param path begins with a slash
     * @param stop cuts the question short
     * @throws AbortError once it was cut short: that is no fault of the service
     */
    async get<T>(
      path: string,
      schema: z.ZodType<T>,
      deadline = newDeadline(),
      stop?: AbortSignal,
    ): Promise<Reply<T>> {
      if (!breaker.allows()) return { kind: 'fault', fault: 'left-alone' };
      const until = stop ? AbortSignal.any([deadline, stop]) : deadline;
      let reply = await tryOnce(`${base}${path}`, schema, limits, until);
      for (let tries = 1; tries < limits.tries && isRetried(reply) && !until.aborted; tries += 1) {
        await pause(limits.pause);
        reply = await tryOnce(`${base}${path}`, schema, limits, until);
      }
      stop?.throwIfAborted();
      if (reply.kind !== 'fault') {
        breaker.succeeded();
        return reply;
      }
      breaker.failed();
      await onFault(reply.fault);
      return reply;
    },

    /** The reply could be read, and cannot be true. */
    disbelieve: () => onFault('not-believed'),
  };

  function isRetried(reply: Reply<unknown>): boolean {
    return reply.kind === 'fault' && limits.retried.some(fault => fault === reply.fault);
  }
}

type Tried<T> = Exclude<Reply<T>, { kind: 'fault' }> | { kind: 'fault'; fault: Fault };

async function tryOnce<T>(
  url: string,
  schema: z.ZodType<T>,
  limits: Limits,
  deadline: AbortSignal,
): Promise<Tried<T>> {
  try {
    const response = await fetch(url, {
      headers: { Accept: 'application/json' },
      // Whoever answers from elsewhere is not the service that the operator named.
      redirect: 'manual',
      signal: AbortSignal.any([deadline, AbortSignal.timeout(limits.perTry)]),
    });
    const fault = faultOf(response);
    if (fault) {
      await response.body?.cancel();
      return { kind: 'fault', fault };
    }
    const text = await readUpTo(limits.maxBytes, response);
    if (text === null) return { kind: 'fault', fault: 'too-large' };
    const json = parsed(text);
    if (json === undefined) return { kind: 'fault', fault: 'not-json' };
    if (response.status === 404) return { kind: 'not-found' };
    const read = schema.safeParse(json);
    return read.success ? { kind: 'ok', value: read.data } : { kind: 'fault', fault: 'unexpected' };
  } catch (error) {
    const slow = (error as Error).name === 'TimeoutError';
    return { kind: 'fault', fault: slow ? 'too-slow' : 'unreachable' };
  }
}

function faultOf({ status, headers }: Response): Fault | null {
  if (status >= 500) return 'server-error';
  if (status === 429) return 'too-many';
  if (status >= 300 && status < 400) return 'redirect';
  // A proxy's own "not found" page is no answer of the service's.
  if (!/\bjson\b/.test(headers.get('Content-Type') ?? '')) return 'not-json';
  return status === 200 || status === 404 ? null : 'refused';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
