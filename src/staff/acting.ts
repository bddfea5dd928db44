import type { Response } from 'express';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { Problem } from '../web/problem.ts';
import { readAccount } from './account-store.ts';
import type { By } from './audit.ts';
import { sessionOf } from './guard.ts';
import { type Action, may } from './role.ts';

/** Does it if whoever asks may still do it when it is done: an admin may have been quicker. */
export function asStaff<T>(
  { db, clock }: { db: Database; clock: Clock },
  res: Response,
  action: Action,
  work: (tx: Transaction, by: By) => Promise<T>,
): Promise<T> {
  return db.write(async tx => {
    const { email, role, disabledAt } = await readAccount(tx, sessionOf(res).accountId);
    if (disabledAt || !may(role, action)) throw new Problem(403, 'staff-signed-out');
    return work(tx, { who: email, at: clock() });
  });
}

/**
 * Does it to one's own account if that stands as it did when the request came: the password takes a moment to check, in
 * which its owner may have chosen another, or been signed out.
 */
export function asOwner<T>(
  { db, clock }: { db: Database; clock: Clock },
  res: Response,
  work: (tx: Transaction, by: By) => Promise<T>,
): Promise<T> {
  const { hash, account } = sessionOf(res);
  return db.write(async tx => {
    const session = await tx.staffSession.findUnique({ where: { hash }, include: { account: true } });
    const stands = session && !session.account.disabledAt;
    if (!stands || session.account.passwordHash !== account.passwordHash)
      throw new Problem(403, 'staff-signed-out');
    return work(tx, { who: account.email, at: clock() });
  });
}
