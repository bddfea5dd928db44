import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { atMost } from '../db/at-most.ts';
import { folded } from './password-rules.ts';

/** OWASP's parameters for argon2id: memory in KiB, passes, lanes. */
const CURRENT = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Each hash takes 19 MiB: more of them at once than this wait, so that sign-ins cannot use up the memory. */
const AT_ONCE = 2;

/** With so many waiting, a few seconds of work, strangers are asked to come again: staff stand in the same queue. */
const MOST_WAITING = 100;

type Argon2 = Pick<typeof import('@node-rs/argon2'), 'hash' | 'verify'>;
export type Passwords = ReturnType<typeof createPasswords>;

/** Hashes and checks passwords, a few at a time; parameters stand in the hash, and can be raised here. */
export function createPasswords(argon2: Argon2 = { hash, verify }) {
  const inTurn = atMost(AT_ONCE);
  return {
    isBusy: () => inTurn.waiting() >= MOST_WAITING,

    hash: (password: string): Promise<string> => inTurn(() => argon2.hash(folded(password), CURRENT)),

    /**
     * Whether the password is right. Without a stored hash the work is the same and the answer no, so
     * that the time taken does not tell who has an account.
     */
    async verify(password: string, stored: string | null): Promise<boolean> {
      const right = await inTurn(() => argon2.verify(stored ?? nobodysHash(), folded(password)));
      return right && stored !== null;
    },
  };
}

/** Whether a hash was made with weaker parameters than today's. */
export function isOutdated(stored: string): boolean {
  const [, m, t, p] = /\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(stored)?.map(Number) ?? [];
  return m !== CURRENT.memoryCost || t !== CURRENT.timeCost || p !== CURRENT.parallelism;
}

/** The right shape and today's parameters, and no password for it. */
function nobodysHash(): string {
  const random = (bytes: number) =>
    randomBytes(bytes)
      .toString('base64')
      .replace(/={1,2}$/, '');
  const { memoryCost, timeCost, parallelism } = CURRENT;
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${random(16)}$${random(32)}`;
}
