import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Database, openDatabase, type Transaction } from '../../src/db/database.ts';
import { groupCommit } from '../../src/db/group-commit.ts';

let dir: string;
let db: Database;
beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-db-'));
  copyFileSync(inject('migratedDatabase'), path.join(dir, 'test.db'));
  db = await openDatabase(`file:${path.join(dir, 'test.db')}`);
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true });
});

const noted = (tx: Transaction, key: string) =>
  tx.tally.create({ data: { key, count: 1, expiresAt: new Date(0) } });
const kept = async () => (await db.read.tally.findMany({ orderBy: { key: 'asc' } })).map(({ key }) => key);

describe('units of work that share a commit', () => {
  it('run in the order asked, and each sees what those before it wrote', async () => {
    const seen: number[] = [];
    const unit = (key: string) =>
      db.write(async tx => {
        await noted(tx, key);
        seen.push(await tx.tally.count());
      });
    await Promise.all(['a', 'b', 'c', 'd'].map(unit));
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(await kept()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('fail alone: what one wrote before it failed is gone, and the others keep theirs', async () => {
    const outcomes = await Promise.allSettled([
      db.write(tx => noted(tx, 'before')),
      db.write(async tx => {
        await noted(tx, 'half');
        throw new Error('given up');
      }),
      // The database itself refuses it.
      db.write(tx => noted(tx, 'before')),
      db.write(tx => noted(tx, 'behind')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { message: 'given up' } });
    expect(await kept()).toEqual(['before', 'behind']);
  });

  it('are not acknowledged, none of them, where their commit fails', async () => {
    let commits = 0;
    const { write } = groupCommit(work =>
      db.write(async tx => {
        await work(tx);
        commits += 1;
        if (commits === 1) throw new Error('no commit');
      }),
    );
    const first = await Promise.allSettled([write(tx => noted(tx, 'one')), write(tx => noted(tx, 'two'))]);
    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await write(tx => noted(tx, 'three'));
    expect(await kept()).toEqual(['three']);
  });

  it('are all committed before the database closes', async () => {
    const many = Array.from({ length: 60 }, (_, i) => db.write(tx => noted(tx, `key-${i}`)));
    await db.close();
    await Promise.all(many);
    db = await openDatabase(`file:${path.join(dir, 'test.db')}`);
    expect(await kept()).toHaveLength(60);
  });

  it('let the log be emptied between them', async () => {
    const writes = Array.from({ length: 10 }, (_, i) => db.write(tx => noted(tx, `key-${i}`)));
    const emptied = db.forget();
    const behind = db.write(tx => noted(tx, 'behind'));
    await Promise.all([...writes, behind]);
    expect(await emptied).toBe(true);
    expect(await kept()).toHaveLength(11);
  });
});
