import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  POSTGRESQL_SCHEMA,
  PRISMA_DIR,
  postgresqlDifference,
  postgresqlDifferenceOn,
} from '../../scripts/schema-difference.ts';
import { type Database, openDatabase, type Transaction } from '../../src/db/database.ts';
import { alone, migrate, readMigrations } from '../../src/db/migrate.ts';
import { postgresqlSchema } from '../../src/db/postgresql-schema.ts';
import { claimMail } from '../../src/delivery/claim.ts';
import { claimRun } from '../../src/runs/recurring-run.ts';
import { ask, createDatabase, SERVER } from '../support/databases.ts';

const AT = new Date('2026-11-24T10:00:00Z');
const letterMail = (number: number) => ({
  kind: 'letter',
  aboutId: `letter ${number}`,
  messageId: `message ${number}`,
  state: 'queued',
  priority: 2,
  dueAt: AT,
  createdAt: AT,
  mpMemberId: 5171,
});
const schema = await readFile(path.join(PRISMA_DIR, 'schema.prisma'), 'utf8');

describe('the migrations for PostgreSQL', () => {
  it('add up to the schema', async () => {
    expect(await postgresqlDifference(schema)).toBeNull();
    const changed = schema.replace('model Campaign {', 'model Campaign {\n  forgotten String?');
    expect(await postgresqlDifference(changed), 'and a column without a migration is seen').toContain(
      'forgotten',
    );
    expect(await readFile(POSTGRESQL_SCHEMA, 'utf8')).toContain('provider = "postgresql"');
  });

  it('come from the one schema, changed in two words', () => {
    const lines = (text: string) => text.split('\n');
    const derived = lines(postgresqlSchema(schema));
    const changed = lines(schema).filter((line, i) => line !== derived[i]);
    expect(changed).toEqual(['  output                 = "../src/db/generated"', '  provider = "sqlite"']);
  });
});

describe.skipIf(!SERVER)('on PostgreSQL (npm run test:postgresql)', () => {
  let empty: { url: string; drop: () => Promise<unknown> };
  let one: Database;
  let two: Database;
  beforeEach(async () => {
    empty = await createDatabase(SERVER ?? '');
  });
  afterEach(() => empty.drop());

  it('the migrations do add up to the schema, and guard what SQLite’s guard', async () => {
    expect(await postgresqlDifferenceOn(empty.url, schema)).toBeNull();
    const triggers = await ask(
      empty.url,
      "SELECT tgname AS name FROM pg_trigger WHERE tgname LIKE '%_is_never_%'",
    );
    const sqlite = (await readMigrations(PRISMA_DIR)).flatMap(({ sql }) =>
      [...sql.matchAll(/CREATE TRIGGER "(\w+_is_never_\w+)"/g)].map(([, name]) => name),
    );
    // Nothing replaces a row in PostgreSQL, and nothing empties a table in SQLite.
    expect([...triggers.map(({ name }) => name), 'AuditEntry_is_never_replaced'].sort()).toEqual(
      [...sqlite, 'AuditEntry_is_never_emptied'].sort(),
    );
  });

  it('two processes that start at once bring it up to date once', async () => {
    const start = () => alone(empty.url, () => migrate(empty.url, PRISMA_DIR));
    const names = (await readMigrations(PRISMA_DIR, 'postgresql')).map(({ name }) => name);
    expect((await Promise.all([start(), start()])).flat()).toEqual(names);
  });

  it('a migration that fails says which it was, and why', async () => {
    const [name] = (await migrate(empty.url, PRISMA_DIR)).slice(-1);
    // As where a copy was restored over tables of a newer version.
    await ask(empty.url, `DELETE FROM "_prisma_migrations" WHERE migration_name = '${name}'`);
    const failed = migrate(empty.url, PRISMA_DIR);
    await expect(failed).rejects.toThrow(name);
    await expect(failed).rejects.toThrow(/already exists|does not exist/);
  });

  describe('two processes', () => {
    beforeEach(async () => {
      await migrate(empty.url, PRISMA_DIR);
      [one, two] = await Promise.all([openDatabase(empty.url), openDatabase(empty.url)]);
      await one.write(tx => tx.tally.create({ data: { key: 'k', count: 0, expiresAt: AT } }));
    });
    afterEach(() => Promise.all([one.close(), two.close()]));

    const add = async (tx: Transaction) => {
      const { count } = await tx.tally.findUniqueOrThrow({ where: { key: 'k' } });
      await tx.tally.update({ where: { key: 'k' }, data: { count: count + 1 } });
    };
    const counted = async () => (await one.read.tally.findFirstOrThrow()).count;

    it('lose none of each other’s work, however often they meet', async () => {
      await Promise.all(Array.from({ length: 60 }, (_, i) => (i % 2 ? one : two).write(add)));
      expect(await counted()).toBe(60);
    });

    it('never both find that something is missing', async () => {
      const once = (db: Database) =>
        db.write(async tx => {
          if ((await tx.hookRequest.count()) > 0) return false;
          await tx.hookRequest.create({ data: { hash: String(Math.random()), at: AT } });
          return true;
        });
      const made = await Promise.all([once(one), once(two), once(one), once(two)]);
      expect(made.filter(Boolean)).toHaveLength(1);
    });

    it('see nothing of a unit of work that fails, and it is not run again', async () => {
      let runs = 0;
      const failing = one.write(async tx => {
        runs += 1;
        await add(tx);
        throw new Error('given up');
      });
      await expect(failing).rejects.toThrow('given up');
      expect([runs, await counted()]).toEqual([1, 0]);
    });

    it('cannot write where they only read', async () => {
      await expect(one.read.tally.deleteMany()).rejects.toThrow('read-only');
      expect(await counted()).toBe(0);
    });

    it.each([
      ['the pace of all letters', { perMinute: 3, perMpPerHour: 1e8 }, 3],
      ['the pace of letters to one MP', { perMinute: 1e6, perMpPerHour: 1 }, 1],
      ['each mail for one of them', { perMinute: 1e6, perMpPerHour: 1e8 }, 12],
    ])('claim mail at once and keep %s', async (_what, pace, claimed) => {
      const data = Array.from({ length: 12 }, (_, i) => letterMail(i));
      await one.write(tx => tx.outboxMail.createMany({ data }));
      const claims = await Promise.all(
        [one, two, one, two].map((db, i) => claimMail(db, { by: String(i), limit: 3, pace }, AT)),
      );
      const ids = claims.flatMap(({ mails }) => mails.map(({ id }) => id));
      expect([ids.length, new Set(ids).size]).toEqual([claimed, claimed]);
    });

    it('take turns, and leave alone the rows that the other changes', async () => {
      const mail = await one.write(tx => tx.outboxMail.create({ data: letterMail(1) }));
      let free: Set<number> | undefined;
      await one.write(async tx => {
        await tx.outboxMail.update({ where: { id: mail.id }, data: { priority: 2 } });
        free = await two.write(other => two.free(other, 'OutboxMail', [mail.id]));
      });
      expect(free).toEqual(new Set());
      let moment = 0;
      /** When its turn began and ended: a unit of work may be run again, and its last run counts. */
      const turn = (db: Database) =>
        db.write(async tx => {
          await db.takeTurn(tx, 'Pause');
          const began = moment++;
          await wait(30);
          return { began, ended: moment++ };
        });
      const turns = await Promise.all([turn(one), turn(two)]);
      const [first, second] = turns.toSorted((a, b) => a.began - b.began);
      expect(second?.began).toBeGreaterThan(first?.ended ?? moment);
    });

    it('do recurring work once', async () => {
      const claims = await Promise.all([one, two, one, two].map(db => claimRun(db, { name: 'hourly' }, AT)));
      expect(claims.filter(Boolean)).toHaveLength(1);
    });

    it('count by one statement each, and lose none', async () => {
      const { sharedCounter } = await import('../../src/abuse/counter.ts');
      const log = { warn: () => undefined } as never;
      const [a, b] = [one, two].map(db => sharedCounter({ db, clock: () => AT, log }));
      const counts = await Promise.all(
        Array.from({ length: 40 }, (_, i) => (i % 2 ? a : b)?.add('limit:x', 60)),
      );
      expect(counts.map(Number).sort((x, y) => x - y)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
      await a?.close();
      await b?.close();
    });
  });
});
