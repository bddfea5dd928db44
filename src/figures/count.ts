import type { Database } from '../db/database.ts';
import { Prisma } from '../db/generated/client.ts';
import { RELATIONSHIPS } from '../letters/letter.ts';
import { daysIn, eachDayIn, type Filter, hoursIn } from './filter.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

// What is counted here is read from the sums that triggers keep beside the letters (prisma/schema.prisma, "figures"),
// so that it takes as long for a million letters as for ten thousand.

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

/** What one statement answers: sums come as bigint. */
type Grouped = { campaign: string; code: string | null; name: string | null; signups: bigint; own: bigint };

const SEATS = Prisma.sql`"SeatFigure" f LEFT JOIN "Constituency" c ON c.code = f."constituencyCode"`;
const OWN_MEANS = Prisma.sql`f."ownMeans"`;

type Group = { code: Prisma.Sql; name: Prisma.Sql; from: Prisma.Sql; own: Prisma.Sql; kind?: string };

/** How each is grouped: its code, its name, and the sums that it is read from. */
const GROUPS: Record<CountedBy, Group> = {
  constituency: seats(Prisma.sql`f."constituencyCode"`, Prisma.sql`MAX(c.name)`),
  mp: seats(Prisma.sql`NULLIF(f."mpMemberId", 0)`, Prisma.sql`MAX(f."mpName")`),
  party: seats(Prisma.sql`f."mpParty"`, Prisma.sql`f."mpParty"`),
  region: seats(Prisma.sql`c.region`, Prisma.sql`c.region`),
  nation: seats(Prisma.sql`c.nation`, Prisma.sql`c.nation`),
  day: {
    code: Prisma.sql`f.day`,
    name: Prisma.sql`NULL`,
    from: Prisma.sql`"OutcomeFigure" f`,
    own: Prisma.sql`CASE WHEN f.way = 'own_means' THEN f.signups ELSE 0 END`,
  },
  ask: choices('ask', Prisma.sql`LEFT JOIN "Ask" a ON a."campaignId" = f."campaignId" AND a.key = f.key`),
  experience: choices(
    'experience',
    Prisma.sql`LEFT JOIN "Experience" a ON a."campaignId" = f."campaignId" AND a.key = f.key`,
  ),
  relationship: { ...choices('relationship', Prisma.empty), name: Prisma.sql`NULL` },
};

function seats(code: Prisma.Sql, name: Prisma.Sql): Group {
  return { code, name, from: SEATS, own: OWN_MEANS };
}

function choices(kind: string, titles: Prisma.Sql): Group {
  const from = Prisma.sql`"ChoiceFigure" f ${titles}`;
  return { code: Prisma.sql`f.key`, name: Prisma.sql`MAX(a.title)`, from, own: OWN_MEANS, kind };
}

/** How many letters were confirmed. */
export async function countSignups(db: Database, filter: Filter): Promise<number> {
  const [row] = await db.read.$queryRaw<{ n: bigint | null }[]>`
    SELECT SUM(f.signups) AS n FROM "OutcomeFigure" f WHERE ${daysIn(filter)}`;
  return Number(row?.n ?? 0);
}

/** How many letters were begun, whatever became of them. */
export async function countBegun(db: Database, filter: Filter): Promise<number> {
  const [row] = await db.read.$queryRaw<{ n: bigint | null }[]>`
    SELECT SUM(f.begun) AS n FROM "HourFigure" f WHERE ${hoursIn(filter)}`;
  return Number(row?.n ?? 0);
}

/**
 * Letters by what has become of them, of all campaigns and all times: the confirmed by their state, the others
 * together as `unconfirmed`.
 */
export async function lettersByState(db: Database): Promise<Record<string, number>> {
  // Each campaign by itself leads to the few sums of all its days.
  const rows = await db.read.$queryRaw<{ state: string; n: bigint }[]>`
    SELECT f.state, SUM(f.signups) AS n FROM "OutcomeFigure" f
    WHERE f."campaignId" IN (SELECT id FROM "Campaign") AND f.day = '' GROUP BY f.state`;
  const confirmed = Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
  const begun = await countBegun(db, { campaignId: null, from: null, to: null });
  const sum = Object.values(confirmed).reduce((all, n) => all + n, 0);
  return { ...NONE_CONFIRMED, ...confirmed, unconfirmed: Math.max(0, begun - sum) };
}

/** Where there is none of a state, that is said too. */
const NONE_CONFIRMED = {
  confirmed: 0,
  held: 0,
  accepted: 0,
  bounced: 0,
  failed: 0,
  replied: 0,
  expired: 0,
  erased: 0,
};

/** Signups by one thing, a row each, in the order of names (days: in the order of time). */
export async function signupCounts(db: Database, filter: Filter, by: CountedBy): Promise<CountRow[]> {
  const { code, name, from, own, kind } = GROUPS[by];
  const which = by === 'day' ? eachDayIn(filter) : daysIn(filter);
  const ofKind = kind ? Prisma.sql`AND f.kind = ${kind}` : Prisma.empty;
  const found = await db.read.$queryRaw<Grouped[]>`
    SELECT s.slug AS campaign, CAST(g.code AS TEXT) AS code, g.name, g.signups, g.own FROM (
      SELECT f."campaignId", ${code} AS code, ${name} AS name, SUM(f.signups) AS signups, SUM(${own}) AS own
      FROM ${from} WHERE ${which} ${ofKind} GROUP BY f."campaignId", 2 HAVING SUM(f.signups) > 0
    ) g JOIN "Campaign" s ON s.id = g."campaignId"`;
  const rows = found.map(group => {
    const [signups, own_means] = [Number(group.signups), Number(group.own)];
    const { campaign } = group;
    return { campaign, by, ...labelOf(by, group), signups, by_email: signups - own_means, own_means };
  });
  const order = ({ campaign, code, name }: CountRow) => `${campaign}\n${by === 'day' ? code : name}\n${code}`;
  return rows
    .map(row => ({ row, order: order(row) }))
    .sort((a, b) => inEnglish.compare(a.order, b.order))
    .map(({ row }) => row);
}

/** Made once: `localeCompare` with a language makes one for each comparison. */
export const inEnglish = new Intl.Collator('en');

function labelOf(by: CountedBy, { code, name }: Grouped): { code: string; name: string } {
  if (by === 'day') return { code: code ?? '', name: '' };
  if (by === 'relationship') {
    return { code: code ?? '', name: RELATIONSHIPS.find(({ key }) => key === code)?.title ?? 'Not known' };
  }
  return { code: code ?? '', name: name || code || 'Not known' };
}

/** Signups in each hour, by the hour's name in UTC: `2026-11-24T09`. */
export async function signupsByUtcHour(db: Database, filter: Filter): Promise<Map<string, number>> {
  const rows = await db.read.$queryRaw<{ hour: string; n: bigint }[]>`
    SELECT f.hour, SUM(f.signups) AS n FROM "HourFigure" f
    WHERE ${hoursIn(filter)} AND f.signups > 0 GROUP BY f.hour`;
  return new Map(rows.map(({ hour, n }) => [hour, Number(n)]));
}

/** What has become of the signups; `replied` counts those of them whose supporter says that the MP replied. */
export async function signupOutcomes(
  db: Database,
  filter: Filter,
): Promise<{ outcomes: Map<Outcome['key'], number>; replied: number }> {
  const rows = await db.read.$queryRaw<{ state: string; way: string; n: bigint }[]>`
    SELECT f.state, f.way, SUM(f.signups) AS n FROM "OutcomeFigure" f WHERE ${daysIn(filter)} GROUP BY 1, 2`;
  const outcomes = new Map<Outcome['key'], number>();
  let replied = 0;
  for (const { state, way, n } of rows) {
    const key = outcomeOf(state, way || null);
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
  const [row] = await db.read.$queryRaw<{ stories: bigint | null; known: bigint | null }[]>`
    SELECT SUM(f.stories) AS stories, SUM(f.known) AS known FROM "OutcomeFigure" f WHERE ${daysIn(filter)}`;
  return { stories: Number(row?.stories ?? 0), kept: Number(row?.known ?? 0) };
}
