import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PRISMA_DIR } from '../scripts/schema-difference.ts';
import { type Database, openDatabase } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import { recordStarterSources } from '../src/mps/data-source-store.ts';
import { loadStarterMps } from '../src/mps/starter-mps.ts';
import { checkSealKeys } from '../src/sealing/seal-keys.ts';
import { openSecrets } from '../src/secrets/secrets.ts';

const NOW = new Date('2026-11-24T10:00:00Z');

let dir: string;
let one: Database;
let other: Database;
beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-two-'));
  const url = `file:${path.join(dir, 'site.db')}`;
  await migrate(url, PRISMA_DIR);
  one = await openDatabase(url);
  other = await openDatabase(url);
});
afterEach(async () => {
  await one.close();
  await other.close();
  rmSync(dir, { recursive: true });
});

/** Does it in one process, and in another that had looked before the one wrote, and writes behind it. */
const inBoth = (work: (db: Database) => Promise<unknown>) =>
  work({
    ...other,
    write: async unit => {
      await work(one);
      return other.write(unit);
    },
  });

describe('where two processes begin on one file at once', () => {
  it('all constituencies are loaded once', async () => {
    await inBoth(db => loadStarterMps(db, path.join(PRISMA_DIR, 'starter', 'constituencies.json')));
    expect(await one.read.constituency.count()).toBe(650);
  });

  it('the sources of the data are recorded once', async () => {
    await inBoth(db => recordStarterSources(db, NOW));
    expect(await one.read.dataSource.count()).toBe(3);
  });

  it('a secret is taken once, the first and the next', async () => {
    const account = { id: 'ada', email: 'ada@staff.example', role: 'viewer', createdAt: NOW };
    await one.write(tx => tx.staffAccount.create({ data: account }));
    const [first, next] = ['the secret of last year', 'the secret of this year'];
    await inBoth(db => checkSealKeys(db, openSecrets(first), NOW));
    const known = await one.read.sealKey.count();
    await inBoth(db => checkSealKeys(db, openSecrets(next, first), NOW));
    expect(await one.read.sealKey.count()).toBe(known + 1);
  });
});
