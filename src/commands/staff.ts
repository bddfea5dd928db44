// npm run -s staff -- COMMAND: who may come into the staff area. The way in for the first admin.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { londonTime } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { buildDeps, type Deps } from '../deps.ts';
import { findAccount, listAccounts } from '../staff/account-store.ts';
import { COMMAND_LINE } from '../staff/audit.ts';
import {
  addAccount,
  disableAccount,
  enableAccount,
  resetAccount,
  setUpUrl,
} from '../staff/manage-accounts.ts';
import { isRole, ROLES } from '../staff/role.ts';

const COMMANDS: Record<string, { usage: string; run: (deps: Deps, args: string[]) => Promise<void> }> = {
  add: { usage: `add EMAIL --role ${ROLES.join('|')}`, run: add },
  list: { usage: 'list', run: list },
  disable: { usage: 'disable EMAIL', run: disable },
  enable: { usage: 'enable EMAIL', run: enable },
  reset: { usage: 'reset EMAIL', run: reset },
};

const [name = '', ...args] = process.argv.slice(2);
try {
  const command = COMMANDS[name];
  if (!command) {
    const usages = Object.values(COMMANDS).map(({ usage }) => `  npm run -s staff -- ${usage}`);
    throw new Error(`Say which command:\n${usages.join('\n')}`);
  }
  const deps = await buildDeps({ ...loadConfig(process.env), logLevel: 'error' });
  await command.run(deps, args).finally(() => deps.close());
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

/** Makes an account, and prints the link with which its owner sets it up. */
async function add({ db, clock, baseUrl }: Deps, args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { role: { type: 'string' } },
    allowPositionals: true,
  });
  const email = emailOf(positionals);
  const { role } = values;
  if (!isRole(role)) throw new Error(`--role takes ${ROLES.join(', ')}`);
  const added = await db.write(tx => addAccount(tx, { who: COMMAND_LINE, at: clock() }, { email, role }));
  if (!added) throw new Error(`${email} has an account already; for a new link: reset ${email}`);
  console.log(linkWords(email, setUpUrl(baseUrl, added.token)));
}

/** Who has an account, one a line: address, role, state. */
async function list({ db }: Deps): Promise<void> {
  for (const { email, role, disabledAt, passwordHash, totpSecret, sessions } of await listAccounts(db)) {
    const state = disabledAt ? 'closed' : passwordHash ? 'open' : 'not set up yet';
    const factor = totpSecret ? 'second factor' : 'no second factor';
    const seen = sessions[0] ? `last seen ${londonTime(sessions[0].lastSeenAt)}` : 'not signed in now';
    console.log([email, role, state, factor, seen].join('\t'));
  }
}

async function disable({ db, clock }: Deps, args: string[]): Promise<void> {
  const { id, email } = await accountOf(db, args);
  await db.write(tx => disableAccount(tx, { who: COMMAND_LINE, at: clock() }, id));
  console.log(`${email} is closed.`);
}

async function enable({ db, clock }: Deps, args: string[]): Promise<void> {
  const { id, email } = await accountOf(db, args);
  await db.write(tx => enableAccount(tx, { who: COMMAND_LINE, at: clock() }, id));
  console.log(`${email} is open.`);
}

/** Prints a new set-up link, for a lost password or a lost second factor. */
async function reset({ db, clock, baseUrl }: Deps, args: string[]): Promise<void> {
  const { id, email } = await accountOf(db, args);
  const token = await db.write(tx => resetAccount(tx, { who: COMMAND_LINE, at: clock() }, id));
  console.log(linkWords(email, setUpUrl(baseUrl, token)));
}

async function accountOf(db: Deps['db'], args: string[]) {
  const email = emailOf(args);
  const account = await findAccount(db, email);
  if (!account) throw new Error(`${email} has no account`);
  return account;
}

function emailOf([email]: string[]): string {
  if (!z.email().safeParse(email).success)
    throw new Error('Give an email address, such as ada@campaign.example');
  return String(email);
}

function linkWords(email: string, link: string): string {
  return `Give this link to ${email}. It works once, for 7 days:\n${link}`;
}
