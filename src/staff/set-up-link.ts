import { DAY } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { hashOf, newToken } from '../tokens/random-token.ts';
import type { Role } from './role.ts';

/** How long a set-up link works: as long as a holiday week. */
export const SET_UP_LINK_DAYS = 7;

/** The same in milliseconds. */
export const SET_UP_LINK_LASTS = SET_UP_LINK_DAYS * DAY;

/** Makes the token of a set-up link; earlier ones for the account end. Only its hash is kept. */
export async function issueSetUpLink(tx: Transaction, accountId: string, now: Date): Promise<string> {
  await tx.staffSetUpLink.deleteMany({ where: { accountId, usedAt: null } });
  const token = newToken();
  await tx.staffSetUpLink.create({
    data: {
      hash: hashOf(token),
      accountId,
      createdAt: now,
      expiresAt: new Date(now.getTime() + SET_UP_LINK_LASTS),
    },
  });
  return token;
}

/** The link's record with its account, `over` where it can no longer be used; or null: there is none. */
export async function findSetUpLink(db: Pick<Database, 'read'>, token: string, now: Date) {
  const link = await db.read.staffSetUpLink.findUnique({
    where: { hash: hashOf(token) },
    include: { account: true },
  });
  if (!link) return null;
  const over = link.usedAt !== null || link.expiresAt <= now || link.account.disabledAt !== null;
  return { ...link, over, account: { ...link.account, role: link.account.role as Role } };
}

/** Uses the link up. @returns false where somebody was faster, or it has expired */
export async function useSetUpLink(tx: Transaction, hash: string, now: Date): Promise<boolean> {
  const { count } = await tx.staffSetUpLink.updateMany({
    where: { hash, usedAt: null, expiresAt: { gt: now }, account: { disabledAt: null } },
    data: { usedAt: now },
  });
  return count === 1;
}

/** Ends the links of an account that nobody has used: whoever reads an old mail must not choose a password with it. */
export async function endSetUpLinks(tx: Transaction, accountId: string, now: Date): Promise<void> {
  await tx.staffSetUpLink.updateMany({ where: { accountId, usedAt: null }, data: { expiresAt: now } });
}
