import type { Database } from '../db/database.ts';
import type { Dialect } from '../db/dialect.ts';
import { Prisma } from '../db/generated/client.ts';
import type { Column } from './cells.ts';
import { type Filter, signupsIn } from './filter.ts';

/** What an MP can be told about the letters of their constituents. */
export type BriefingRow = {
  code: string;
  constituency: string;
  /** The MP at this moment; empty where the seat is vacant. */
  mp: string;
  party: string;
  letters: number;
  /** How many of the writers have lived through each experience, by its key. */
  experiences: Record<string, number>;
  /** How many stories their writers let the campaign use. */
  stories: number;
};

/** A story that its writer lets the campaign use, as the writer was promised. */
export type StoryRow = {
  constituency: string;
  mp: string;
  /** Null: without the name. */
  name: string | null;
  story: string;
};

/**
 * Only with the consent on record, and not taken back. Without `unindexed` SQLite goes through all
 * consents of the kind for each letter.
 */
const shared = ({
  unindexed,
}: Dialect) => Prisma.sql`(l.story <> '' OR l."hadStory" IS TRUE) AND l."shareStory" IN ('anonymous', 'named') AND EXISTS (
  SELECT 1 FROM "Consent" k WHERE k."letterId" = l.id AND ${unindexed(Prisma.sql`k.kind`)} = 'share_story' AND k."withdrawnAt" IS NULL)`;

/** Those of them whose text is still kept. */
const sharedAndKept = (dialect: Dialect) => Prisma.sql`l.story <> '' AND ${shared(dialect)}`;

/** A row for each constituency that anyone wrote from, by name. */
export async function briefingRows(db: Database, filter: Filter): Promise<BriefingRow[]> {
  const seats = await db.read.$queryRaw<
    {
      code: string;
      constituency: string;
      mp: string | null;
      party: string | null;
      letters: bigint;
      stories: bigint;
    }[]
  >`
    SELECT c.code, c.name AS constituency, m."fullTitle" AS mp, m.party, g.letters, g.stories FROM (
      SELECT l."constituencyCode" AS code, COUNT(*) AS letters, COUNT(CASE WHEN ${shared(db.dialect)} THEN 1 END) AS stories
      FROM "Letter" l WHERE ${signupsIn(filter)} GROUP BY 1
    ) g JOIN "Constituency" c ON c.code = g.code LEFT JOIN "Member" m ON m."constituencyCode" = c.code
    ORDER BY c.name`;
  const lived = await db.read.$queryRaw<{ code: string; experience: string; n: bigint }[]>`
    SELECT l."constituencyCode" AS code, j.value AS experience, COUNT(*) AS n
    FROM "Letter" l CROSS JOIN ${db.dialect.textsIn(Prisma.sql`l.experiences`)} j WHERE ${signupsIn(filter)} GROUP BY 1, 2`;
  const byCode = new Map<string, Record<string, number>>();
  for (const { code, experience, n } of lived) {
    byCode.set(code, { ...byCode.get(code), [experience]: Number(n) });
  }
  return seats.map(({ code, constituency, mp, party, letters, stories }) => ({
    code,
    constituency,
    mp: mp ? `${mp} MP` : '',
    party: party ?? '',
    letters: Number(letters),
    experiences: byCode.get(code) ?? {},
    stories: Number(stories),
  }));
}

export function briefingColumns(experiences: readonly { key: string }[]): Column<BriefingRow>[] {
  return [
    { name: 'constituency_code', of: row => row.code },
    { name: 'constituency', of: row => row.constituency, width: 34 },
    { name: 'mp', of: row => row.mp, width: 34 },
    { name: 'party', of: row => row.party, width: 20 },
    { name: 'letters', of: row => row.letters },
    ...experiences.map(({ key }) => ({
      name: `experience_${key.replaceAll('-', '_')}`,
      of: (row: BriefingRow) => row.experiences[key] ?? 0,
      width: 20,
    })),
    { name: 'stories_shared', of: row => row.stories },
  ];
}

/**
 * The shared stories, a page a constituency, by its name; within it in no order that tells who wrote when.
 */
export async function* sharedStories(db: Database, filter: Filter): AsyncGenerator<StoryRow[]> {
  const seats = await db.read.constituency.findMany({
    orderBy: { name: 'asc' },
    select: { code: true, name: true, member: { select: { fullTitle: true } } },
  });
  for (const { code, name: constituency, member } of seats) {
    const found = await db.read.$queryRaw<{ id: string; name: string | null; story: string }[]>`
      SELECT l.id, CASE l."shareStory" WHEN 'named' THEN l.name END AS name, l.story FROM "Letter" l
      WHERE ${signupsIn(filter)} AND l."constituencyCode" = ${code} AND ${sharedAndKept(db.dialect)} ORDER BY l.id`;
    const mp = member ? `${member.fullTitle} MP` : '';
    yield found.map(row => {
      const { name, story } = db.openRow('Letter', row);
      return { name, story, constituency, mp };
    });
  }
}

/** How many stories sharedStories gives. */
export async function countSharedStories(db: Database, filter: Filter): Promise<number> {
  const [row] = await db.read.$queryRaw<{ n: bigint }[]>`
    SELECT COUNT(*) AS n FROM "Letter" l WHERE ${signupsIn(filter)} AND ${sharedAndKept(db.dialect)}`;
  return Number(row?.n ?? 0);
}

export const STORY_COLUMNS: Column<StoryRow>[] = [
  { name: 'constituency', of: row => row.constituency, width: 34 },
  { name: 'mp', of: row => row.mp, width: 34 },
  { name: 'name', of: row => row.name ?? 'Anonymous', width: 24 },
  { name: 'story', of: row => row.story, width: 100 },
];
