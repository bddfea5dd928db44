import { randomUUID } from 'node:crypto';
import { startSession } from '../src/staff/session.ts';
import { openDesk } from './desk.ts';

/** An admin who is signed in, on the database in `dir`. @returns the cookie, and the mark for its forms */
export async function signInAdmin(dir: string): Promise<string> {
  const deps = await openDesk(dir);
  const id = randomUUID();
  const now = deps.clock();
  const account = { id, email: `${id}@staff.example`, role: 'admin', createdAt: now, totpSecret: '-' };
  const token = await deps.db.write(async tx => {
    await tx.staffAccount.create({ data: account });
    return startSession(tx, { accountId: id, stage: 'open', device: 'Bench' }, now);
  });
  await deps.close();
  return `staff=${token}`;
}
