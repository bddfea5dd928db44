import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { type Account, findAccount } from './account-store.ts';
import { audit, NOBODY } from './audit.ts';
import { isOutdated, type Passwords } from './password.ts';
import { startSession } from './session.ts';

export type SignInParts = { db: Database; clock: Clock; passwords: Passwords };

/**
 * Checks an address and a password. Whoever has no account, or a closed one, costs the same work and
 * gets the same answer.
 *
 * @returns the session's token, or null: not right
 */
export async function signIn(
  parts: SignInParts,
  given: { email: string; password: string; device: string },
): Promise<string | null> {
  const account = await findAccount(parts.db, given.email);
  const stored = account?.disabledAt ? null : (account?.passwordHash ?? null);
  const right = await parts.passwords.verify(given.password, stored);
  if (!right || !account) {
    await recordFailure(parts, account);
    return null;
  }
  const renewed = isOutdated(stored ?? '') ? await parts.passwords.hash(given.password) : null;
  return openSession(parts, account, given.device, renewed);
}

function openSession(
  { db, clock }: SignInParts,
  account: Account,
  device: string,
  passwordHash: string | null,
): Promise<string> {
  const now = clock();
  return db.write(async tx => {
    if (passwordHash) await tx.staffAccount.update({ where: { id: account.id }, data: { passwordHash } });
    const stage = account.totpSecret ? 'code' : 'open';
    if (stage === 'open') {
      await audit(tx, { at: now, who: account.email, what: 'session.start', details: { device } });
    }
    return startSession(tx, { accountId: account.id, stage, device }, now);
  });
}

/** What was typed is kept out of the log where it is nobody's address: it may be a password. */
function recordFailure({ db, clock }: SignInParts, account: Account | null): Promise<void> {
  const target = account?.email ?? 'an unknown address';
  return db.write(tx => audit(tx, { at: clock(), who: NOBODY, what: 'session.refuse', target }));
}
