import { MINUTE } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { hashOf, newToken } from '../tokens/random-token.ts';

/** What a token can open: the counts, nothing else. */
const COUNTS_SCOPE = 'counts';

/** Begins every token, so that people and scanners know a leaked one by sight. */
const PREFIX = 'dearmp_';

/** Makes a token. @returns its text, which is kept nowhere: only its hash is */
export async function issueApiToken(
  tx: Transaction,
  { name, createdBy, now }: { name: string; createdBy: string; now: Date },
): Promise<string> {
  const token = PREFIX + newToken();
  await tx.apiToken.create({
    data: { name, createdBy, scope: COUNTS_SCOPE, hash: hashOf(token), createdAt: now },
  });
  return token;
}

/** All tokens, the newest first, those that are over among them. */
export function listApiTokens(db: Database) {
  return db.read.apiToken.findMany({ orderBy: { id: 'desc' } });
}

/** Ends a token for good. @returns its name, or null: there is none, or it was over already */
export async function revokeApiToken(tx: Transaction, id: number, now: Date): Promise<string | null> {
  const token = await tx.apiToken.findUnique({ where: { id } });
  if (!token || token.revokedAt) return null;
  await tx.apiToken.update({ where: { id }, data: { revokedAt: now } });
  return token.name;
}

/** @returns whether the token opens the counts; notes that it was used, to the minute */
export async function useApiToken(db: Database, token: string, now: Date): Promise<boolean> {
  const found = await db.read.apiToken.findUnique({ where: { hash: hashOf(token) } });
  if (!found || found.revokedAt || found.scope !== COUNTS_SCOPE) return false;
  if (!found.lastUsedAt || now.getTime() - found.lastUsedAt.getTime() > MINUTE) {
    await db.write(tx => tx.apiToken.update({ where: { id: found.id }, data: { lastUsedAt: now } }));
  }
  return true;
}
