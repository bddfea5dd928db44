import type { Database } from '../db/database.ts';
import type { Dialect } from '../db/dialect.ts';
import { Prisma } from '../db/generated/client.ts';
import { othersTurn } from '../db/others-turn.ts';
import { addressedName, type Member } from '../mps/member.ts';
import { allSeats } from '../mps/mp-store.ts';
import type { Column } from './cells.ts';
import { signupCounts } from './count.ts';
import { type Filter, signupsIn } from './filter.ts';

/** What an MP can be told about the letters of their constituents. */
type BriefingRow = {
  code: string;
  constituency: string;
  /** The MP at this moment, as letters address them; empty where the seat is vacant. */
  mp: string;
  party: string;
  letters: number;
  /** How many of the writers have lived through each experience, by its key. */
  experiences: Record<string, number>;
  /** How many stories their writers let the campaign use. */
  stories: number;
};

/** A story that its writer lets the campaign use, as the writer was promised. */
type StoryRow = {
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

/** A row for each constituency that anyone wrote from, by name: asked for one at a time, so that others have their turn. */
export async function* briefingRows(db: Database, filter: Filter): AsyncGenerator<BriefingRow[]> {
  const counts = await signupCounts(db, filter, 'constituency');
  const letters = new Map(counts.map(({ code, signups }) => [code, signups]));
  for (const { code, name: constituency, member } of await allSeats(db)) {
    const written = letters.get(code);
    if (written === undefined) continue;
    const here = Prisma.sql`${signupsIn(filter)} AND l."constituencyCode" = ${code}`;
    const [stories] = await db.read.$queryRaw<{ n: bigint }[]>`
      SELECT COUNT(*) AS n FROM "Letter" l WHERE ${here} AND ${shared(db.dialect)}`;
    const lived = await db.read.$queryRaw<{ experience: string; n: bigint }[]>`
      SELECT j.value AS experience, COUNT(*) AS n FROM "Letter" l CROSS JOIN ${db.dialect.textsIn(Prisma.sql`l.experiences`)} j
      WHERE ${here} GROUP BY 1`;
    yield [
      {
        code,
        constituency,
        mp: nameOf(member),
        party: member?.party ?? '',
        letters: written,
        experiences: Object.fromEntries(lived.map(({ experience, n }) => [experience, Number(n)])),
        stories: Number(stories?.n ?? 0),
      },
    ];
    await othersTurn();
  }
}

const nameOf = (member: Member | null) => (member ? addressedName(member) : '');

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
  for (const { code, name: constituency, member } of await allSeats(db)) {
    const found = await db.read.$queryRaw<{ id: string; name: string | null; story: string }[]>`
      SELECT l.id, CASE l."shareStory" WHEN 'named' THEN l.name END AS name, l.story FROM "Letter" l
      WHERE ${signupsIn(filter)} AND l."constituencyCode" = ${code} AND ${sharedAndKept(db.dialect)} ORDER BY l.id`;
    const mp = nameOf(member);
    yield found.map(row => {
      const { name, story } = db.openRow('Letter', row);
      return { name, story, constituency, mp };
    });
  }
}

/**
 * How many stories sharedStories gives; one more than `most` stands for any number above it, so that no page
 * waits for all letters. Goes by what is still kept, which is little once a campaign is over: the sum keeps
 * the database from going by campaign and day instead.
 */
export async function countSharedStories(
  db: Database,
  { campaignId, ...period }: Filter,
  most: number,
): Promise<number> {
  const ofCampaign = campaignId === null ? Prisma.sql`TRUE` : Prisma.sql`l."campaignId" + 0 = ${campaignId}`;
  const [row] = await db.read.$queryRaw<{ n: bigint }[]>`
    SELECT COUNT(*) AS n FROM (
      SELECT 1 FROM "Letter" l WHERE l.keeps = 'all' AND ${ofCampaign}
        AND ${signupsIn({ campaignId: null, ...period })} AND ${sharedAndKept(db.dialect)} LIMIT ${most + 1}
    ) g`;
  return Number(row?.n ?? 0);
}

export const STORY_COLUMNS: Column<StoryRow>[] = [
  { name: 'constituency', of: row => row.constituency, width: 34 },
  { name: 'mp', of: row => row.mp, width: 34 },
  { name: 'name', of: row => row.name ?? 'Anonymous', width: 24 },
  { name: 'story', of: row => row.story, width: 100 },
];
