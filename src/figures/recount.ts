import { londonDay } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { Prisma } from '../db/generated/client.ts';
import { addDays, startOfLondonDay, utcHourOf } from './london-time.ts';

/** A sum that was not what the letters say. */
type Difference = {
  table: string;
  campaignId: number;
  /** London's day, an hour in UTC, or "" for the sum of all times. */
  when: string;
  /** Which sum of that time: its key, in the order of the table's columns; "" where there is one alone. */
  key: string;
  kept: number[];
  counted: number[];
};

type Row = Record<string, string | number | bigint>;

/** One of the tables that triggers keep: what names a row in its time, and what is summed in it. */
type Sums = {
  table: string;
  /** Its times: London's days, or hours in UTC. */
  by: 'day' | 'hour';
  /** Whether it has a sum of all times too, ready under "". */
  ofAll: boolean;
  keys: string[];
  sums: string[];
  /** The letters of a day, counted again; by the hour, each row says of which. */
  count: (tx: Transaction, campaignId: number, from: Date, to: Date) => Promise<Row[]>;
};

/** All of them. */
const KEPT: Sums[] = [
  {
    table: 'OutcomeFigure',
    by: 'day',
    ofAll: true,
    keys: ['state', 'way'],
    sums: ['signups', 'known', 'stories'],
    count: (tx, campaignId, from, to) => tx.$queryRaw`
      SELECT g.state, g.way, COUNT(*) AS signups, SUM(g.known) AS known, SUM(g.known * g.story) AS stories FROM (
        SELECT l.state, COALESCE(l.way, '') AS way,
          CASE WHEN l.body IS NOT NULL OR l."hadStory" IS NOT NULL THEN 1 ELSE 0 END AS known,
          CASE WHEN l.story <> '' OR l."hadStory" IS TRUE THEN 1 ELSE 0 END AS story
        FROM "Letter" l WHERE ${confirmedIn(campaignId, from, to)}
      ) g GROUP BY 1, 2`,
  },
  {
    table: 'SeatFigure',
    by: 'day',
    ofAll: true,
    keys: ['constituencyCode', 'mpMemberId', 'mpName', 'mpParty'],
    sums: ['signups', 'ownMeans'],
    count: (tx, campaignId, from, to) => tx.$queryRaw`
      SELECT COALESCE(l."constituencyCode", '') AS "constituencyCode", COALESCE(l."mpMemberId", 0) AS "mpMemberId",
        COALESCE(l."mpName", '') AS "mpName", COALESCE(l."mpParty", '') AS "mpParty", COUNT(*) AS signups,
        SUM(CASE WHEN l.way = 'own_means' THEN 1 ELSE 0 END) AS "ownMeans"
      FROM "Letter" l WHERE ${confirmedIn(campaignId, from, to)} GROUP BY 1, 2, 3, 4`,
  },
  {
    table: 'ChoiceFigure',
    by: 'day',
    ofAll: true,
    keys: ['kind', 'key'],
    sums: ['signups', 'ownMeans'],
    count: countChoices,
  },
  {
    table: 'HourFigure',
    by: 'hour',
    ofAll: false,
    keys: [],
    sums: ['begun', 'signups'],
    count: countHours,
  },
  {
    table: 'OwnWordsFigure',
    by: 'hour',
    ofAll: true,
    keys: ['share'],
    sums: ['signups'],
    count: countOwnWords,
  },
];

/** The index on the time of confirmation is all that leads to a day's letters. */
const confirmedIn = (campaignId: number, from: Date, to: Date) =>
  Prisma.sql`l."campaignId" = ${campaignId} AND l."confirmedAt" >= ${from} AND l."confirmedAt" < ${to}`;

/**
 * Counts all letters again and compares with the sums that are kept (prisma/schema.prisma, "figures"). A day
 * at a time, each in a transaction of its own, so that the site goes on meanwhile.
 *
 * @param repair puts right what differs
 */
export async function recount(db: Database, { repair }: { repair: boolean }): Promise<Difference[]> {
  const found: Difference[] = [];
  const campaigns = await db.read.campaign.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  for (const { id } of campaigns) {
    for (let day = await nextDay(db, id, ''); day; day = await nextDay(db, id, day)) {
      const counted = day;
      found.push(...(await db.write(tx => recountDay(tx, id, counted, repair))));
    }
    found.push(...(await db.write(tx => recountAllDays(tx, id, repair))));
  }
  return found;
}

/** The next day of which there is a letter or a sum. */
async function nextDay(db: Database, campaignId: number, after: string): Promise<string | undefined> {
  const since = after ? startOfLondonDay(addDays(after, 1)) : new Date(0);
  const day = {
    where: { campaignId, day: { gt: after } },
    orderBy: { day: 'asc' },
    select: { day: true },
  } as const;
  const begun = await db.read.letter.findFirst({
    where: { campaignId, createdAt: { gte: since } },
    orderBy: { createdAt: 'asc' },
    select: { createdAt: true },
  });
  const confirmed = await db.read.letter.findFirst({
    where: { campaignId, confirmedAt: { gte: since } },
    orderBy: { confirmedAt: 'asc' },
    select: { confirmedAt: true },
  });
  const hour = {
    where: { campaignId, hour: { gte: utcHourOf(since) } },
    orderBy: { hour: 'asc' },
    select: { hour: true },
  } as const;
  const hours = [await db.read.hourFigure.findFirst(hour), await db.read.ownWordsFigure.findFirst(hour)];
  const kept = [
    await db.read.outcomeFigure.findFirst(day),
    await db.read.seatFigure.findFirst(day),
    await db.read.choiceFigure.findFirst(day),
  ];
  const moments = [
    begun?.createdAt,
    confirmed?.confirmedAt,
    ...hours.map(row => row && new Date(`${row.hour}:00:00Z`)),
  ];
  return [...moments.map(at => at && londonDay(at)), ...kept.map(row => row?.day)]
    .filter(one => typeof one === 'string')
    .sort()[0];
}

async function recountDay(
  tx: Transaction,
  campaignId: number,
  day: string,
  repair: boolean,
): Promise<Difference[]> {
  const from = startOfLondonDay(day);
  const to = startOfLondonDay(addDays(day, 1));
  const times = {
    day: Prisma.sql`day = ${day}`,
    hour: Prisma.sql`hour >= ${utcHourOf(from)} AND hour < ${utcHourOf(to)}`,
  };
  const found: Difference[] = [];
  for (const sums of KEPT) {
    const counted = await sums.count(tx, campaignId, from, to);
    const rows = sums.by === 'day' ? counted.map(row => ({ day, ...row })) : counted;
    found.push(...(await compare(tx, sums, { campaignId, times: times[sums.by], repair }, rows)));
  }
  return found;
}

/** What is kept of all times is what is kept of each, together. */
async function recountAllDays(tx: Transaction, campaignId: number, repair: boolean): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const kept of KEPT.filter(({ ofAll }) => ofAll)) {
    const { table, by, keys, sums } = kept;
    const counted = await tx.$queryRaw<Row[]>`
      SELECT ${names(keys)}, ${Prisma.raw(sums.map(sum => `SUM("${sum}") AS "${sum}"`).join(', '))}
      FROM ${names([table])} WHERE "campaignId" = ${campaignId} AND ${names([by])} > ''
      GROUP BY ${names(keys)}`;
    const rows = counted.map(row => ({ [by]: '', ...row }));
    const times = Prisma.sql`${names([by])} = ''`;
    found.push(...(await compare(tx, kept, { campaignId, times, repair }, rows)));
  }
  return found;
}

async function compare(
  tx: Transaction,
  { table, by, keys, sums }: Sums,
  { campaignId, times, repair }: { campaignId: number; times: Prisma.Sql; repair: boolean },
  counted: Row[],
): Promise<Difference[]> {
  const where = Prisma.sql`"campaignId" = ${campaignId} AND ${times}`;
  const kept = await tx.$queryRaw<Row[]>`
    SELECT ${names([by, ...keys, ...sums])} FROM ${names([table])} WHERE ${where}`;
  const keyOf = (row: Row) => keys.map(key => row[key]).join(' | ');
  const sumsOf = (row?: Row) => sums.map(sum => Number(row?.[sum] ?? 0));
  const byName = (rows: Row[]) => new Map(rows.map(row => [`${row[by]} | ${keyOf(row)}`, row]));
  const [keptBy, countedBy] = [byName(kept), byName(counted)];
  const found = [...new Map([...keptBy, ...countedBy])]
    .map(([name, row]) => ({
      table,
      campaignId,
      when: String(row[by]),
      key: keyOf(row),
      kept: sumsOf(keptBy.get(name)),
      counted: sumsOf(countedBy.get(name)),
    }))
    .filter(one => one.kept.join() !== one.counted.join());
  if (repair && found.length > 0) {
    await tx.$executeRaw`DELETE FROM ${names([table])} WHERE ${where}`;
    for (const row of counted) {
      const values = [campaignId, row[by], ...keys.map(key => row[key]), ...sumsOf(row)];
      await tx.$executeRaw`
        INSERT INTO ${names([table])} (${names(['campaignId', by, ...keys, ...sums])}) VALUES (${Prisma.join(values)})`;
    }
  }
  return found;
}

async function countHours(tx: Transaction, campaignId: number, from: Date, to: Date): Promise<Row[]> {
  const begun = await tx.$queryRaw<{ at: Date | string }[]>`
    SELECT l."createdAt" AS at FROM "Letter" l
    WHERE l."campaignId" = ${campaignId} AND l."createdAt" >= ${from} AND l."createdAt" < ${to}`;
  const confirmed = await tx.$queryRaw<{ at: Date | string }[]>`
    SELECT l."confirmedAt" AS at FROM "Letter" l WHERE ${confirmedIn(campaignId, from, to)}`;
  const rows = new Map<string, { hour: string; begun: number; signups: number }>();
  const rowOf = ({ at }: { at: Date | string }) => {
    const hour = utcHourOf(new Date(at));
    const row = rows.get(hour) ?? { hour, begun: 0, signups: 0 };
    rows.set(hour, row);
    return row;
  };
  for (const one of begun) rowOf(one).begun += 1;
  for (const one of confirmed) rowOf(one).signups += 1;
  return [...rows.values()];
}

async function countChoices(tx: Transaction, campaignId: number, from: Date, to: Date): Promise<Row[]> {
  const alike = await tx.$queryRaw<(Row & Record<'relationship' | 'asks' | 'experiences', string>)[]>`
    SELECT l.relationship, CAST(l.asks AS TEXT) AS asks, CAST(l.experiences AS TEXT) AS experiences,
      COUNT(*) AS signups, SUM(CASE WHEN l.way = 'own_means' THEN 1 ELSE 0 END) AS own
    FROM "Letter" l WHERE ${confirmedIn(campaignId, from, to)} GROUP BY 1, 2, 3`;
  const rows = new Map<string, { kind: string; key: string; signups: number; ownMeans: number }>();
  for (const { relationship, asks, experiences, signups, own } of alike) {
    const chosen = [
      ['relationship', relationship],
      ...(JSON.parse(asks) as string[]).map(key => ['ask', key]),
      ...(JSON.parse(experiences) as string[]).map(key => ['experience', key]),
    ] as [string, string][];
    for (const [kind, key] of chosen) {
      const row = rows.get(`${kind} ${key}`) ?? { kind, key, signups: 0, ownMeans: 0 };
      row.signups += Number(signups);
      row.ownMeans += Number(own);
      rows.set(`${kind} ${key}`, row);
    }
  }
  return [...rows.values()];
}

/** The share stays with a letter when its text goes, and so can be counted for good. */
async function countOwnWords(tx: Transaction, campaignId: number, from: Date, to: Date): Promise<Row[]> {
  const letters = await tx.$queryRaw<{ at: Date | string; share: number | bigint }[]>`
    SELECT l."confirmedAt" AS at, l."ownWords" AS share FROM "Letter" l
    WHERE ${confirmedIn(campaignId, from, to)} AND l."ownWords" IS NOT NULL`;
  const rows = new Map<string, { hour: string; share: number; signups: number }>();
  for (const { at, share } of letters) {
    const row = { hour: utcHourOf(new Date(at)), share: Number(share), signups: 0 };
    const name = `${row.hour} ${row.share}`;
    rows.set(name, { ...row, signups: (rows.get(name)?.signups ?? 0) + 1 });
  }
  return [...rows.values()];
}

const names = (columns: string[]) => Prisma.raw(columns.map(column => `"${column}"`).join(', '));
