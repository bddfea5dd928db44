import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { readUpTo } from '../web/read-up-to.ts';
import { folded } from './password-rules.ts';

/** Whether a password was stolen somewhere, as far as is known. */
export type IsBreached = (password: string) => Promise<boolean>;

/** Whoever chooses a password waits so long, milliseconds; a range takes some 40 KB. */
const LONGEST_WAIT = 2_000;
const MOST_BYTES = 256 * 1_024;

/** Digits of a hash that are told: some thousand stolen passwords share them. */
const TOLD = 5;

const RANGE = /^[\dA-F]{35}:\d+(?:\r?\n[\dA-F]{35}:\d+)*\s*$/;

type Answer =
  | { known: string[] }
  | { fault: 'unreachable' | 'too-slow' | 'refused' | 'too-large' | 'unexpected' };

/**
 * Asks a service such as Pwned Passwords: it is told the first digits of the password's hash, and answers the
 * others of each stolen password that begins with them, and how often it was stolen. Some with a 0 stand among
 * them so that the answer's length tells nothing. A service that does not answer keeps nobody from a password.
 * https://haveibeenpwned.com/API/v3#SearchingPwnedPasswordsByRange
 */
export function breachedPasswords(service: URL | undefined, log: Logger): IsBreached {
  if (!service) return async () => false;
  const ranges = `${service.href.replace(/\/$/, '')}/range`;
  return async password => {
    const hash = createHash('sha1').update(folded(password)).digest('hex').toUpperCase();
    const answer = await ask(`${ranges}/${hash.slice(0, TOLD)}`);
    if ('known' in answer) {
      const rest = `${hash.slice(TOLD)}:`;
      return answer.known.some(line => line.startsWith(rest) && line !== `${rest}0`);
    }
    log.warn({ service: 'breached passwords', fault: answer.fault }, 'live service');
    return false;
  };
}

async function ask(range: string): Promise<Answer> {
  try {
    const response = await fetch(range, {
      headers: { 'Add-Padding': 'true' },
      // Whoever answers from elsewhere is not the service that the operator named.
      redirect: 'manual',
      signal: AbortSignal.timeout(LONGEST_WAIT),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      return { fault: 'refused' };
    }
    const text = await readUpTo(MOST_BYTES, response);
    if (text === null) return { fault: 'too-large' };
    return RANGE.test(text) ? { known: text.trim().split(/\r?\n/) } : { fault: 'unexpected' };
  } catch (error) {
    return { fault: (error as Error).name === 'TimeoutError' ? 'too-slow' : 'unreachable' };
  }
}
