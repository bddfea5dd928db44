import type { Database } from '../db/database.ts';
import type { Dialect } from '../db/dialect.ts';
import { Prisma } from '../db/generated/client.ts';
import { RELATIONSHIPS } from '../letters/letter.ts';
import { begunIn, type Filter, signupsIn } from './filter.ts';
import { inLondon } from './london-time.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

// All counting is in this file: whoever wants to count faster, say from sums kept a day and a
// constituency, changes nothing else.

/** What signups can be counted by. A signup is a confirmed letter. */
export const COUNTED_BY = {
  constituency: 'Constituency',
  mp: 'MP',
  party: 'Party of the MP',
  region: 'Region',
  nation: 'Nation',
  day: 'Day (UK time)',
  ask: 'What the letter asks for',
  experience: 'What the supporter has lived through',
  relationship: 'Who writes',
} as const;
export type CountedBy = keyof typeof COUNTED_BY;

export const isCountedBy = (text: string): text is CountedBy => Object.hasOwn(COUNTED_BY, text);

export type CountRow = {
  /** Its name in addresses. */
  campaign: string;
  by: CountedBy;
  /** ONS code, member id, day, or the key or name itself. */
  code: string;
  name: string;
  signups: number;
  /** Sent, or to be sent, by the campaign. */
  by_email: number;
  /** Printed or copied by the supporter, as the MP publishes no e-mail address. */
  own_means: number;
};

/** What one statement answers: numbers come as bigint. */
type Grouped = { campaign: string; code: string | null; name: string | null; signups: bigint; own: bigint };

const SEAT = Prisma.sql`LEFT JOIN "Constituency" c ON c.code = l."constituencyCode"`;

type Group = { code: Prisma.Sql; name: Prisma.Sql; tables?: Prisma.Sql };

/** How each is grouped: its code, its name, and the tables it needs beside the letters. */
const groups = ({ hourOf, textsIn }: Dialect): Record<CountedBy, Group> => ({
  constituency: { code: Prisma.sql`l."constituencyCode"`, name: Prisma.sql`MAX(c.name)`, tables: SEAT },
  mp: { code: Prisma.sql`l."mpMemberId"`, name: Prisma.sql`MAX(l."mpName")` },
  party: { code: Prisma.sql`l."mpParty"`, name: Prisma.sql`l."mpParty"` },
  region: { code: Prisma.sql`c.region`, name: Prisma.sql`c.region`, tables: SEAT },
  nation: { code: Prisma.sql`c.nation`, name: Prisma.sql`c.nation`, tables: SEAT },
  // London's clock differs from the stored one by whole hours, so that every UTC hour lies in one London day.
  day: { code: hourOf(Prisma.sql`l."confirmedAt"`), name: Prisma.sql`NULL` },
  ask: {
    code: Prisma.sql`j.value`,
    name: Prisma.sql`MAX(a.title)`,
    tables: Prisma.sql`CROSS JOIN ${textsIn(Prisma.sql`l.asks`)} j
      LEFT JOIN "Ask" a ON a."campaignId" = l."campaignId" AND a.key = j.value`,
  },
  experience: {
    code: Prisma.sql`j.value`,
    name: Prisma.sql`MAX(e.title)`,
    tables: Prisma.sql`CROSS JOIN ${textsIn(Prisma.sql`l.experiences`)} j
      LEFT JOIN "Experience" e ON e."campaignId" = l."campaignId" AND e.key = j.value`,
  },
  relationship: { code: Prisma.sql`l.relationship`, name: Prisma.sql`NULL` },
});

/** How many letters were confirmed. */
export async function countSignups(db: Database, filter: Filter): Promise<number> {
  const [row] = await db.read.$queryRaw<{ n: bigint }[]>`
    SELECT COUNT(*) AS n FROM "Letter" l WHERE ${signupsIn(filter)}`;
  return Number(row?.n ?? 0);
}

/** How many letters were begun, whatever became of them. */
export async function countBegun(db: Database, filter: Filter): Promise<number> {
  const [row] = await db.read.$queryRaw<{ n: bigint }[]>`
    SELECT COUNT(*) AS n FROM "Letter" l WHERE ${begunIn(filter)}`;
  return Number(row?.n ?? 0);
}

/** Signups by one thing, a row each, in the order of names (days: in the order of time). */
export async function signupCounts(db: Database, filter: Filter, by: CountedBy): Promise<CountRow[]> {
  const { code, name, tables } = groups(db.dialect)[by];
  const grouped = await db.read.$queryRaw<Grouped[]>`
    SELECT s.slug AS campaign, CAST(g.code AS TEXT) AS code, g.name, g.signups, g.own FROM (
      SELECT l."campaignId", ${code} AS code, ${name} AS name, COUNT(*) AS signups, COUNT(CASE WHEN l.way = 'own_means' THEN 1 END) AS own
      FROM "Letter" l ${tables ?? Prisma.empty} WHERE ${signupsIn(filter)} GROUP BY l."campaignId", 2
    ) g JOIN "Campaign" s ON s.id = g."campaignId"`;
  const rows = new Map<string, CountRow>();
  for (const group of grouped) {
    const label = labelOf(by, group);
    const key = `${group.campaign}\n${label.code}`;
    const row = rows.get(key) ?? {
      campaign: group.campaign,
      by,
      ...label,
      signups: 0,
      by_email: 0,
      own_means: 0,
    };
    row.signups += Number(group.signups);
    row.own_means += Number(group.own);
    row.by_email = row.signups - row.own_means;
    rows.set(key, row);
  }
  const order = ({ campaign, code, name }: CountRow) => `${campaign}\n${by === 'day' ? code : name}\n${code}`;
  return [...rows.values()].sort((a, b) => order(a).localeCompare(order(b), 'en'));
}

function labelOf(by: CountedBy, { code, name }: Grouped): { code: string; name: string } {
  if (by === 'day') {
    const { day } = inLondon(new Date(`${code}:00:00Z`));
    return { code: day, name: '' };
  }
  if (by === 'relationship') {
    return { code: code ?? '', name: RELATIONSHIPS.find(({ key }) => key === code)?.title ?? 'Not known' };
  }
  return { code: code ?? '', name: name ?? (code || 'Not known') };
}

/** Signups in each hour, by the hour's name in UTC: `2026-11-24T09`. */
export async function signupsByUtcHour(db: Database, filter: Filter): Promise<Map<string, number>> {
  const rows = await db.read.$queryRaw<{ hour: string; n: bigint }[]>`
    SELECT ${db.dialect.hourOf(Prisma.sql`l."confirmedAt"`)} AS hour, COUNT(*) AS n FROM "Letter" l
    WHERE ${signupsIn(filter)} GROUP BY 1`;
  return new Map(rows.map(({ hour, n }) => [hour, Number(n)]));
}

/** What has become of the signups; `replied` counts those of them whose supporter says that the MP replied. */
export async function signupOutcomes(
  db: Database,
  filter: Filter,
): Promise<{ outcomes: Map<Outcome['key'], number>; replied: number }> {
  const rows = await db.read.$queryRaw<{ state: string; way: string | null; n: bigint }[]>`
    SELECT l.state, l.way, COUNT(*) AS n FROM "Letter" l WHERE ${signupsIn(filter)} GROUP BY 1, 2`;
  const outcomes = new Map<Outcome['key'], number>();
  let replied = 0;
  for (const { state, way, n } of rows) {
    const key = outcomeOf(state, way);
    outcomes.set(key, (outcomes.get(key) ?? 0) + Number(n));
    if (state === 'replied') replied += Number(n);
  }
  return { outcomes, replied };
}

/**
 * How many signups hold a story in the supporter's own words, out of those of which that is known: it is
 * noted when a letter's time is over, and lost when its writer has it erased.
 */
export async function signupsWithStory(
  db: Database,
  filter: Filter,
): Promise<{ stories: number; kept: number }> {
  const [row] = await db.read.$queryRaw<{ stories: bigint; kept: bigint }[]>`
    SELECT COUNT(CASE WHEN l.story <> '' OR l."hadStory" IS TRUE THEN 1 END) AS stories, COUNT(*) AS kept FROM "Letter" l
    WHERE ${signupsIn(filter)} AND (l.body IS NOT NULL OR l."hadStory" IS NOT NULL)`;
  return { stories: Number(row?.stories ?? 0), kept: Number(row?.kept ?? 0) };
}
