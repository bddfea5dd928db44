import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { announce, announcing } from '../../src/db/announcements.ts';
import { type Database, openDatabase, type Transaction } from '../../src/db/database.ts';

let dir: string;
let db: Database;
let told: object[];
beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-db-'));
  copyFileSync(inject('migratedDatabase'), path.join(dir, 'test.db'));
  told = [];
  db = await openDatabase(`file:${path.join(dir, 'test.db')}`, undefined, undefined, fact => told.push(fact));
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true });
});

const count = (tx: Transaction) => tx.campaign.count();

describe('what a unit of work announces', () => {
  it('is told once it is committed, in its order, and not before', async () => {
    await db.write(async tx => {
      announce(tx, { n: 1 });
      await count(tx);
      announce(tx, { n: 2 });
      expect(told).toEqual([]);
    });
    expect(told).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('is never told where it fails, whatever others commit beside it', async () => {
    const units = [1, 2, 3].map(n =>
      db.write(async tx => {
        announce(tx, { n });
        await count(tx);
        if (n === 2) throw new Error('no');
      }),
    );
    expect((await Promise.allSettled(units)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(told).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it('is told once where the unit had to run again', async () => {
    const twice = async <T>(work: (tx: Transaction) => Promise<T>) => {
      await work({} as Transaction);
      return work({} as Transaction);
    };
    await announcing(
      async tx => announce(tx, { n: 1 }),
      twice,
      fact => told.push(fact),
    );
    expect(told).toEqual([{ n: 1 }]);
  });
});
