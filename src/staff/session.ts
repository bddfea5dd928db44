import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { HOUR, MINUTE } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import type { Role } from './role.ts';

/** A browser is signed in for so long at most. */
const LONGEST = 12 * HOUR;

/** An admin who does nothing for so long is signed out: whoever finds the desk finds it closed. */
const ADMIN_IDLE = 30 * MINUTE;

/** Between the password and the code. */
const CODE_WAIT = 10 * MINUTE;

/** "Last seen" is written down no more often than this. */
const SEEN_EVERY = MINUTE;

/** "code": the password was right, and the code is still to come. "open": signed in. */
export type Stage = 'code' | 'open';

type Times = { stage: string; startedAt: Date; lastSeenAt: Date };

/** A session with its account. */
export type Session = NonNullable<Awaited<ReturnType<typeof findSession>>>;

/** Whether the session still counts. */
export function isAlive({ stage, startedAt, lastSeenAt }: Times, role: Role, now: Date): boolean {
  const age = now.getTime() - startedAt.getTime();
  if (stage === 'code') return age < CODE_WAIT;
  const idle = now.getTime() - lastSeenAt.getTime();
  return age < LONGEST && (role !== 'admin' || idle < ADMIN_IDLE);
}

/**
 * Begins a session. Only the hash of its token is kept.
 *
 * @returns the token for the cookie
 */
export async function startSession(
  tx: Transaction,
  session: { accountId: string; stage: Stage; device: string },
  now: Date,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await tx.staffSession.deleteMany({ where: { startedAt: { lt: new Date(now.getTime() - LONGEST) } } });
  await tx.staffSession.create({
    data: { ...session, hash: hashOf(token), id: randomUUID(), startedAt: now, lastSeenAt: now },
  });
  return token;
}

/** The living session that the token opens, of an account that is open; or null. */
export async function findSession(db: Pick<Database, 'read'>, token: string | undefined, now: Date) {
  if (!token) return null;
  const found = await db.read.staffSession.findUnique({
    where: { hash: hashOf(token) },
    include: { account: true },
  });
  if (!found || found.account.disabledAt) return null;
  const role = found.account.role as Role;
  if (!isAlive(found, role, now)) return null;
  return { ...found, stage: found.stage as Stage, account: { ...found.account, role } };
}

/** Writes down that the session was used. */
export async function touchSession(db: Database, session: Session, now: Date): Promise<void> {
  if (now.getTime() - session.lastSeenAt.getTime() < SEEN_EVERY) return;
  await db.write(tx =>
    tx.staffSession.updateMany({ where: { hash: session.hash }, data: { lastSeenAt: now } }),
  );
}

export async function endSession(tx: Transaction, hash: string): Promise<void> {
  await tx.staffSession.deleteMany({ where: { hash } });
}

/** Ends all sessions of an account. @returns how many there were */
export async function endSessions(tx: Transaction, accountId: string): Promise<number> {
  const { count } = await tx.staffSession.deleteMany({ where: { accountId } });
  return count;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
