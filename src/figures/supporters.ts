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
type Found = SupporterRow & { consent: number; id: string; wrote: bigint | boolean; last: bigint | boolean };

const CONSENTS_A_PAGE = 250;

/**
 * Those whom that organisation may write to, a page at a time: the address was confirmed, and the
 * person's latest word on it was not taken back. Kept to one row a person and campaign; who left an address
 * alone, or did so too, is known by the address.
 */
export async function* supportersOf(
  db: Database,
  campaignId: number,
  organisation: string,
): AsyncGenerator<SupporterRow[]> {
  let after = 0;
  for (;;) {
    // The page comes first and by itself: then no database makes one join of everybody for each of them.
    const found = await db.read.$queryRaw<Found[]>`
      SELECT k.id AS consent, k.wording, k."givenAt",
        COALESCE(l.id, p.id) AS id, COALESCE(l.name, '') AS name, COALESCE(l.email, p.email) AS email,
        l.id IS NOT NULL AS wrote, ${isLastWord(db.dialect, campaignId)} AS last
      FROM (
        SELECT * FROM "Consent" k WHERE ${given(organisation)} AND k.id > ${after}
        ORDER BY k.id LIMIT ${CONSENTS_A_PAGE}
      ) k ${WRITERS} ORDER BY k.id`;
    yield found.filter(row => row.last).map(row => db.openRow(row.wrote ? 'Letter' : 'Contact', row));
    const last = found.at(-1);
    if (!last || found.length < CONSENTS_A_PAGE) return;
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
  // IS TRUE asks each row by itself, as a page does: PostgreSQL would make a join of everybody's words of a bare NOT EXISTS.
  const [row] = await db.read.$queryRaw<{ n: bigint }[]>`
    SELECT COUNT(*) AS n FROM (
      SELECT 1 FROM "Consent" k ${WRITERS}
      WHERE ${given(organisation)} AND (${isLastWord(db.dialect, campaignId)}) IS TRUE LIMIT ${most + 1}
    ) g`;
  return Number(row?.n ?? 0);
}

/** Whether a consent k was given to that organisation and stands. */
const given = (organisation: string) =>
  Prisma.sql`k.kind = 'updates' AND k.organisation = ${organisation} AND k."withdrawnAt" IS NULL`;

/** Who gave it, with a letter or by leaving an address alone. */
const WRITERS = Prisma.sql`LEFT JOIN "Letter" l ON l.id = k."letterId" LEFT JOIN "Contact" p ON p.id = k."contactId"`;

/** Whether it is of that campaign, from a confirmed address that is still there, and the last that its person said. */
function isLastWord(dialect: Dialect, campaignId: number): Prisma.Sql {
  return Prisma.sql`COALESCE(l."campaignId", p."campaignId") = ${campaignId}
    AND COALESCE(l."confirmedAt", p."confirmedAt") IS NOT NULL AND COALESCE(l.email, p.email) <> ''
    AND NOT EXISTS (${laterWord(dialect, 'Letter', Prisma.sql`o."personKey" = l."personKey"`)})
    AND NOT EXISTS (${laterWord(dialect, 'Letter', Prisma.sql`o."emailHash" = p."emailHash"`)})
    AND NOT EXISTS (${laterWord(dialect, 'Contact', Prisma.sql`o."emailHash" = COALESCE(l."emailHash", p."emailHash")`)})`;
}

/**
 * What the same person said after the consent k: yes once more, or that an earlier yes holds no longer. CROSS JOIN and
 * `unindexed` keep the database to their few rows, whatever it guesses.
 *
 * @param isSame how a row `o` of that table is known to be theirs
 */
function laterWord({ unindexed }: Dialect, table: 'Letter' | 'Contact', isSame: Prisma.Sql): Prisma.Sql {
  const [from, key] = table === 'Letter' ? ['"Letter"', '"letterId"'] : ['"Contact"', '"contactId"'];
  return Prisma.sql`SELECT 1 FROM ${Prisma.raw(from)} o CROSS JOIN "Consent" k2
    WHERE k2.${Prisma.raw(key)} = o.id AND ${isSame} AND o."confirmedAt" IS NOT NULL
      AND ${unindexed(Prisma.sql`o."campaignId"`)} = COALESCE(l."campaignId", p."campaignId")
      AND ${unindexed(Prisma.sql`k2.kind`)} = 'updates' AND ${unindexed(Prisma.sql`k2.organisation`)} = k.organisation
      AND (k2.id > k.id OR k2."withdrawnAt" > k."givenAt")`;
}

export const SUPPORTER_COLUMNS: Column<SupporterRow>[] = [
  { name: 'name', of: row => row.name },
  { name: 'email', of: row => row.email },
  { name: 'consent_wording', of: row => row.wording },
  { name: 'consent_given_uk_time', of: row => row.givenAt },
];
