import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recount } from '../../src/figures/recount.ts';
import { purge } from '../../src/retention/purge.ts';
import { ask, SERVER } from '../support/databases.ts';
import { signIn } from '../support/staff.ts';
import { confirmPath, openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

const SCRIPT = readFileSync(
  path.join(import.meta.dirname, '..', '..', 'deploy', 'postgresql-roles.sql'),
  'utf8',
);

describe.skipIf(!SERVER)('a role with the rights of deploy/postgresql-roles.sql', () => {
  const role = `dear_mp_test_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  let world: World;
  let site: string;
  beforeAll(async () => {
    world = await openWorld();
    const url = new URL(world.databaseUrl);
    url.username = role;
    url.password = password;
    site = url.href;
    await ask(world.databaseUrl, `CREATE ROLE "${role}" LOGIN PASSWORD '${password}'`);
    for (const _again of [1, 2]) await ask(world.databaseUrl, SCRIPT.replaceAll(':"site"', `"${role}"`));
    await world.restart({ DATABASE_URL: site });
  });
  afterAll(async () => {
    const url = world.databaseUrl;
    await world.restart({});
    await ask(url, `DROP OWNED BY "${role}"; DROP ROLE "${role}"`);
    await world.close();
  });

  it('is enough for all that the site does', async () => {
    expect(await ask(site, 'SELECT current_user AS me')).toEqual([{ me: role }]);
    const visitor = world.visitor();
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
    await world.deliver();
    await visitor.post(confirmPath(world, 'ada@supporter.example'), {}).expect(303);
    await world.deliver();
    expect(world.mail.to('ada@supporter.example').length).toBeGreaterThan(0);
    const admin = await signIn(world, 'admin');
    expect((await admin.get('/staff').expect(200)).text).toContain('Letters confirmed');
    await admin.post('/staff/export/stories.csv', {}).expect(200);
    expect(await world.deps.db.read.auditEntry.count({ where: { what: 'stories.export' } })).toBe(1);
    await purge(world.deps, world.deps.clock());
    expect(await recount(world.deps.db, { repair: true })).toEqual([]);
  });

  it.each([
    'DROP TRIGGER "AuditEntry_is_never_changed" ON "AuditEntry"',
    'ALTER TABLE "AuditEntry" DISABLE TRIGGER ALL',
    'CREATE OR REPLACE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE sql AS $$SELECT NULL$$',
    'SET session_replication_role = replica',
    'DROP TABLE "AuditEntry"',
    'TRUNCATE "AuditEntry"',
    'DELETE FROM "AuditEntry"',
    `UPDATE "AuditEntry" SET who = 'nobody'`,
    'DELETE FROM "_prisma_migrations"',
    'CREATE TABLE "Mine" (id int)',
    'ALTER TABLE "Letter" DROP COLUMN "story"',
  ])('is not enough for: %s', async sql => {
    await expect(ask(site, sql)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('is not enough for an update, which then says so and changes nothing', async () => {
    const history = async () =>
      (await ask(world.databaseUrl, 'SELECT migration_name FROM "_prisma_migrations" ORDER BY 1')).length;
    const all = await history();
    await ask(
      world.databaseUrl,
      `CREATE TABLE "Newest" AS SELECT * FROM "_prisma_migrations" ORDER BY migration_name DESC LIMIT 1;
       DELETE FROM "_prisma_migrations" WHERE id IN (SELECT id FROM "Newest")`,
    );
    await expect(world.restart({ DATABASE_URL: site })).rejects.toThrow(/permission denied|must be owner/);
    expect(await history()).toBe(all - 1);
    await ask(
      world.databaseUrl,
      'INSERT INTO "_prisma_migrations" SELECT * FROM "Newest"; DROP TABLE "Newest"',
    );
    await world.restart({ DATABASE_URL: site });
  });

  it('has rights on a table that a later version brings', async () => {
    await ask(world.databaseUrl, 'CREATE TABLE "Later" (id serial, words text)');
    await ask(site, `INSERT INTO "Later" (words) VALUES ('one')`);
    expect(await ask(site, 'SELECT id, words FROM "Later"')).toEqual([{ id: 1, words: 'one' }]);
  });
});
