import { randomUUID } from 'node:crypto';
import { Secret } from 'otpauth';
import type { Role } from '../../src/staff/role.ts';
import { startSession } from '../../src/staff/session.ts';
import type { World } from './world.ts';

export type StaffVisitor = Awaited<ReturnType<typeof signIn>>;

/**
 * A browser in which somebody with that role is signed in. Its `post` adds the form token, as the forms
 * of the staff area do.
 */
export async function signIn(world: World, role: Role, email = `${role}-${randomUUID()}@staff.example`) {
  const { db, secrets, clock } = world.deps;
  const id = randomUUID();
  const token = await db.write(async tx => {
    const totpSecret =
      role === 'admin' ? secrets.box('staff totp').seal(new Secret({ size: 20 }).base32, id) : null;
    await tx.staffAccount.create({ data: { id, email, role, createdAt: clock(), totpSecret } });
    return startSession(tx, { accountId: id, stage: 'open', device: 'Firefox on Linux' }, clock());
  });
  const visitor = world.visitor();
  visitor.raw.jar.setCookie(`staff=${token}; Path=/`, '127.0.0.1', '/');
  return {
    ...visitor,
    accountId: id,
    email,
    token,
    async post(url: string, form: Record<string, string | string[]>) {
      const { text } = await visitor.get('/staff/account');
      return visitor.post(url, { _csrf: formTokenIn(text), ...form });
    },
  };
}

/** The token that a page's forms carry. */
export function formTokenIn(html: string): string {
  return /name="_csrf" value="([\w-]+)"/.exec(html)?.[1] ?? '';
}
