import { inLondon, londonDay } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Dialect } from '../db/dialect.ts';
import { Prisma } from '../db/generated/client.ts';
import { standingInWords } from '../staff/letters/letter-history.ts';
import { signupsByUtcHour } from './count.ts';
import { begunIn, type Filter, signupsIn } from './filter.ts';
import { OUTCOMES } from './outcome.ts';

/** Which of the letters to list; empty or null: all. */
export type RowChoice = {
  /** Letters begun instead of letters confirmed. */
  begun: boolean;
  outcome: string;
  replied: boolean;
  story: boolean;
  constituency: string;
  party: string;
  region: string;
  nation: string;
  /** Hour of the day in London. */
  hour: number | null;
};

/** A letter without anything that says whose it is. */
type LetterRow = {
  /** What staff find it by (src/letters/reference.ts). */
  reference: string;
  /** As everywhere in the staff area. */
  standing: string;
  constituency: string;
  mp: string;
  /** London day of the confirmation, or of the beginning where letters begun are listed. */
  day: string;
  asks: string[];
};

/** Where the next page begins: after this letter. */
export type RowCursor = { at: Date; id: string };

const ROWS_A_PAGE = 50;

type Found = Parameters<typeof standingInWords>[0] & {
  id: string;
  reference: string | null;
  seat: string | null;
  mp: string | null;
  at: Date;
  asks: string;
};

/** A page of the letters behind a figure, newest first; by key and not by number, so that page 1,000 costs what page 1 does. */
export async function letterRows(
  db: Database,
  filter: Filter,
  choice: RowChoice,
  after: RowCursor | null,
): Promise<{ rows: LetterRow[]; next: RowCursor | null }> {
  const moment = choice.begun ? Prisma.sql`l."createdAt"` : Prisma.sql`l."confirmedAt"`;
  const utcHours = choice.hour === null ? null : await utcHoursOf(db, filter, choice.hour);
  const found = await db.read.$queryRaw<Found[]>`
    SELECT l.id, l.reference, l.state, l.way, l."holdReason", l."presumedAt", l."confirmedAt", c.name AS seat,
      l."mpName" AS mp, ${moment} AS at, CAST(l.asks AS TEXT) AS asks
    FROM "Letter" l LEFT JOIN "Constituency" c ON c.code = l."constituencyCode"
    WHERE ${Prisma.join([choice.begun ? begunIn(filter) : signupsIn(filter), ...conditions(db.dialect, choice, utcHours, after, moment)], ' AND ')}
    ORDER BY ${moment} DESC, l.id DESC LIMIT ${ROWS_A_PAGE + 1}`;
  const page = found.slice(0, ROWS_A_PAGE);
  const last = page.at(-1);
  return {
    rows: page.map(({ reference, seat, mp, at, asks, ...letter }) => ({
      reference: reference ?? '',
      standing: standingInWords(letter),
      constituency: seat ?? 'Not known yet',
      mp: mp ?? '',
      day: londonDay(at),
      asks: JSON.parse(asks) as string[],
    })),
    next: found.length > ROWS_A_PAGE && last ? { at: last.at, id: last.id } : null,
  };
}

function conditions(
  { hourOf, textsIn }: Dialect,
  choice: RowChoice,
  utcHours: string[] | null,
  after: RowCursor | null,
  moment: Prisma.Sql,
): Prisma.Sql[] {
  const outcome = OUTCOMES.find(({ key }) => key === choice.outcome);
  return [
    ...(outcome ? [Prisma.sql`l.state IN (${Prisma.join([...outcome.states])})`] : []),
    ...(outcome?.way ? [Prisma.sql`l.way = ${outcome.way}`] : []),
    ...(choice.replied ? [Prisma.sql`l.state = 'replied'`] : []),
    ...(choice.story ? [Prisma.sql`(l."hadStory" IS TRUE OR (l.body IS NOT NULL AND l.story <> ''))`] : []),
    ...(choice.constituency ? [Prisma.sql`l."constituencyCode" = ${choice.constituency}`] : []),
    ...(choice.party ? [Prisma.sql`l."mpParty" = ${choice.party}`] : []),
    ...(choice.region ? [Prisma.sql`c.region = ${choice.region}`] : []),
    ...(choice.nation ? [Prisma.sql`c.nation = ${choice.nation}`] : []),
    ...(utcHours
      ? [
          Prisma.sql`${hourOf(Prisma.sql`l."confirmedAt"`)} IN (SELECT value FROM ${textsIn(Prisma.sql`${JSON.stringify(utcHours)}`)} j)`,
        ]
      : []),
    ...(after
      ? [
          // The first condition is what the index can begin at.
          Prisma.sql`${moment} <= ${after.at} AND (${moment} < ${after.at} OR l.id < ${after.id})`,
        ]
      : []),
  ];
}

/** The hours in UTC that occur among the signups and have that name in London. */
async function utcHoursOf(db: Database, filter: Filter, hour: number): Promise<string[]> {
  const occurring = [...(await signupsByUtcHour(db, filter)).keys()];
  return occurring.filter(utc => inLondon(new Date(`${utc}:00:00Z`)).hour === hour);
}
