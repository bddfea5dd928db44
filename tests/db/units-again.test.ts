import { afterEach, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Prisma } from '../../src/db/generated/client.ts';
import { onPostgresql } from '../support/databases.ts';
import { populate } from '../support/populated.ts';
import { openWorld, type World } from '../support/world.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map(world => world.close())));

async function openPopulated(prepare = (_deps: World['deps']) => {}): Promise<World> {
  const world = await openWorld();
  worlds.push(world);
  prepare(world.deps);
  await populate(world);
  return world;
}

/** PostgreSQL refuses each unit of work once, just before it would commit, as if it had met another. */
function refusesEachOnce({ db }: { db: Database }): void {
  const { write } = db;
  db.write = work => {
    let refused = false;
    return write(async tx => {
      const done = await work(tx);
      if (refused) return done;
      refused = true;
      throw Object.assign(new Error('met another'), { code: 'P2034' });
    });
  };
}

/** Limits are written down by themselves, every few seconds; and no two letters have the same share of own words. */
const BY_CHANCE = ['Tally', 'OwnWordsFigure'];

/** How many rows each table has. */
async function rowsOf({ deps: { db } }: World) {
  const tables = Object.values(Prisma.ModelName).filter(name => !BY_CHANCE.includes(name));
  const counts = tables.map(async name => {
    const [row] = await db.read.$queryRawUnsafe<{ n: bigint }[]>(`SELECT COUNT(*) AS n FROM "${name}"`);
    return [name, Number(row?.n)];
  });
  return Object.fromEntries(await Promise.all(counts));
}

const mailsOf = ({ mail }: World) =>
  mail.received.map(({ envelope, subject }) => `${envelope.to} ${subject}`).sort();

it.skipIf(!onPostgresql)(
  'a site on which each unit of work is run twice holds and sends the same as one on which each is run once (needs PostgreSQL: npm run test:postgresql)',
  async () => {
    const once = await openPopulated();
    const twice = await openPopulated(refusesEachOnce);
    const rows = await rowsOf(twice);
    expect(rows).toEqual(await rowsOf(once));
    expect(rows.Letter).toBeGreaterThan(5);
    expect(mailsOf(twice)).toEqual(mailsOf(once));
  },
);
