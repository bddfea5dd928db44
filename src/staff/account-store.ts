import type { Database, Transaction } from '../db/database.ts';
import { foldAddress } from '../mail/address.ts';
import type { Role } from './role.ts';

/** A staff account as the database has it. */
export type Account = NonNullable<Awaited<ReturnType<typeof findAccount>>>;

/** The account of that address, or null: one address, one account, however it is spelt. */
export async function findAccount(db: Pick<Database, 'read'>, email: string) {
  const account = await db.read.staffAccount.findUnique({ where: { email: foldAddress(email) } });
  return account && { ...account, role: account.role as Role };
}

/** All accounts, by address. */
export async function listAccounts(db: Pick<Database, 'read'>) {
  const accounts = await db.read.staffAccount.findMany({
    orderBy: { email: 'asc' },
    include: { sessions: { orderBy: { lastSeenAt: 'desc' }, take: 1 } },
  });
  return accounts.map(account => ({ ...account, role: account.role as Role }));
}

/** The account as the transaction sees it. */
export async function readAccount(tx: Transaction, id: string) {
  const account = await tx.staffAccount.findUniqueOrThrow({ where: { id } });
  return { ...account, role: account.role as Role };
}
