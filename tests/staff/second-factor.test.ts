import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/clock.ts';
import { openSecrets } from '../../src/secrets/secrets.ts';
import { TOTP_PURPOSE } from '../../src/staff/parts.ts';
import {
  addStaff,
  appFormIn,
  codeOf,
  formTokenIn,
  PASSWORD,
  type StaffMember,
  signIn,
} from '../support/staff.ts';
import { openWorld, type Visitor, type World } from '../support/world.ts';

const CODE = '/staff/sign-in/code';
const FACTOR = '/staff/account/second-factor';
const CODES = '/staff/account/recovery-codes';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** Gives the password. @returns what gives a code */
async function untilCode({ email }: StaffMember, visitor: Visitor = world.visitor()) {
  const next = '/staff/account';
  const { headers } = await visitor.post('/staff/sign-in', { email, password: PASSWORD, next }).expect(303);
  const page = await visitor.get(`${CODE}?next=/staff/account`).expect(200);
  const _csrf = formTokenIn(page.text);
  const token = headers['set-cookie']?.[0];
  return { visitor, token, give: (code: string) => visitor.post(CODE, { _csrf, code, next }) };
}

/** Adds an app to the account of whoever is signed in. @returns its key and the recovery codes shown */
async function addApp(visitor: Visitor, more: Record<string, string> = {}) {
  const { key, form } = appFormIn(world, (await visitor.get(FACTOR).expect(200)).text);
  const answer = await visitor.post(FACTOR, { ...form, ...more });
  const page = await visitor.get(CODES);
  const codes = [...page.text.matchAll(/<li><code>([^<]+)/g)].map(match => match[1] ?? '');
  return { key, answer, codes };
}

describe('signing in with a second factor', () => {
  it('takes the code of the app, and goes on to the page asked for under a new token', async () => {
    const admin = await addStaff(world, 'admin');
    const { visitor, token, give } = await untilCode(admin);
    const { headers } = await give(codeOf(world, admin.secret))
      .expect(303)
      .expect('Location', '/staff/account');
    expect(token).toMatch(/^staff=[\w-]{43};/);
    expect(headers['set-cookie']?.[0]).toMatch(/^staff=[\w-]{43};/);
    expect(headers['set-cookie']?.[0]).not.toBe(token);
    await visitor.get('/staff').expect(200);
    const starts = await world.deps.db.read.auditEntry.findMany({ where: { what: 'session.start' } });
    expect(starts).toMatchObject([{ who: admin.email, details: { by: 'app' } }]);
  });

  it('takes no code twice', async () => {
    const admin = await addStaff(world, 'admin');
    const code = codeOf(world, admin.secret);
    await (await untilCode(admin)).give(code).expect(303);
    const { text } = await (await untilCode(admin)).give(code).expect(422);
    expect(text).toContain('was used before');
    world.pass(30_000);
    await (await untilCode(admin)).give(code).expect(422);
    await (await untilCode(admin)).give(codeOf(world, admin.secret)).expect(303);
  });

  it('takes one code once, also when two arrive together', async () => {
    const admin = await addStaff(world, 'admin');
    const both = await Promise.all([untilCode(admin), untilCode(admin)]);
    const code = codeOf(world, admin.secret);
    const pages = await Promise.all(both.map(({ give }) => give(code)));
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 422]);
  });

  it('takes a code with a blank in it', async () => {
    const admin = await addStaff(world, 'admin');
    const code = codeOf(world, admin.secret);
    await (await untilCode(admin)).give(` ${code.slice(0, 3)} ${code.slice(3)}`).expect(303);
  });

  it('asks again for a missing or wrong code, and after five for the password', async () => {
    const { visitor, give } = await untilCode(await addStaff(world, 'admin'));
    expect((await give('').expect(422)).text).toContain('Enter the code that your app shows');
    for (let i = 0; i < 4; i += 1) await give('000000').expect(422);
    await give('000000')
      .expect(303)
      .expect('Location', /^\/staff\/sign-in\?next=/);
    await visitor.get(CODE).expect(303).expect('Location', '/staff/sign-in');
  });

  it('does not wait for the code for ever', async () => {
    const admin = await addStaff(world, 'admin');
    const { give } = await untilCode(admin);
    world.pass(10 * MINUTE);
    await give(codeOf(world, admin.secret))
      .expect(303)
      .expect('Location', /^\/staff\/sign-in\?next=/);
  });

  it('slows down whoever knows the password and tries codes, from wherever, and keeps the owner’s browser free', async () => {
    const admin = await addStaff(world, 'admin');
    const { visitor: owner, give: giveFirst } = await untilCode(admin);
    await giveFirst(codeOf(world, admin.secret)).expect(303);
    for (let i = 0; i < 2; i += 1) {
      const { give } = await untilCode(admin);
      for (let j = 0; j < 5; j += 1) await give('000000');
    }
    world.pass(30_000);
    const { give } = await untilCode(admin);
    const { text } = await give(codeOf(world, admin.secret)).expect(429).expect('Retry-After', '30');
    expect(text).toContain('Wait 30 seconds');
    await (await untilCode(admin, owner)).give(codeOf(world, admin.secret)).expect(303);
  });

  it('takes no post of a code without the form token', async () => {
    const admin = await addStaff(world, 'admin');
    const { visitor } = await untilCode(admin);
    await visitor.post(CODE, { code: codeOf(world, admin.secret) }).expect(403);
  });

  it('has no page for whoever has not given the password, or is in already', async () => {
    await world.visitor().get(CODE).expect(303).expect('Location', '/staff/sign-in');
    await (await signIn(world, 'viewer')).get(CODE).expect(303).expect('Location', '/staff/sign-in');
  });
});

describe('a recovery code', () => {
  it('stands in for the app, once', async () => {
    const admin = await addStaff(world, 'admin', { factor: false });
    const visitor = world.visitor();
    await visitor.post('/staff/sign-in', { email: admin.email, password: PASSWORD }).expect(303);
    const { codes } = await addApp(visitor);
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([\da-z]{4}-){6}[\da-z]{4}$/);

    const [first = '', second = ''] = codes;
    await (await untilCode(admin)).give(first).expect(303);
    await (await untilCode(admin)).give(first).expect(422);
    const { visitor: other, give } = await untilCode(admin);
    await give(second.toUpperCase().replaceAll('-', ' ')).expect(303);
    expect((await other.get(CODES)).text).toContain('You have <strong>8</strong> unused codes');
    const kinds = await world.deps.db.read.auditEntry.findMany({ where: { what: 'recovery-code.use' } });
    expect(kinds).toHaveLength(2);
    const starts = await world.deps.db.read.auditEntry.findMany({
      where: { what: 'session.start' },
      orderBy: { id: 'asc' },
    });
    expect(starts.slice(-2)).toMatchObject([
      { who: admin.email, details: { by: 'recovery code' } },
      { who: admin.email, details: { by: 'recovery code' } },
    ]);
  });

  it('is kept by its hash, and shown once', async () => {
    const editor = await signIn(world, 'editor');
    const { codes } = await addApp(editor, { current: PASSWORD });
    const rows = JSON.stringify(await world.deps.db.read.staffRecoveryCode.findMany());
    for (const code of codes) {
      expect(rows).not.toContain(code);
      expect(rows).not.toContain(code.replaceAll('-', ''));
    }
    expect((await editor.get(CODES)).text).not.toContain(codes[0]);
  });

  it('ends when new ones are made, which takes the password', async () => {
    const admin = await addStaff(world, 'admin', { factor: false });
    const visitor = world.visitor();
    await visitor.post('/staff/sign-in', { email: admin.email, password: PASSWORD });
    const { codes } = await addApp(visitor);
    const _csrf = formTokenIn((await visitor.get(CODES)).text);
    await visitor.post(CODES, { _csrf, current: '' }).expect(422);
    await visitor.post(CODES, { _csrf, current: 'wrong password' }).expect(422);
    await visitor.post(CODES, { _csrf, current: PASSWORD }).expect(303).expect('Location', CODES);
    const page = await visitor.get(CODES);
    const [fresh = ''] = [...page.text.matchAll(/<li><code>([^<]+)/g)].map(match => match[1]);
    await (await untilCode(admin)).give(codes[0] ?? '').expect(422);
    await (await untilCode(admin)).give(fresh).expect(303);
  });
});

describe('an authenticator app', () => {
  it('is added by its code, signs out every other browser, and is kept sealed', async () => {
    const editor = await signIn(world, 'editor');
    const elsewhere = world.visitor();
    await elsewhere.post('/staff/sign-in', { email: editor.email, password: PASSWORD }).expect(303);
    const { key, answer } = await addApp(editor, { current: PASSWORD });
    expect([answer.status, answer.headers.location]).toEqual([303, CODES]);
    await editor.get('/staff').expect(200);
    await elsewhere.get('/staff').expect(303);
    const { totpSecret } = await world.deps.db.read.staffAccount.findUniqueOrThrow({
      where: { id: editor.accountId },
    });
    expect(totpSecret).toMatch(/^[\da-f]{8}(\.[\w-]+){3}$/);
    expect(totpSecret).not.toContain(key.replaceAll(' ', ''));
    const { give } = await untilCode(editor);
    await give(codeOf(world, key)).expect(422);
    world.pass(30_000);
    await give(codeOf(world, key)).expect(303);
  });

  it('goes on after the site’s secret changed, and does not need the one before for long', async () => {
    const [old, fresh] = ['the secret of last year, 40 characters', 'the secret of this year, 40 characters'];
    const changed = await openWorld({ APP_SECRET: fresh, APP_SECRET_PREVIOUS: old });
    const { id, email, secret } = await addStaff(changed, 'admin');
    const { db } = changed.deps;
    const totpSecret = openSecrets(old).box(TOTP_PURPOSE).seal(secret, id);
    await db.write(tx => tx.staffAccount.update({ where: { id }, data: { totpSecret } }));
    const visitor = changed.visitor();
    await visitor.post('/staff/sign-in', { email, password: PASSWORD }).expect(303);
    const _csrf = formTokenIn((await visitor.get(CODE)).text);
    await visitor
      .post(CODE, { _csrf, code: codeOf(changed, secret) })
      .expect(303)
      .expect('Location', '/staff');
    const account = await db.read.staffAccount.findUniqueOrThrow({ where: { id } });
    expect(
      openSecrets(fresh)
        .box(TOTP_PURPOSE)
        .open(account.totpSecret ?? '', id),
    ).toBe(secret);
    await changed.close();
  });

  it('is not added by a wrong code, and the same picture stays', async () => {
    const editor = await signIn(world, 'editor');
    const { text } = await editor.get(FACTOR);
    const secret = /name="secret" value="([^"]+)"/.exec(text)?.[1] ?? '';
    for (const code of ['', '000000', 'abcdef']) {
      const page = await editor.post(FACTOR, { secret, code }).expect(422);
      expect(/class="key">([^<]+)/.exec(page.text)?.[1]).toBe(/class="key">([^<]+)/.exec(text)?.[1]);
      expect(page.text).toContain('<a href="#code">');
    }
  });

  it('is not added without the password, where the browser was merely open', async () => {
    const editor = await signIn(world, 'editor');
    const { answer, codes } = await addApp(editor);
    expect([answer.status, codes]).toEqual([422, []]);
    expect(answer.text).toContain('<a href="#current">');
  });

  it('is not added from another person’s form', async () => {
    const [one, two] = [await signIn(world, 'editor'), await signIn(world, 'editor')];
    const { text } = await one.get(FACTOR);
    const { _csrf, ...form } = appFormIn(world, text).form;
    await two.post(FACTOR, form).expect(403);
    await two.post(FACTOR, { secret: '', code: '000000' }).expect(403);
  });

  it('is replaced with the password, and not without', async () => {
    const admin = await signIn(world, 'admin');
    expect((await addApp(admin)).answer.status).toBe(422);
    expect((await addApp(admin, { current: 'wrong password' })).answer.status).toBe(422);
    const { key, answer } = await addApp(admin, { current: PASSWORD });
    expect(answer.status).toBe(303);
    world.pass(30_000);
    await (await untilCode(admin)).give(codeOf(world, admin.secret)).expect(422);
    await (await untilCode(admin)).give(codeOf(world, key)).expect(303);
  });

  it('can be done without by an editor, with the password, and not by an admin', async () => {
    const editor = await signIn(world, 'editor');
    const { codes } = await addApp(editor, { current: PASSWORD });
    const { visitor: elsewhere, give } = await untilCode(editor);
    await give(codes[0] ?? '').expect(303);
    const _csrf = formTokenIn((await editor.get(CODES)).text);
    await editor.post(`${FACTOR}/remove`, { _csrf, current: 'wrong password' }).expect(422);
    await elsewhere.get('/staff').expect(200);
    await editor.post(`${FACTOR}/remove`, { _csrf, current: PASSWORD }).expect(303);
    await editor.get('/staff').expect(200);
    await elsewhere.get('/staff').expect(303);
    await world
      .visitor()
      .post('/staff/sign-in', { email: editor.email, password: PASSWORD })
      .expect(303)
      .expect('Location', '/staff');
    const admin = await signIn(world, 'admin');
    await admin.post(`${FACTOR}/remove`, { current: PASSWORD }).expect(403);
  });
});
