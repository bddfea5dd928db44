import { randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { expect, it } from 'vitest';
import { createPasswords } from '../../src/staff/password.ts';
import { addStaff } from '../support/staff.ts';
import { openWorld } from '../support/world.ts';

/** Passwords as the site checks them, and what each was compared with. */
function counted() {
  const compared: string[] = [];
  const counting: typeof verify = (stored, ...more) => {
    compared.push(String(stored));
    return verify(stored, ...more);
  };
  return { compared, passwords: createPasswords({ hash, verify: counting }) };
}

it('signing in costs the same work, whether there is an account, none, or one that is closed or not set up', async () => {
  const world = await openWorld();
  const { db, clock } = world.deps;
  const { compared, passwords } = counted();
  Object.assign(world.deps.passwords, passwords);
  const known = await addStaff(world, 'viewer');
  const closed = await addStaff(world, 'viewer');
  const fresh = { id: randomUUID(), email: 'fresh@staff.example', role: 'viewer', createdAt: clock() };
  await db.write(async tx => {
    await tx.staffAccount.update({ where: { id: closed.id }, data: { disabledAt: clock() } });
    await tx.staffAccount.create({ data: fresh });
  });
  const none = ['none@staff.example', 'x'.repeat(5_000), 'a\u0000b', "' OR 1=1 --"];
  const work: [string, (string | undefined)[]][] = [];
  const tries = [known.email, closed.email, fresh.email, ...none];
  for (const email of tries) {
    compared.length = 0;
    await world.visitor().post('/staff/sign-in', { email, password: 'not the password' }).expect(422);
    work.push([email, compared.map(stored => /^\$argon2id\$v=19\$[^$]+/.exec(stored)?.[0])]);
  }
  expect(work).toEqual(tries.map(email => [email, ['$argon2id$v=19$m=19456,t=2,p=1']]));
  await world.close();
});
