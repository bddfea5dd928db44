import { readAccount } from './account-store.ts';
import { audit } from './audit.ts';
import type { StaffParts } from './parts.ts';
import { endSessions, startSession } from './session.ts';
import { useSetUpLink } from './set-up-link.ts';

/**
 * Sets up an account, or sets it up anew: in one transaction the link is used up, the password is the
 * new one, the second factor goes, and every other browser is signed out.
 *
 * @returns the token of a new session, or null: the link was used or has expired meanwhile
 */
export async function setUpAccount(
  { db, clock, passwords }: StaffParts,
  link: { hash: string; accountId: string },
  password: string,
  device: string,
): Promise<string | null> {
  const passwordHash = await passwords.hash(password);
  const now = clock();
  return db.write(async tx => {
    if (!(await useSetUpLink(tx, link.hash, now))) return null;
    const { id, email, totpSecret } = await readAccount(tx, link.accountId);
    await tx.staffAccount.update({
      where: { id },
      data: { passwordHash, totpSecret: null, totpStep: null },
    });
    await tx.staffRecoveryCode.deleteMany({ where: { accountId: id } });
    await endSessions(tx, id);
    await audit(tx, { at: now, who: email, what: 'account.set-up' });
    if (totpSecret) await audit(tx, { at: now, who: email, what: 'second-factor.remove' });
    await audit(tx, { at: now, who: email, what: 'session.start', details: { device } });
    return startSession(tx, { accountId: id, stage: 'open', device }, now);
  });
}
