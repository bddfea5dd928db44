import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { createMemory } from '../../src/db/memory.ts';

describe('what is remembered', () => {
  let now = 0;
  let reads = 0;
  const read = async () => {
    reads += 1;
    return reads;
  };
  beforeEach(() => {
    now = 0;
    reads = 0;
  });

  it('is read once a second', async () => {
    const { remember } = createMemory(() => now);
    const ask = () => remember(['campaign'], 'one', read);
    expect([await ask(), await ask()]).toEqual([1, 1]);
    now = 999;
    expect(await ask()).toBe(1);
    now = 1_000;
    expect(await ask()).toBe(2);
  });

  it('is kept apart by its name', async () => {
    const { remember } = createMemory(() => now);
    expect(await remember(['campaign'], 'one', read)).toBe(1);
    expect(await remember(['campaign'], 'two', read)).toBe(2);
  });

  it('is read again where reading it failed', async () => {
    const { remember } = createMemory(() => now);
    const failing = () => remember<number>(['campaign'], 'one', () => Promise.reject(new Error('no')));
    await expect(failing()).rejects.toThrow('no');
    expect(await remember(['campaign'], 'one', read)).toBe(1);
  });

  it('stays small, however many names somebody makes up', async () => {
    const { remember } = createMemory(() => now);
    for (let i = 0; i < 1_000; i += 1) await remember(['campaign'], `name ${i}`, read);
    await remember(['campaign'], 'one more', read);
    expect(await remember(['campaign'], 'name 0', read)).toBe(1_002);
  });
});

describe('a write of this process', () => {
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
  const nameOf = () =>
    db.remember(
      ['campaign'],
      'name',
      async () => (await db.read.campaign.findFirstOrThrow({ where: { slug: 'school-attendance' } })).name,
    );
  const rename = (name: string) =>
    db.write(tx => tx.campaign.update({ where: { slug: 'school-attendance' }, data: { name } }));

  it('is seen as soon as it is committed', async () => {
    expect(await nameOf()).not.toBe('Another name');
    await rename('Another name');
    expect(await nameOf()).toBe('Another name');
  });

  it('is seen also by whoever read while it was under way', async () => {
    const before = await nameOf();
    let seen = '';
    await db.write(async tx => {
      await tx.campaign.update({ where: { slug: 'school-attendance' }, data: { name: 'Another name' } });
      seen = await nameOf();
    });
    expect(seen).toBe(before);
    expect(await nameOf()).toBe('Another name');
  });

  it('is seen where it comes behind a reading of its own', async () => {
    await nameOf();
    await db.write(async tx => {
      const { id } = await tx.campaign.findUniqueOrThrow({ where: { slug: 'school-attendance' } });
      await tx.campaign.updateMany({ where: { id }, data: { name: 'Another name' } });
    });
    expect(await nameOf()).toBe('Another name');
  });

  it('that only reads the table changes nothing of it', async () => {
    let reads = 0;
    const ask = () => db.remember(['campaign'], 'counted', async () => ++reads);
    await ask();
    await db.write(tx => tx.campaign.findFirstOrThrow({ where: { slug: 'school-attendance' } }));
    await db.write(tx => tx.campaign.count());
    await ask();
    expect(reads).toBe(1);
  });

  it('to other tables changes nothing of it', async () => {
    let reads = 0;
    const ask = () => db.remember(['campaign'], 'counted', async () => ++reads);
    await ask();
    await db.write(tx => tx.tally.create({ data: { key: 'k', count: 1, expiresAt: new Date(0) } }));
    await ask();
    expect(reads).toBe(1);
  });
});
