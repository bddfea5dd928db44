import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Clock, londonTime } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { findAccount, listAccounts } from './account-store.ts';
import { COMMAND_LINE } from './audit.ts';
import {
  addAccount,
  disableAccount,
  enableAccount,
  removeSecondFactor,
  resetAccount,
  setUpUrl,
} from './manage-accounts.ts';
import { isRole, ROLES } from './role.ts';
import { SET_UP_LINK_DAYS } from './set-up-link.ts';

type Parts = { db: Database; clock: Clock; baseUrl: URL };
type Command = { usage: string; run: (parts: Parts, args: string[]) => Promise<string> };

const COMMANDS: Record<string, Command> = {
  add: { usage: `add EMAIL --role ${ROLES.join('|')}`, run: add },
  list: { usage: 'list', run: list },
  disable: { usage: 'disable EMAIL', run: disable },
  enable: { usage: 'enable EMAIL', run: enable },
  reset: { usage: 'reset EMAIL', run: reset },
  'remove-second-factor': { usage: 'remove-second-factor EMAIL', run: withoutSecondFactor },
};

/**
 * What operators do about staff accounts; the way in for the first admin.
 *
 * @param args a command and what it takes: `add ada@campaign.example --role admin`
 * @returns what to print
 * @throws Error with words for the operator
 */
export async function staffCommand(parts: Parts, [name = '', ...args]: string[]): Promise<string> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command.run(parts, args);
  const usages = Object.values(COMMANDS).map(({ usage }) => `  npm run -s staff -- ${usage}`);
  throw new Error(`Say which command:\n${usages.join('\n')}`);
}

/** Makes an account, and prints the link with which its owner sets it up. */
async function add({ db, clock, baseUrl }: Parts, args: string[]): Promise<string> {
  const options = { role: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const email = emailOf(positionals);
  const { role } = values;
  if (!isRole(role)) throw new Error(`--role takes ${ROLES.join(', ')}`);
  const added = await db.write(tx => addAccount(tx, by(clock), { email, role }));
  if (!added) throw new Error(`${email} has an account already; for a new link: reset ${email}`);
  return linkWords(email, setUpUrl(baseUrl, added.token));
}

/** Who has an account, one a line: address, role, state, second factor, last seen. */
async function list({ db }: Parts): Promise<string> {
  const accounts = await listAccounts(db);
  if (accounts.length === 0) return 'Nobody has an account yet: add EMAIL --role admin';
  return accounts
    .map(({ email, role, disabledAt, passwordHash, totpSecret, sessions }) => {
      const state = disabledAt ? 'closed' : passwordHash ? 'open' : 'not set up yet';
      const factor = totpSecret ? 'second factor' : 'no second factor';
      const seen = sessions[0] ? `last seen ${londonTime(sessions[0].lastSeenAt)}` : 'not signed in now';
      return [email, role, state, factor, seen].join('\t');
    })
    .join('\n');
}

async function disable({ db, clock }: Parts, args: string[]): Promise<string> {
  const { id, email } = await accountOf(db, args);
  await db.write(tx => disableAccount(tx, by(clock), id));
  return `${email} is closed.`;
}

async function enable({ db, clock }: Parts, args: string[]): Promise<string> {
  const { id, email } = await accountOf(db, args);
  await db.write(tx => enableAccount(tx, by(clock), id));
  return `${email} is open.`;
}

/** Prints a new set-up link, for a lost password. */
async function reset({ db, clock, baseUrl }: Parts, args: string[]): Promise<string> {
  const { id, email } = await accountOf(db, args);
  const token = await db.write(tx => resetAccount(tx, by(clock), id));
  if (!token) throw new Error(`${email} is closed, so no link opens it; first: enable ${email}`);
  return linkWords(email, setUpUrl(baseUrl, token));
}

/** For a lost phone. */
async function withoutSecondFactor({ db, clock }: Parts, args: string[]): Promise<string> {
  const { id, email } = await accountOf(db, args);
  await db.write(tx => removeSecondFactor(tx, by(clock), id));
  return `${email} signs in with the password alone; whoever must have a second factor is then asked to add a new one.`;
}

const by = (clock: Clock) => ({ who: COMMAND_LINE, at: clock() });

async function accountOf(db: Database, args: string[]) {
  const email = emailOf(args);
  const account = await findAccount(db, email);
  if (!account) throw new Error(`${email} has no account`);
  return account;
}

function emailOf([email = '']: string[]): string {
  if (z.email().safeParse(email).success) return email;
  throw new Error('Give an email address, such as ada@campaign.example');
}

const linkWords = (email: string, link: string): string =>
  `Give this link to ${email}. It works once, for ${SET_UP_LINK_DAYS} days:\n${link}`;
