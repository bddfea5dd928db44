import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { TOTP_PURPOSE } from '../../src/staff/parts.ts';
import { createPasswords } from '../../src/staff/password.ts';
import type { Role } from '../../src/staff/role.ts';
import { startSession } from '../../src/staff/session.ts';
import type { World } from './world.ts';

export type StaffVisitor = Awaited<ReturnType<typeof signIn>>;
export type StaffMember = Awaited<ReturnType<typeof addStaff>>;

/** The password of everybody whom addStaff makes. */
export const PASSWORD = 'quiet marmalade ladder';
const passwordHash = createPasswords().hash(PASSWORD);

/** An account that is set up; an admin's with an authenticator app, whose secret is returned. */
export async function addStaff(
  world: World,
  role: Role,
  { email = `${role}-${randomUUID()}@staff.example`, factor = role === 'admin' } = {},
) {
  const { db, secrets, clock } = world.deps;
  const id = randomUUID();
  const secret = new Secret({ size: 20 }).base32;
  const totpSecret = factor ? secrets.box(TOTP_PURPOSE).seal(secret, id) : null;
  const account = { id, email, role, createdAt: clock(), passwordHash: await passwordHash, totpSecret };
  await db.write(tx => tx.staffAccount.create({ data: account }));
  return { id, email, secret };
}

/** The form on the page that adds an authenticator app, as it is sent with the code of that app, whose key is returned. */
export function appFormIn(world: World, page: string) {
  const key = /class="key">([^<]+)/.exec(page)?.[1] ?? '';
  const secret = /name="secret" value="([^"]+)"/.exec(page)?.[1] ?? '';
  return { key, form: { _csrf: formTokenIn(page), secret, code: codeOf(world, key) } };
}

/**
 * A browser in which somebody with that role is signed in. Its `post` adds the session's form token, as
 * the forms of the staff area do.
 */
export async function signIn(world: World, role: Role, email?: string) {
  const member = await addStaff(world, role, email ? { email } : {});
  const { db, clock } = world.deps;
  const session = { accountId: member.id, stage: 'open', device: 'Firefox on Linux' } as const;
  const token = await db.write(tx => startSession(tx, session, clock()));
  const visitor = world.visitor();
  visitor.raw.jar.setCookie(`staff=${token}; Path=/`, '127.0.0.1', '/');
  const _csrf = formTokenIn((await visitor.get('/staff/account')).text);
  return {
    ...visitor,
    ...member,
    accountId: member.id,
    token,
    post: (url: string, form: Parameters<typeof visitor.post>[1]) => visitor.post(url, { _csrf, ...form }),
  };
}

/** Asks while somebody takes the admin's role away, once the guard has let the request pass; then gives it back. */
export async function overtaken(
  { deps: { db } }: World,
  { accountId }: Pick<StaffVisitor, 'accountId'>,
  ask: () => PromiseLike<unknown>,
): Promise<void> {
  const { write } = db;
  const become = (role: Role) =>
    write(tx => tx.staffAccount.update({ where: { id: accountId }, data: { role } }));
  db.write = async work => {
    await become('viewer');
    return write(work);
  };
  try {
    await ask();
  } finally {
    db.write = write;
    await become('admin');
  }
}

/** The token that a page's forms carry. */
export function formTokenIn(html: string): string {
  return /name="_csrf" value="([\w-]+)"/.exec(html)?.[1] ?? '';
}

/** What a page of an MP says of how it was made; its forms send it back. */
export async function seenOn({ get }: Pick<StaffVisitor, 'get'>, page: string): Promise<string> {
  const { text } = await get(page).expect(200);
  return /name="seen" value="([^"]*)"/.exec(text)?.[1] ?? '';
}

/** What an authenticator app with that secret shows now. */
export function codeOf(world: World, secret: string): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret.replace(/\s/g, '')) });
  return totp.generate({ timestamp: world.deps.clock().getTime() });
}
