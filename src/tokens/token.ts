import { DAY } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { hashOf, newToken } from './random-token.ts';

/**
 * What a token opens. `confirm` does one thing, once; `door` (the supporter's own page of a letter),
 * `reply` (the question whether the MP replied), `unsubscribe` and `carry_on` (the way back to a draft) open as
 * often as they are asked. `desk` is the key to a letter that a further device keeps in its cookie.
 */
export type TokenKind = 'confirm' | 'door' | 'reply' | 'unsubscribe' | 'carry_on' | 'desk';

/** How long a link to confirm holds, as its mail says: what it is for is kept at least as long (src/letters/retention.ts). */
export const CONFIRM_FOR = 7 * DAY;

/** The others end with what they open. */
const LIFETIME: Record<TokenKind, number> = {
  confirm: CONFIRM_FOR,
  door: 730 * DAY,
  reply: 730 * DAY,
  unsubscribe: 730 * DAY,
  carry_on: 730 * DAY,
  desk: 730 * DAY,
};

/** What a token is for. */
type TokenSubject = { letterId: string } | { contactId: string };

/**
 * Makes the token for a link to confirm; earlier ones for the same subject end. Only its hash is kept.
 */
export async function issueConfirmToken(tx: Transaction, subject: TokenSubject, now: Date): Promise<string> {
  await tx.token.deleteMany({ where: { ...subject, kind: 'confirm', usedAt: null } });
  return addToken(tx, 'confirm', subject, now);
}

/** Makes one more token; earlier ones go on. @param until when it ends, where not after its usual time */
export async function addToken(
  tx: Transaction,
  kind: TokenKind,
  subject: TokenSubject,
  now: Date,
  until = new Date(now.getTime() + LIFETIME[kind]),
): Promise<string> {
  const token = newToken();
  await tx.token.create({
    data: { ...subject, kind, hash: hashOf(token), createdAt: now, expiresAt: until },
    select: { hash: true },
  });
  return token;
}

/** Further devices that have a letter open at most: the link that opens it can be pressed for ever. */
const MOST_DESKS = 20;

/** Opens a letter on one more device; where there are too many, the one that had it first is closed. @returns its key */
export async function openDeskKey(tx: Transaction, letterId: string, now: Date): Promise<string> {
  const tooMany = await tx.token.findMany({
    where: { letterId, kind: 'desk' },
    orderBy: { createdAt: 'desc' },
    skip: MOST_DESKS - 1,
    select: { hash: true },
  });
  await tx.token.deleteMany({ where: { hash: { in: tooMany.map(({ hash }) => hash) } } });
  return addToken(tx, 'desk', { letterId }, now);
}

/**
 * The token's record, `over` where it has expired, or null: there is no such token of that kind. Found by its hash, so
 * that no time tells how much of a guess was right: whoever changes a letter of it changes all of its hash.
 */
export async function findToken(db: Database, token: string, now: Date, kind: TokenKind) {
  const record = await db.read.token.findUnique({ where: { hash: hashOf(token) } });
  if (record?.kind !== kind) return null;
  return { ...record, over: record.usedAt === null && record.expiresAt <= now };
}

/**
 * The links that were mailed about a letter open nothing any more, and nor do the devices that they opened it on: they
 * went to an address that was not its writer's.
 *
 * @param key of the device that its writer is at
 */
export async function endMailedLinks(tx: Transaction, letterId: string, key: string): Promise<void> {
  await tx.token.deleteMany({
    where: { letterId, kind: { in: ['door', 'carry_on', 'desk'] }, hash: { not: hashOf(key) } },
  });
}

/** Whether a link to confirm that letter is out that nobody has pressed. */
export async function hasOpenLink(client: Pick<Transaction, 'token'>, letterId: string): Promise<boolean> {
  return (await client.token.count({ where: { letterId, kind: 'confirm', usedAt: null } })) > 0;
}

/** Uses the token of a link to confirm up. @returns false where somebody was faster, or it has expired */
export async function useConfirmToken(tx: Transaction, tokenHash: string, now: Date): Promise<boolean> {
  const { count } = await tx.token.updateMany({
    where: { hash: tokenHash, kind: 'confirm', usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return count === 1;
}
