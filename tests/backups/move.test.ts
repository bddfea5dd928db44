import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { loadDemo } from '../../src/demo/load-demo.ts';
import { ROOT } from '../../src/deps.ts';
import { openDictionary } from '../../src/languages/words.ts';
import { sealingOf } from '../../src/sealing/sealed-fields.ts';
import { openSecrets } from '../../src/secrets/secrets.ts';
import { run } from '../support/command.ts';
import { ask, createDatabase, SERVER } from '../support/databases.ts';
import { withDatabase } from '../support/files.ts';

const APP_SECRET = 'a secret for this test, forty characters';
const SEALING = sealingOf(openSecrets(APP_SECRET));
const AT = new Date('2026-11-24T09:00:00.123Z');

type Target = Awaited<ReturnType<typeof createDatabase>>;

let dir: string;
let file: string;
let target: Target;
/** Migrated once, and copied for each test: making the tables takes most of a move's time. */
let migrated: Target;
beforeAll(async () => {
  if (!SERVER) return;
  migrated = await createDatabase(SERVER);
  await migrate(migrated.url, path.join(ROOT, 'prisma'));
}, 120_000);
afterAll(() => migrated?.drop());
beforeEach(async () => {
  if (!SERVER) return;
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-move-'));
  file = path.join(dir, 'site.db');
  copyFileSync(inject('migratedDatabase'), file);
  target = await createDatabase(SERVER, migrated.name);
});
afterEach(async () => {
  if (!SERVER) return;
  await target.drop();
  rmSync(dir, { recursive: true });
});

async function move(url = target.url) {
  const { ended, output } = run('commands/data.ts', ['move', file], { DATABASE_URL: url });
  return { code: await ended, ...output };
}

/** One of everything that is stored in a way of its own. */
async function fill(): Promise<void> {
  const db = await openDatabase(`file:${file}`, SEALING);
  await loadDemo(
    { db, dictionary: openDictionary(path.join(ROOT, 'languages')) },
    { production: false, now: AT, add: false, seed: 1, letters: 1_200, days: 30 },
  );
  await db.write(async tx => {
    const { id: campaignId } = await tx.campaign.findFirstOrThrow();
    await tx.campaignLogo.create({
      data: {
        campaignId,
        bytes: Buffer.from([0, 1, 92, 255]),
        type: 'image/png',
        hash: 'h',
        width: 1,
        height: 1,
        alt: '“Ŵy” \\ "x"',
      },
    });
    await tx.auditEntry.create({
      data: { at: AT, who: 'a@staff.example', what: 'b', details: { b: [1, null], a: 'ŷ' } },
    });
    for (const subject of ['one', 'two']) {
      await tx.templateDraft.deleteMany();
      await tx.templateDraft.create({
        data: { campaignId, baseVersion: 1, subject, body: '', savedAt: AT, savedBy: '' },
      });
    }
    await tx.templateDraft.deleteMany();
  });
  await db.close();
}

const noServer = 'needs PostgreSQL: npm run test:postgresql';

describe.skipIf(!SERVER)(`npm run -s data -- move (${noServer})`, () => {
  it('brings every row across as it was, and goes on counting', { timeout: 240_000 }, async () => {
    await fill();
    // An empty one, whose tables the move makes.
    await target.drop();
    target = await createDatabase(SERVER ?? '');
    const { code, out, err } = await move();
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Letter: 1200 rows');
    const [from, to] = await Promise.all([
      openDatabase(`file:${file}`, SEALING),
      openDatabase(target.url, SEALING),
    ]);
    for (const read of [
      (db: typeof from) => db.read.letter.findMany({ orderBy: { id: 'asc' } }),
      (db: typeof from) => db.read.consent.findMany({ orderBy: { id: 'asc' } }),
      (db: typeof from) => db.read.contact.findMany({ orderBy: { id: 'asc' } }),
      (db: typeof from) => db.read.campaignLogo.findMany(),
      (db: typeof from) => db.read.auditEntry.findMany({ orderBy: { id: 'asc' } }),
      (db: typeof from) => db.read.campaign.findMany(),
    ]) {
      const expected = await read(from);
      expect(expected.length).toBeGreaterThan(0);
      expect(await read(to)).toEqual(expected);
    }
    // Drafts 1 and 2 are gone, and their revisions name them for ever.
    const { id: campaignId } = await to.read.campaign.findFirstOrThrow();
    const next = await to.write(tx =>
      tx.templateDraft.create({
        data: { campaignId, baseVersion: 1, subject: '', body: '', savedAt: AT, savedBy: '' },
      }),
    );
    expect(next.revision).toBe(3);
    await Promise.all([from.close(), to.close()]);
  });

  it('refuses a database that is not empty, and changes nothing there', { timeout: 240_000 }, async () => {
    expect((await move()).code).toBe(0);
    const before = await ask(target.url, 'SELECT * FROM "Constituency"');
    const again = await move();
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('is not empty')]);
    expect(await ask(target.url, 'SELECT * FROM "Constituency"')).toEqual(before);
  });

  it('moves nothing while the site has the file open', { timeout: 240_000 }, async () => {
    const db = await openDatabase(`file:${file}`);
    const { code, err } = await move();
    expect([code, err]).toEqual([1, expect.stringContaining('Stop the site')]);
    await db.close();
    expect(await ask(target.url, 'SELECT 1 FROM "Constituency"')).toEqual([]);
  });

  it.each<[string, () => void, string]>([
    [
      'of another version',
      () => withDatabase(file, db => db.prepare('DELETE FROM _prisma_migrations WHERE rowid = 1').run()),
      'is not of this version',
    ],
    ['that is not there', () => rmSync(file), 'cannot be read'],
    [
      'with what PostgreSQL cannot hold',
      () => withDatabase(file, db => db.prepare('UPDATE Constituency SET name = char(0)').run()),
      'Nothing was moved',
    ],
  ])('says what is wrong with a file %s', { timeout: 240_000 }, async (_what, spoil, words) => {
    spoil();
    const { code, err } = await move();
    expect([code, err]).toEqual([1, expect.stringContaining(words)]);
    expect(err).not.toContain('    at ');
    expect(await ask(target.url, 'SELECT 1 FROM "Campaign"')).toEqual([]);
  });

  it('says so when there is no server, or the address is no PostgreSQL', { timeout: 240_000 }, async () => {
    expect((await move('postgresql://nobody@127.0.0.1:1/none')).err).toContain('There is no PostgreSQL');
    expect((await move(`file:${path.join(dir, 'other.db')}`)).err).toContain('Set DATABASE_URL');
  });
});

describe.skipIf(!SERVER)('what is for SQLite alone', () => {
  it.each(['backup', 'restore'])(
    '%s names the tool of PostgreSQL instead',
    { timeout: 240_000 },
    async name => {
      const { ended, output } = run('commands/data.ts', [name, file], { DATABASE_URL: target.url });
      expect(await ended).toBe(1);
      expect(output.err).toContain(name === 'backup' ? 'pg_dump' : 'pg_restore');
    },
  );
});
