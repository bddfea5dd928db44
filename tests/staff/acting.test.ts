import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Transaction } from '../../src/db/database.ts';
import { TOTP_PURPOSE } from '../../src/staff/parts.ts';
import { appFormIn, PASSWORD, type StaffVisitor, signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

const FACTOR = '/staff/account/second-factor';
const NEXT = 'another marmalade ladder';

let world: World;
let thief: StaffVisitor;
beforeEach(async () => {
  world = await openWorld();
  // A browser left open, and in it somebody who knows the password.
  thief = await signIn(world, 'viewer');
});
afterEach(() => world.close());

/** The form for another app, filled in. */
async function anotherApp() {
  const { text } = await thief.get(FACTOR).expect(200);
  return { ...appFormIn(world, text).form, current: PASSWORD };
}

/** Gives the account an app. @returns what is kept of it */
async function withAnApp(): Promise<string> {
  const { db, secrets } = world.deps;
  const totpSecret = secrets.box(TOTP_PURPOSE).seal(thief.secret, thief.accountId);
  await db.write(tx => tx.staffAccount.updateMany({ data: { totpSecret } }));
  return totpSecret;
}

const account = () =>
  world.deps.db.read.staffAccount.findUniqueOrThrow({
    where: { id: thief.accountId },
    include: { recoveryCodes: true },
  });

/** Does it once the password was found right, and before what it was asked for is written. */
function meanwhile(work: (tx: Transaction) => Promise<unknown>): void {
  const { db } = world.deps;
  const { write } = db;
  // Asking for the password writes twice: the try, and that it was right.
  let writes = 0;
  vi.spyOn(db, 'write').mockImplementation(async asked => {
    writes += 1;
    if (writes === 3) await write(work);
    return write(asked);
  });
}

const MEANWHILE: [string, (tx: Transaction) => Promise<unknown>][] = [
  ['is signed out', tx => tx.staffSession.deleteMany()],
  ['has another password', tx => tx.staffAccount.updateMany({ data: { passwordHash: 'another' } })],
  ['is closed', tx => tx.staffAccount.updateMany({ data: { disabledAt: new Date() } })],
];

describe.each(MEANWHILE)('whoever %s while their password is checked', (_what, work) => {
  it('gets no other password', async () => {
    meanwhile(work);
    const form = { current: PASSWORD, password: NEXT, again: NEXT };
    const { text } = await thief.post('/staff/account/password', form).expect(403);
    expect(text).toContain('You are signed out');
    expect(text).not.toContain(NEXT);
  });

  it('puts no other app in the place of theirs', async () => {
    const form = await anotherApp();
    const totpSecret = await withAnApp();
    meanwhile(work);
    await thief.post(FACTOR, form).expect(403);
    expect((await account()).totpSecret).toBe(totpSecret);
  });

  it('takes no app away', async () => {
    const totpSecret = await withAnApp();
    meanwhile(work);
    await thief.post(`${FACTOR}/remove`, { current: PASSWORD }).expect(403);
    expect((await account()).totpSecret).toBe(totpSecret);
  });

  it('gets no recovery codes', async () => {
    await withAnApp();
    meanwhile(work);
    await thief.post('/staff/account/recovery-codes', { current: PASSWORD }).expect(403);
    expect((await account()).recoveryCodes).toEqual([]);
  });
});
