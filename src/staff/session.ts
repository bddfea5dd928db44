import { randomUUID } from 'node:crypto';
import { HOUR, MINUTE } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { hashOf, newToken } from '../tokens/random-token.ts';
import type { Role } from './role.ts';

/** A browser is signed in for so long at most, milliseconds. */
export const SESSION_LASTS = 12 * HOUR;

/** Whoever does nothing for so long is signed out: whoever finds the desk finds it closed. */
const IDLE: Record<Role, number> = { viewer: 4 * HOUR, editor: 4 * HOUR, admin: 30 * MINUTE };

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
export const isAlive = (times: Times, role: Role, now: Date): boolean => timeLeft(times, role, now) > 0;

/** How long it still counts if nothing is done, milliseconds; none or fewer: it is over. */
export function timeLeft({ stage, startedAt, lastSeenAt }: Times, role: Role, now: Date): number {
  const age = now.getTime() - startedAt.getTime();
  if (stage === 'code') return CODE_WAIT - age;
  const idle = now.getTime() - lastSeenAt.getTime();
  return Math.min(SESSION_LASTS - age, IDLE[role] - idle);
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
  const token = newToken(32);
  await tx.staffSession.deleteMany({ where: { startedAt: { lt: new Date(now.getTime() - SESSION_LASTS) } } });
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

/** Writes down that the session was used. @returns when it was seen last, as that is written down now */
export async function touchSession(db: Database, session: Session, now: Date): Promise<Date> {
  if (now.getTime() - session.lastSeenAt.getTime() < SEEN_EVERY) return session.lastSeenAt;
  await db.write(tx =>
    tx.staffSession.updateMany({ where: { hash: session.hash }, data: { lastSeenAt: now } }),
  );
  return now;
}

/** @param hash of its token */
export async function endSession(tx: Transaction, hash: string): Promise<void> {
  await tx.staffSession.deleteMany({ where: { hash } });
}

/** Ends the session that a browser had before it signs in again. */
export async function endSessionOf(tx: Transaction, token: string | undefined): Promise<void> {
  if (token) await endSession(tx, hashOf(token));
}

/** Ends all sessions of an account. @returns how many there were */
export async function endSessions(tx: Transaction, accountId: string): Promise<number> {
  const { count } = await tx.staffSession.deleteMany({ where: { accountId } });
  return count;
}

/** The living sessions of an account, the one used last first. */
export async function listSessions(db: Pick<Database, 'read'>, { account }: Session, now: Date) {
  const sessions = await db.read.staffSession.findMany({
    where: { accountId: account.id, stage: 'open' },
    orderBy: { lastSeenAt: 'desc' },
  });
  return sessions.filter(session => isAlive(session, account.role, now));
}

/** Ends one session of an account. @returns the device's name, or null: there is no such session */
export async function revokeSession(tx: Transaction, accountId: string, id: string): Promise<string | null> {
  const session = await tx.staffSession.findFirst({ where: { id, accountId } });
  if (!session) return null;
  await endSession(tx, session.hash);
  return session.device;
}

/** Ends all sessions of an account but one. @returns how many ended */
export async function revokeOthers(tx: Transaction, { accountId, hash }: Session): Promise<number> {
  const { count } = await tx.staffSession.deleteMany({ where: { accountId, hash: { not: hash } } });
  return count;
}

/**
 * What the session may has grown, or its password has changed: it goes on under a new token, and every
 * other session of the account ends. @returns the token
 */
export async function renewSession(tx: Transaction, session: Session, now: Date): Promise<string> {
  await endSessions(tx, session.accountId);
  const { accountId, device } = session;
  return startSession(tx, { accountId, stage: 'open', device }, now);
}
