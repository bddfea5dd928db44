import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { PrismaClient } from '../../src/db/generated/client.ts';
import { bothConnections } from '../../src/db/sqlite.ts';
import { unitsClient } from '../../src/db/units-client.ts';

const DAY = 24 * 60 * 60 * 1_000;

let dir: string;
let both: Awaited<ReturnType<typeof bothConnections>>;
let client: PrismaClient;
let now: number;
let units: ReturnType<typeof unitsClient>;
beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-units-'));
  copyFileSync(inject('migratedDatabase'), path.join(dir, 'test.db'));
  both = await bothConnections(`file:${path.join(dir, 'test.db')}`);
  client = new PrismaClient({ adapter: both.adapter });
  now = 0;
  units = unitsClient(client, () => now);
});
afterEach(async () => {
  await units.close();
  await client.$disconnect();
  await both.closeWriting();
  rmSync(dir, { recursive: true });
});

const keep = (key: string, count: number) =>
  units.client.tally.upsert({
    where: { key },
    create: { key, count, expiresAt: new Date(DAY) },
    update: { count },
  });

describe('Prisma in units of work', () => {
  it('writes in the unit that has begun, and only there', async () => {
    both.writing.exec('BEGIN IMMEDIATE');
    await keep('a', 1);
    expect(await client.tally.count(), 'not committed yet').toBe(0);
    both.writing.exec('ROLLBACK');
    both.writing.exec('BEGIN IMMEDIATE');
    await keep('b', 1);
    both.writing.exec('COMMIT');
    expect(await client.tally.findMany({ select: { key: true } })).toEqual([{ key: 'b' }]);
  });

  it('refuses what belongs to none', async () => {
    await expect(keep('a', 1)).rejects.toThrow('A write belongs into a unit of work: db.write');
    expect(await client.tally.count()).toBe(0);
  });

  it('is not meant by the client for reading, even while a unit has begun', async () => {
    both.writing.exec('BEGIN IMMEDIATE');
    await keep('a', 1);
    await expect(client.tally.deleteMany()).rejects.toThrow();
    await expect(client.$transaction([client.tally.deleteMany()])).rejects.toThrow();
    both.writing.exec('COMMIT');
    expect(await client.tally.count()).toBe(1);
  });

  it('goes on after an error of the database’s', async () => {
    both.writing.exec('BEGIN IMMEDIATE');
    await expect(units.client.$executeRawUnsafe('INSERT INTO nowhere VALUES (1)')).rejects.toThrow();
    await keep('a', 1);
    both.writing.exec('COMMIT');
    expect(await client.tally.count()).toBe(1);
  });

  it('goes on once Prisma has ended its transaction by itself', async () => {
    both.writing.exec('BEGIN IMMEDIATE');
    await keep('before', 1);
    await client.$disconnect();
    await expect(keep('just then', 1)).rejects.toMatchObject({ code: 'P2028' });
    await keep('behind', 1);
    both.writing.exec('COMMIT');
    expect(both.writing.prepare('SELECT "key" FROM "Tally" ORDER BY "key"').all()).toEqual([
      { key: 'before' },
      { key: 'behind' },
    ]);
  });

  it('goes on from one day to the next', async () => {
    for (let day = 0; day < 30; day += 1) {
      now = day * DAY + day;
      both.writing.exec('BEGIN IMMEDIATE');
      await keep(`day ${day}`, day);
      both.writing.exec('COMMIT');
    }
    expect(await client.tally.count()).toBe(30);
  });
});
