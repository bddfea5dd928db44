import { randomInt } from 'node:crypto';
import type { Transaction } from '../db/database.ts';
import { hashOf } from '../tokens/random-token.ts';

/** How many codes a set has. */
const COUNT = 10;

/** No letter that looks like a digit, and no vowel that makes words: 137 bits in so many that a plain hash will do. */
const ALPHABET = '0123456789bcdfghjkmnpqrstvwxyz';
const LENGTH = 28;

/** A set of codes, as they are shown once: "k3rt-09xw-…". */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () =>
    Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)])
      .join('')
      .replace(/(.{4})(?=.)/g, '$1-'),
  );
}

/** Keeps the hashes of these codes and of no others. */
export async function keepRecoveryCodes(tx: Transaction, accountId: string, codes: string[]): Promise<void> {
  await tx.staffRecoveryCode.deleteMany({ where: { accountId } });
  await tx.staffRecoveryCode.createMany({
    data: codes.map(code => ({ accountId, hash: hashOf(foldCode(code)) })),
  });
}

/** Uses a code up. @returns false where it is not one of the account's, or was used before */
export async function useRecoveryCode(
  tx: Transaction,
  accountId: string,
  code: string,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.staffRecoveryCode.updateMany({
    where: { accountId, hash: hashOf(foldCode(code)), usedAt: null },
    data: { usedAt: now },
  });
  return count === 1;
}

/** Dashes, blanks and case are for the reader. */
const foldCode = (code: string): string => code.toLowerCase().replace(/[^a-z0-9]/g, '');
