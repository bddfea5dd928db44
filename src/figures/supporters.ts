import type { Database } from '../db/database.ts';
import type { Dialect } from '../db/dialect.ts';
import { Prisma } from '../db/generated/client.ts';
import type { Column } from './cells.ts';

/** Somebody who asked one organisation to keep in touch. */
type SupporterRow = {
  /** Empty for those who could not be given a letter: they left an address alone. */
  name: string;
  email: string;
  wording: string;
  givenAt: Date;
};

/** With what opens it: its row's id, and in which table that stands. */
type Found = SupporterRow & { consent: number; id: string; wrote: bigint | boolean };

const ROWS_A_PAGE = 250;

/**
 * Those whom that organisation may write to, a page at a time: the address was confirmed, and the
 * person's latest word on it was not taken back. Kept to one row a person and campaign.
 */
export async function* supportersOf(
  db: Database,
  campaignId: number,
  organisation: string,
): AsyncGenerator<SupporterRow[]> {
  let after = 0;
  for (;;) {
    const found = await db.read.$queryRaw<Found[]>`
      SELECT k.id AS consent, k.wording, k."givenAt",
        COALESCE(l.id, p.id) AS id, COALESCE(l.name, '') AS name, COALESCE(l.email, p.email) AS email,
        l.id IS NOT NULL AS wrote
      FROM "Consent" k LEFT JOIN "Letter" l ON l.id = k."letterId" LEFT JOIN "Contact" p ON p.id = k."contactId"
      WHERE ${mayBeWrittenTo(db.dialect, campaignId, organisation)} AND k.id > ${after}
      ORDER BY k.id LIMIT ${ROWS_A_PAGE}`;
    yield found.map(row => db.openRow(row.wrote ? 'Letter' : 'Contact', row));
    const last = found.at(-1);
    if (!last || found.length < ROWS_A_PAGE) return;
    after = last.consent;
  }
}

/** How many rows supportersOf gives; one more than `most` stands for any number above it. */
export async function countSupporters(
  db: Database,
  campaignId: number,
  organisation: string,
  most: number,
): Promise<number> {
  const [row] = await db.read.$queryRaw<{ n: bigint }[]>`
    SELECT COUNT(*) AS n FROM (
      SELECT 1 FROM "Consent" k LEFT JOIN "Letter" l ON l.id = k."letterId" LEFT JOIN "Contact" p ON p.id = k."contactId"
      WHERE ${mayBeWrittenTo(db.dialect, campaignId, organisation)} LIMIT ${most + 1}
    ) g`;
  return Number(row?.n ?? 0);
}

/** CROSS JOIN and `unindexed` keep SQLite to the few letters of the person, whatever it guesses. */
function mayBeWrittenTo({ unindexed }: Dialect, campaignId: number, organisation: string): Prisma.Sql {
  return Prisma.sql`k.kind = 'updates' AND k.organisation = ${organisation} AND k."withdrawnAt" IS NULL
    AND COALESCE(l."campaignId", p."campaignId") = ${campaignId}
    AND COALESCE(l."confirmedAt", p."confirmedAt") IS NOT NULL AND COALESCE(l.email, p.email) <> ''
    AND NOT EXISTS (
      SELECT 1 FROM "Letter" l2 CROSS JOIN "Consent" k2
      WHERE k2."letterId" = l2.id AND l2."personKey" = l."personKey" AND l2."confirmedAt" IS NOT NULL AND ${unindexed(Prisma.sql`k2.kind`)} = 'updates'
        AND ${unindexed(Prisma.sql`k2.organisation`)} = k.organisation AND k2.id > k.id)`;
}

export const SUPPORTER_COLUMNS: Column<SupporterRow>[] = [
  { name: 'name', of: row => row.name },
  { name: 'email', of: row => row.email },
  { name: 'consent_wording', of: row => row.wording },
  { name: 'consent_given_uk_time', of: row => row.givenAt },
];
