import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { buildDeps } from '../../src/deps.ts';
import { reencrypt } from '../../src/sealing/reencrypt.ts';
import { sealingOf } from '../../src/sealing/sealed-fields.ts';
import { run } from '../support/command.ts';
import { addStaff, codeOf, formTokenIn, PASSWORD, type StaffMember, signIn } from '../support/staff.ts';
import { confirmPath, LETTER, openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

const MP = 'claire.young.mp@parliament.uk';
const ADA = 'ada@supporter.example';
const A = { APP_SECRET: 'the secret of last year, forty characters' };
const B = { APP_SECRET: 'the secret of this year, forty characters' };
const B_AFTER_A = { ...B, APP_SECRET_PREVIOUS: A.APP_SECRET };

let world: World;
beforeEach(async () => {
  world = await openWorld(A);
});
afterEach(() => world.close());

/** Runs the command as an operator does. @returns what it printed */
async function command(env: Record<string, string>): Promise<string> {
  const { ended, output } = run('commands/data.ts', ['reencrypt'], {
    DATABASE_URL: world.databaseUrl,
    ...env,
  });
  expect([await ended, output.err]).toEqual([0, '']);
  return output.out;
}

async function confirmed(): Promise<void> {
  const visitor = world.visitor();
  await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
  await world.deliver();
  await visitor.post(confirmPath(world), {}).expect(303);
  await world.deliver();
}

/** Whoever wrote in the last 28 days is told so, and nothing more leaves. */
async function expectSentOnce(): Promise<void> {
  const visitor = world.visitor();
  await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
  await world.deliver();
  const link = confirmPath(world);
  expect((await visitor.get(link).expect(200)).text).toContain('You have written');
  await visitor.post(link, {}).expect(303).expect('Location', link);
  await world.deliver();
  expect(world.mail.to(MP)).toHaveLength(1);
}

/** The confirmed letter and its queue of mails read in clear, and staff find it by its writer's address. */
async function expectReadable(): Promise<void> {
  const { db } = world.deps;
  const letters = await db.read.letter.findMany();
  expect(new Set(letters.map(({ story }) => story))).toEqual(
    new Set([String(LETTER.story).replaceAll('\r\n', '\n')]),
  );
  await db.read.outboxMail.findMany();
  const admin = await signIn(world, 'admin');
  const { text, headers, status } = await admin.post('/staff/letters', { find: 'ADA@supporter.example' });
  const [hers, ...others] = letters.filter(({ email }) => email === ADA);
  if (others.length === 0) expect(headers.location).toBe(`/staff/letters/${hers?.reference}`);
  else expect([status, text.includes(`${others.length + 1} letters`)]).toEqual([200, true]);
}

async function expectSecondFactor({ email, secret }: StaffMember): Promise<void> {
  const visitor = world.visitor();
  await visitor.post('/staff/sign-in', { email, password: PASSWORD }).expect(303);
  const _csrf = formTokenIn((await visitor.get('/staff/sign-in/code')).text);
  await visitor
    .post('/staff/sign-in/code', { _csrf, code: codeOf(world, secret) })
    .expect('Location', '/staff');
}

/** Each sealed text and hash begins with the id of its key. */
async function keysInUse(): Promise<string[]> {
  const rows = await stored('Letter', 'Contact', 'OutboxMail', 'StaffAccount');
  const ids = rows
    .flat()
    .flatMap(row =>
      Object.values(row).flatMap(
        value => /^(?:"?sealed:)?([\da-f]{8})\.[\w-]/.exec(String(value))?.[1] ?? [],
      ),
    );
  return [...new Set(ids)];
}

/** The rows of these tables as they stand. */
const stored = (...tables: string[]) =>
  Promise.all(
    tables.map(table =>
      world.deps.db.read.$queryRawUnsafe<Record<string, unknown>[]>(`SELECT * FROM "${table}"`),
    ),
  );

/** Changes rows past our own code. */
const change = (sql: string) => world.deps.db.write(tx => tx.$executeRawUnsafe(sql));

describe('a change of the secret', () => {
  it('goes through with nothing lost, nobody sent twice, and the old secret dropped', async () => {
    await confirmed();
    const staff = await addStaff(world, 'admin');
    const oldKeys = await keysInUse();
    expect(oldKeys.length).toBeGreaterThanOrEqual(4);

    await world.restart(B_AFTER_A);
    await expectReadable();
    await expectSentOnce();
    await expectReadable();
    expect(world.log.some(({ msg }) => String(msg).includes('reencrypt'))).toBe(true);

    expect(await command(B_AFTER_A)).toContain('APP_SECRET_PREVIOUS is not needed any more');
    expect((await keysInUse()).filter(id => oldKeys.includes(id))).toEqual([]);
    expect(await command(B_AFTER_A)).toContain('sealed with this APP_SECRET already');

    await world.restart(B);
    await expectReadable();
    await expectSecondFactor(staff);
    await expectSentOnce();
    await expect(world.restart(A)).rejects.toThrow('APP_SECRET is not the secret');
    await world.restart(B);
  });

  it('may be broken off and goes on where it was', async () => {
    await confirmed();
    await addMany(450);
    await world.restart(B_AFTER_A);
    const { db, secrets } = world.deps;
    const parts = { db, secrets, sealing: sealingOf(secrets) };
    const told: number[] = [];
    await expect(
      reencrypt(parts, (_table, done) => {
        told.push(done);
        if (told.length === 2) throw new Error('power cut');
      }),
    ).rejects.toThrow('power cut');
    expect(told).toEqual([200, 400]);
    await world.restart(B_AFTER_A);
    await expectReadable();
    await expect(world.restart(B), 'the old secret is needed still').rejects.toThrow('APP_SECRET_PREVIOUS');
    await world.restart(B_AFTER_A);
    const rest = await reencrypt({ ...parts, db: world.deps.db }, () => undefined);
    expect(rest.done.Letter).toBe(51);
    await world.restart(B);
    await expectReadable();
  });

  it('looks through what is done in no transaction, however much that is', async () => {
    await confirmed();
    await addMany(450);
    await world.restart(B_AFTER_A);
    const { db, secrets } = world.deps;
    const sealing = sealingOf(secrets);
    let writes = 0;
    const looked: unknown[] = [];
    const write: Database['write'] = work => {
      writes += 1;
      return db.write(tx => {
        const $queryRaw = (...query: unknown[]) => looked.push(query);
        return work(
          new Proxy(tx, { get: (of, name) => (name === '$queryRaw' ? $queryRaw : Reflect.get(of, name)) }),
        );
      });
    };
    const parts = { db: { ...db, write }, secrets, sealing };
    expect((await reencrypt(parts, () => undefined)).done.Letter).toBe(451);
    writes = 0;
    expect((await reencrypt(parts, () => undefined)).done).toEqual({});
    expect(writes, 'for second factors and keys alone').toBe(1);
    expect(looked).toEqual([]);
  });

  it('says how staff come in whose second factor was lost with an earlier secret', async () => {
    const { id } = await addStaff(world, 'admin');
    await change(`UPDATE "StaffAccount" SET "totpSecret" = '00000000.lost' WHERE id = '${id}'`);
    await world.restart(B_AFTER_A);
    const said = await command(B_AFTER_A);
    expect(said).toContain('Second factors of staff that do not open: 1');
    expect(said).toContain('npm run -s staff -- remove-second-factor EMAIL');
  });

  it('stops at a text that does not open, and keeps what stands there', async () => {
    await confirmed();
    await world.restart(B_AFTER_A);
    await change(`UPDATE "Letter" SET town = replace(town, substr(town, length(town) - 5, 2), 'AA')`);
    const before = await stored('Letter');
    const { db, secrets } = world.deps;
    await expect(
      reencrypt({ db, secrets, sealing: sealingOf(secrets) }, () => undefined),
    ).rejects.toMatchObject({ code: 'SEALED' });
    expect(await stored('Letter')).toEqual(before);
    expect(await db.read.sealKey.count()).toBe(2);
  });
});

describe('a database from before anything was sealed', () => {
  it('reads as it was, and is sealed by the command', async () => {
    await confirmed();
    await inClear();
    await world.restart(A);
    expect((await world.deps.db.read.letter.findFirstOrThrow()).story).toContain('We were fined');
    await expectSentOnce();
    await command(A);
    const [letters] = await stored('Letter');
    for (const { story, emailHash } of letters ?? []) {
      expect(story).toMatch(/^sealed:/);
      expect(emailHash).not.toBeNull();
    }
    expect(await world.deps.db.read.sealKey.count()).toBe(1);
    await expectReadable();
    await expectSentOnce();
  });

  /** The rows as the version before left them. */
  async function inClear(): Promise<void> {
    const text = String(LETTER.story).replaceAll('\r\n', '\n');
    await change(`UPDATE "Letter" SET "story" = '${text.replaceAll("'", "''")}', "name" = '${LETTER.name}',
      "email" = '${ADA}', "emailHash" = NULL, "postcode" = 'BS37 5AA',
      "personKey" = CAST("campaignId" AS TEXT) || ':${ADA}:ada example',
      "address1" = '1 Invented Street', "town" = 'Yate', "subject" = 'S', "body" = 'B'`);
    await change('DELETE FROM "SealKey"');
  }
});

describe('a wrong secret', () => {
  it('is told at the start in one message, and nothing is changed', async () => {
    await confirmed();
    const before = await dump();
    await world.deps.close();
    const site = run('server.ts', [], { DATABASE_URL: world.databaseUrl, ...B, PORT: '0' });
    expect(await site.ended).toBe(1);
    expect(site.output.err).toMatch(/^APP_SECRET is not the secret that this database is sealed with/);
    expect(site.output.err).not.toContain('    at ');
    await expect(
      buildDeps({ ...world.deps.config, appSecret: B.APP_SECRET }, { log: world.deps.log }),
    ).rejects.toThrow('Nothing was changed');
    await world.restart(A);
    expect(await dump()).toEqual(before);
    await expectReadable();
  });

  it('is no wrong one where nothing is sealed yet', async () => {
    await world.restart(B);
    await expect(world.restart(B)).resolves.toBeUndefined();
  });

  const dump = () => stored('Letter', 'OutboxMail', 'SealKey');
});

/** Drafts of somebody else, in the same words. */
async function addMany(count: number): Promise<void> {
  await world.deps.db.write(async tx => {
    const {
      id: _,
      reference: __,
      personKey: ___,
      emailHash: ____,
      ...letter
    } = await tx.letter.findFirstOrThrow();
    await tx.letter.createMany({
      data: Array.from({ length: count }, (_, i) => ({
        ...letter,
        id: `more-${i}`,
        draftKeyHash: `more-${i}`,
        email: `${i}@supporter.example`,
        asks: [],
        experiences: [],
        signs: [],
        updates: [],
        confirmedAt: null,
      })),
    });
  });
}
