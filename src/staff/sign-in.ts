import type { Transaction } from '../db/database.ts';
import { foldAddress } from '../mail/address.ts';
import { type Account, findAccount, readAccount } from './account-store.ts';
import { audit, NOBODY } from './audit.ts';
import type { StaffParts } from './parts.ts';
import { isOutdated } from './password.ts';
import { useRecoveryCode } from './recovery-code.ts';
import { endSession, endSessionOf, type Session, startSession } from './session.ts';
import { type Try, waitInWords } from './throttle.ts';
import { takenStep } from './totp.ts';

/** Wrong codes that one password is good for. */
const CODES_A_PASSWORD = 5;

/** When to try again where too many are waiting, milliseconds. */
const BUSY_FOR = 5_000;

/** Failures for addresses that are nobody's, written down in an hour. */
const MOST_UNKNOWN = 60;

/** The browser that asks. */
export type Browser = {
  /** In plain words. */
  name: string;
  /** Where it is, narrowly and widely: src/web/network.ts. */
  home: string;
  network: string;
  /** Its id, where it is known to the account; or null. */
  known: (accountId: string) => string | null;
  /** The session's token that it brings. */
  token: string | undefined;
};

/** How a step of signing in ended. `until`: nothing was checked, try again then. */
type SignInOutcome =
  | { kind: 'open'; token: string; accountId: string }
  | { kind: 'code'; token: string }
  | { kind: 'wrong' }
  | { kind: 'wait'; until: Date };

/**
 * Checks an address and a password. Whoever has no account, or a closed one, costs the same work and
 * gets the same answer.
 */
export async function signIn(
  parts: StaffParts,
  { email, password, browser }: { email: string; password: string; browser: Browser },
): Promise<SignInOutcome> {
  const { db, clock, passwords, throttle } = parts;
  const account = await findAccount(db, email);
  const tried = passwordTry(email, account, browser);
  if (!tried.device && passwords.isBusy()) {
    return { kind: 'wait', until: new Date(clock().getTime() + BUSY_FOR) };
  }
  const until = await db.write(tx => throttle.begin(tx, tried, clock()));
  if (until) return { kind: 'wait', until };
  const stored = account?.disabledAt ? null : (account?.passwordHash ?? null);
  const right = await passwords.verify(password, stored);
  if (!right || !account || !stored) {
    await recordFailure(parts, account, tried);
    return { kind: 'wrong' };
  }
  const passwordHash = isOutdated(stored) ? await passwords.hash(password) : stored;
  return afterPassword(parts, account.id, { stored, passwordHash }, tried, browser);
}

/** The password was right: in, or on to the code. */
function afterPassword(
  { db, clock, throttle }: StaffParts,
  accountId: string,
  { stored, passwordHash }: { stored: string; passwordHash: string },
  tried: Try,
  browser: Browser,
): Promise<SignInOutcome> {
  const now = clock();
  return db.write(async tx => {
    const account = await readAccount(tx, accountId);
    // The check took a moment, in which the password may have changed or the account been closed.
    if (account.disabledAt || account.passwordHash !== stored) return { kind: 'wrong' };
    await tx.staffAccount.update({ where: { id: accountId }, data: { passwordHash } });
    await endSessionOf(tx, browser.token);
    const stage = account.totpSecret ? 'code' : 'open';
    const token = await startSession(tx, { accountId, stage, device: browser.name }, now);
    if (stage === 'code') return { kind: 'code', token };
    await throttle.succeed(tx, tried);
    await audit(tx, {
      at: now,
      who: account.email,
      what: 'session.start',
      details: { device: browser.name },
    });
    return { kind: 'open', token, accountId };
  });
}

/**
 * Checks a code of the authenticator app, or a recovery code, and opens the session under a new token.
 *
 * @returns `over` where it was wrong once too often: the password has to be given again
 */
export function giveCode(
  parts: StaffParts,
  session: Session,
  code: string,
  browser: Browser,
): Promise<SignInOutcome | { kind: 'over' }> {
  const { db, clock, throttle } = parts;
  const now = clock();
  return db.write(async tx => {
    // It may have been ended since it was looked up, by a new password for example.
    if (!(await tx.staffSession.findUnique({ where: { hash: session.hash } }))) return { kind: 'over' };
    const account = await readAccount(tx, session.accountId);
    const tried: Try = { ...passwordTry(account.email, account, browser), stage: 'code' };
    const until = await throttle.begin(tx, tried, now);
    if (until) return { kind: 'wait', until };
    const by = await useCode(tx, parts, account, code);
    if (!by) return countWrongCode(tx, parts, session, tried);
    await throttle.succeed(tx, tried);
    await throttle.succeed(tx, { ...tried, stage: 'password' });
    await endSession(tx, session.hash);
    const who = { at: now, who: account.email };
    if (by === 'recovery code') await audit(tx, { ...who, what: 'recovery-code.use' });
    await audit(tx, { ...who, what: 'session.start', details: { device: browser.name, by } });
    const next = { accountId: account.id, stage: 'open', device: browser.name } as const;
    return { kind: 'open', token: await startSession(tx, next, now), accountId: account.id };
  });
}

/** Uses the code up, as what it turned out to be; null: it is not right, or was used before. */
async function useCode(
  tx: Transaction,
  { clock, totpBox }: StaffParts,
  { id, totpSecret, totpStep }: Account,
  code: string,
): Promise<'app' | 'recovery code' | null> {
  const secret = totpSecret ? totpBox.open(totpSecret, id) : null;
  const step = secret ? takenStep(secret, code.replace(/\s/g, ''), totpStep, clock()) : null;
  if (secret && step !== null) {
    // Sealed anew, so that after APP_SECRET changed the one before is needed for a while only.
    const data = { totpStep: step, totpSecret: totpBox.seal(secret, id) };
    await tx.staffAccount.update({ where: { id }, data });
    return 'app';
  }
  return (await useRecoveryCode(tx, id, code, clock())) ? 'recovery code' : null;
}

/** One password is good for a few codes. */
async function countWrongCode(tx: Transaction, parts: StaffParts, { hash, account }: Session, tried: Try) {
  await auditFailure(tx, parts, account.email, tried);
  const { count } = await tx.staffSession.updateMany({
    where: { hash, wrongCodes: { lt: CODES_A_PASSWORD - 1 } },
    data: { wrongCodes: { increment: 1 } },
  });
  if (count === 1) return { kind: 'wrong' } as const;
  await endSession(tx, hash);
  return { kind: 'over' } as const;
}

/**
 * Asks for the password again before something grave is changed; counted as a try to sign in is.
 */
export async function checkPassword(
  parts: StaffParts,
  { account }: Session,
  password: string,
  browser: Browser,
): Promise<{ kind: 'right' } | { kind: 'wrong' } | { kind: 'wait'; until: Date }> {
  const { db, clock, passwords, throttle } = parts;
  const tried = passwordTry(account.email, account, browser);
  const until = await db.write(tx => throttle.begin(tx, tried, clock()));
  if (until) return { kind: 'wait', until };
  if (!(await passwords.verify(password, account.passwordHash))) {
    await recordFailure(parts, account, tried);
    return { kind: 'wrong' };
  }
  await db.write(tx => throttle.succeed(tx, tried));
  return { kind: 'right' };
}

const passwordTry = (email: string, account: Pick<Account, 'id'> | null, browser: Browser): Try => ({
  stage: 'password',
  email: foldAddress(email),
  home: browser.home,
  network: browser.network,
  device: account ? browser.known(account.id) : null,
});

/**
 * What was typed is kept out of the log where it is nobody's address: it may be a password. So many of them are
 * written down an hour: nobody may fill a table that nobody may empty.
 */
function recordFailure(parts: StaffParts, account: Pick<Account, 'email'> | null, tried: Try): Promise<void> {
  return parts.db.write(async tx => {
    if (account) return auditFailure(tx, parts, account.email, tried);
    const failures = await parts.throttle.countUnknown(tx, parts.clock());
    if (failures > MOST_UNKNOWN) return;
    const last: Record<string, string> =
      failures === MOST_UNKNOWN ? { more: 'only in the log of requests until the hour is over' } : {};
    await auditFailure(tx, parts, 'an unknown address', tried, last);
  });
}

/** Whoever reads the log sees where tries began to be slowed; those during a wait are 429s in the request log. */
async function auditFailure(
  tx: Transaction,
  { clock, throttle }: StaffParts,
  target: string,
  tried: Try,
  more: Record<string, string> = {},
): Promise<void> {
  const now = clock();
  const until = await throttle.waitsUntil(tx, tried, now);
  const details = {
    ...(tried.stage === 'code' ? { wrong: 'code' } : {}),
    ...(until ? { wait: waitInWords(until.getTime() - now.getTime()) } : {}),
    ...more,
  };
  const entry = { at: now, who: NOBODY, what: 'session.refuse', target } as const;
  await audit(tx, Object.keys(details).length > 0 ? { ...entry, details } : entry);
}
