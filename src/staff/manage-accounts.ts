import { randomUUID } from 'node:crypto';
import { londonDate } from '../clock.ts';
import type { Transaction } from '../db/database.ts';
import { queueMail } from '../delivery/outbox.ts';
import { foldAddress } from '../mail/address.ts';
import { automaticMessage } from '../mail/message.ts';
import { readAccount } from './account-store.ts';
import { audit, type By } from './audit.ts';
import type { StaffDeps } from './parts.ts';
import type { Role } from './role.ts';
import { endSessions } from './session.ts';
import { endSetUpLinks, issueSetUpLink, SET_UP_LINK_LASTS } from './set-up-link.ts';

/** Makes an account that its owner has yet to set up. @returns the link's token, or null: the address has one */
export async function addAccount(
  tx: Transaction,
  by: By,
  { email, role }: { email: string; role: Role },
): Promise<{ accountId: string; token: string } | null> {
  const folded = foldAddress(email);
  if (await tx.staffAccount.findUnique({ where: { email: folded } })) return null;
  const id = randomUUID();
  await tx.staffAccount.create({ data: { id, email: folded, role, createdAt: by.at } });
  await audit(tx, { ...by, what: 'account.invite', target: folded, details: { role } });
  return { accountId: id, token: await issueSetUpLink(tx, id, by.at) };
}

/**
 * Makes a new set-up link, for a lost password. Until it is used, everything stays as it was; the second factor
 * stays also then. @returns its token, or null: the account is closed, and the link would open nothing
 */
export async function resetAccount(tx: Transaction, by: By, id: string): Promise<string | null> {
  const { email, disabledAt } = await readAccount(tx, id);
  if (disabledAt) return null;
  await audit(tx, { ...by, what: 'account.reset', target: email });
  return issueSetUpLink(tx, id, by.at);
}

/** Takes away a lost second factor, and signs its owner out. The password stays, and lets them in to add a new one. */
export async function removeSecondFactor(
  tx: Transaction,
  by: By,
  id: string,
  details?: { proof: string },
): Promise<void> {
  const { email, totpSecret } = await readAccount(tx, id);
  if (!totpSecret) return;
  await forgetSecondFactor(tx, id);
  await endSessions(tx, id);
  await audit(tx, { ...by, what: 'second-factor.remove', target: email, details });
}

/** The secret goes, and so do the codes that stand in for it. */
export async function forgetSecondFactor(tx: Transaction, id: string): Promise<void> {
  await tx.staffAccount.update({ where: { id }, data: { totpSecret: null, totpStep: null } });
  await tx.staffRecoveryCode.deleteMany({ where: { accountId: id } });
}

/** Signs somebody out, wherever they are signed in. */
export async function signOutAccount(tx: Transaction, by: By, id: string): Promise<void> {
  const { email } = await readAccount(tx, id);
  const sessions = await endSessions(tx, id);
  if (sessions > 0) await audit(tx, { ...by, what: 'session.revoke', target: email, details: { sessions } });
}

/** Closes an account: its sessions end, and its links open nothing, also once it is open again. */
export async function disableAccount(tx: Transaction, by: By, id: string): Promise<void> {
  const { email, disabledAt } = await readAccount(tx, id);
  if (disabledAt) return;
  await tx.staffAccount.update({ where: { id }, data: { disabledAt: by.at } });
  await endSessions(tx, id);
  await endSetUpLinks(tx, id, by.at);
  await audit(tx, { ...by, what: 'account.disable', target: email });
}

/** Opens a closed account again, with the password that it had. */
export async function enableAccount(tx: Transaction, by: By, id: string): Promise<void> {
  const { email, disabledAt } = await readAccount(tx, id);
  if (!disabledAt) return;
  await tx.staffAccount.update({ where: { id }, data: { disabledAt: null } });
  await audit(tx, { ...by, what: 'account.enable', target: email });
}

/** Gives another role; the sessions end, so that the new one begins with a new sign-in. */
export async function changeRole(tx: Transaction, by: By, id: string, role: Role): Promise<void> {
  const account = await readAccount(tx, id);
  if (account.role === role) return;
  await tx.staffAccount.update({ where: { id }, data: { role } });
  await endSessions(tx, id);
  await audit(tx, {
    ...by,
    what: 'role.change',
    target: account.email,
    details: { from: account.role, to: role },
  });
}

/** Where a set-up link leads. */
export const setUpUrl = (baseUrl: URL, token: string): string =>
  new URL(`/staff/set-up/${token}`, baseUrl).href;

/** Mails a set-up link to its owner, and says who made it: a link to choose a password with is what phishing looks like. */
export async function mailSetUpLink(
  tx: Transaction,
  { baseUrl, mailFrom, renderMail }: Pick<StaffDeps, 'baseUrl' | 'mailFrom' | 'renderMail'>,
  { who, at }: By,
  { accountId, token, isNew }: { accountId: string; token: string; isNew: boolean },
): Promise<void> {
  const { email } = await readAccount(tx, accountId);
  const until = londonDate(new Date(at.getTime() + SET_UP_LINK_LASTS));
  const link = setUpUrl(baseUrl, token);
  const words = renderMail('staff-set-up', { by: who, host: baseUrl.host, isNew, link, until });
  const from = { name: 'Dear MP', address: mailFrom };
  const message = automaticMessage(from, { name: '', address: email }, words);
  await queueMail(tx, { kind: 'invitation', aboutId: accountId, message }, at);
}
