import { Prisma } from '../../src/db/generated/client.ts';
import type { World } from './world.ts';

/** What a mere look may write: when a session or a token was used. */
export const SEEN_AT: Record<string, readonly string[]> = {
  StaffSession: ['lastSeenAt'],
  ApiToken: ['lastUsedAt'],
};

/** Limits are written down every few seconds, whoever has asked meanwhile. */
export const BY_ITSELF = ['Tally'];

type Tables = Record<string, { findMany: () => Promise<object[]> }>;

/** All that the database holds, but for what a mere look may write. */
export async function contentsOf({ deps }: World): Promise<string> {
  const read = deps.db.read as unknown as Tables;
  const tables = Object.values(Prisma.ModelName).filter(name => !BY_ITSELF.includes(name));
  const rows = await Promise.all(
    tables.map(async name => {
      const table = read[name.charAt(0).toLowerCase() + name.slice(1)];
      if (!table) throw new Error(`no table is called ${name}`);
      const found = await table.findMany();
      const kept = found.map(row =>
        Object.entries(row).filter(([column]) => !SEEN_AT[name]?.includes(column)),
      );
      // A table has no order of its own.
      return kept.map(asText).sort();
    }),
  );
  return asText(rows);
}

const asText = (given: unknown) =>
  JSON.stringify(given, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
