import { readAccount } from './account-store.ts';
import { audit } from './audit.ts';
import type { StaffParts } from './parts.ts';
import { endSessions, type Stage, startSession } from './session.ts';
import { useSetUpLink } from './set-up-link.ts';

/**
 * Sets up an account, or sets it up anew: in one transaction the link is used up, the password is the
 * new one, and every other browser is signed out. Where there is a second factor, its code is still to come.
 *
 * @returns the token of a new session and its stage, or null: the link was used or has expired meanwhile
 */
export async function setUpAccount(
  { db, clock, passwords }: StaffParts,
  link: { hash: string; accountId: string },
  password: string,
  device: string,
): Promise<{ token: string; stage: Stage } | null> {
  const passwordHash = await passwords.hash(password);
  const now = clock();
  return db.write(async tx => {
    if (!(await useSetUpLink(tx, link.hash, now))) return null;
    const { id, email, totpSecret } = await readAccount(tx, link.accountId);
    await tx.staffAccount.update({ where: { id }, data: { passwordHash } });
    await endSessions(tx, id);
    await audit(tx, { at: now, who: email, what: 'account.set-up' });
    const stage = totpSecret ? 'code' : 'open';
    if (stage === 'open')
      await audit(tx, { at: now, who: email, what: 'session.start', details: { device } });
    return { token: await startSession(tx, { accountId: id, stage, device }, now), stage };
  });
}
