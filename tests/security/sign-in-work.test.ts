import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

/** The hashes that passwords were compared with, oldest first. */
const compared: string[] = [];
let open: typeof import('../support/world.ts');
let staff: typeof import('../support/staff.ts');

beforeAll(async () => {
  // Counts the work, and does it.
  vi.doMock('@node-rs/argon2', async original => {
    const real = await original<typeof import('@node-rs/argon2')>();
    return {
      ...real,
      verify: (stored: string, password: string) => {
        compared.push(stored);
        return real.verify(stored, password);
      },
    };
  });
  vi.resetModules();
  open = await import('../support/world.ts');
  staff = await import('../support/staff.ts');
});
afterAll(() => {
  vi.doUnmock('@node-rs/argon2');
  vi.resetModules();
});

it('signing in costs the same work, whether there is an account, none, or one that is closed or not set up', async () => {
  const world = await open.openWorld();
  const { db, clock } = world.deps;
  const known = await staff.addStaff(world, 'viewer');
  const closed = await staff.addStaff(world, 'viewer');
  const fresh = { id: randomUUID(), email: 'fresh@staff.example', role: 'viewer', createdAt: clock() };
  await db.write(async tx => {
    await tx.staffAccount.update({ where: { id: closed.id }, data: { disabledAt: clock() } });
    await tx.staffAccount.create({ data: fresh });
  });
  const tries = [
    known.email,
    closed.email,
    fresh.email,
    'none@staff.example',
    'x'.repeat(5_000),
    'a\u0000b',
    "' OR 1=1 --",
  ];
  const work: [string, number, (string | undefined)[]][] = [];
  for (const email of tries) {
    compared.length = 0;
    await world.visitor().post('/staff/sign-in', { email, password: 'not the password' }).expect(422);
    work.push([email, compared.length, compared.map(hash => /^\$argon2id\$v=19\$[^$]+/.exec(hash)?.[0])]);
  }
  expect(work).toEqual(tries.map(email => [email, 1, ['$argon2id$v=19$m=19456,t=2,p=1']]));
  await world.close();
});
