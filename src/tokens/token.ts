import { createHash, randomBytes } from 'node:crypto';
import { DAY } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';

/** A link to confirm holds as long as an unconfirmed letter is kept. */
const LIFETIME = 7 * DAY;

/** What a token is for. */
export type TokenSubject = { letterId: string } | { contactId: string };

/**
 * Makes the token for a link to confirm; earlier ones for the same subject end. Only its hash is kept.
 */
export async function issueToken(tx: Transaction, subject: TokenSubject, now: Date): Promise<string> {
  await tx.token.deleteMany({ where: { ...subject, usedAt: null } });
  const token = randomBytes(24).toString('base64url');
  await tx.token.create({
    data: { ...subject, hash: hash(token), createdAt: now, expiresAt: new Date(now.getTime() + LIFETIME) },
  });
  return token;
}

/**
 * The token's record, `over` where it has expired, or null: there is no such token. Found by its hash, so
 * that no time tells how much of a guess was right: whoever changes a letter of it changes all of its hash.
 */
export async function findToken(db: Database, token: string, now: Date) {
  const record = await db.read.token.findUnique({ where: { hash: hash(token) } });
  return record && { ...record, over: record.usedAt === null && record.expiresAt <= now };
}

/** Uses the token up. @returns false where somebody was faster, or it has expired */
export async function useToken(tx: Transaction, tokenHash: string, now: Date): Promise<boolean> {
  const { count } = await tx.token.updateMany({
    where: { hash: tokenHash, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return count === 1;
}

const hash = (token: string) => createHash('sha256').update(token).digest('base64url');
