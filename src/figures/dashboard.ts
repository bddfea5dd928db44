import { inLondon } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { columnChart } from './column-chart.ts';
import {
  countBegun,
  inEnglish,
  signupCounts,
  signupOutcomes,
  signupsByUtcHour,
  signupsWithStory,
} from './count.ts';
import type { Filter } from './filter.ts';
import { type Hexes, hexMap, type LaidOut, layOut } from './hex-map.ts';
import { dayInShort, dayInWords } from './london-time.ts';
import { OUTCOMES } from './outcome.ts';
import { OWN, ownWordsOf } from './own-words.ts';
import { type Period, stretchesOf } from './period.ts';
import { takenOut } from './taken-out.ts';

/** Where the letters behind a figure are listed: the address of `/staff/rows` with these fields. */
type RowsLink = (fields: Record<string, string>) => string;

/** How the table of constituencies is sorted. */
export const SORTS = ['letters', 'name', 'region'] as const;
type Sort = (typeof SORTS)[number];

const TOP = 10;

/** What the dashboard shows whatever the letters are: made once, for seats come with the software. */
export type Seats = { byName: Seat[]; byRegion: Seat[]; laidOut: LaidOut };
type Seat = { code: string; name: string; nation: string; region: string; northing: number };

/** The seats, sorted and laid out. */
export async function readSeats(db: Database, hexes: Hexes): Promise<Seats> {
  const seats = await db.read.constituency.findMany({
    select: { code: true, name: true, nation: true, region: true, northing: true },
  });
  const byName = seats.sort((a, b) => inEnglish.compare(a.name, b.name));
  return {
    byName,
    byRegion: byName.toSorted((a, b) => inEnglish.compare(a.region, b.region)),
    laidOut: layOut(hexes, byName),
  };
}

/** All figures of a campaign in a period, ready to be shown; each knows the address of the letters behind it. */
export async function dashboard(
  db: Database,
  { byName, byRegion, laidOut }: Seats,
  filter: Filter,
  period: Period,
  rowsLink: RowsLink,
  sort: Sort,
) {
  const [begun, hours, { outcomes, replied }, stories, bySeat, byParty, ownWords, taken] = await Promise.all([
    countBegun(db, filter),
    signupsByUtcHour(db, filter),
    signupOutcomes(db, filter),
    signupsWithStory(db, filter),
    signupCounts(db, filter, 'constituency'),
    signupCounts(db, filter, 'party'),
    ownWordsOf(db, filter),
    takenOut(db, filter),
  ]);
  const counts = new Map(bySeat.map(({ code, signups }) => [code, signups]));
  const hrefOf = (code: string) => rowsLink({ constituency: code });
  const counted = (seat: Seat) => ({ ...seat, count: counts.get(seat.code) ?? 0 });
  const seats = byName.map(counted);
  const signups = [...outcomes.values()].reduce((sum, n) => sum + n, 0);
  const written = seats.filter(({ count }) => count > 0);
  return {
    signups,
    tiles: [
      {
        title: 'Letters begun',
        words: inWords(begun),
        href: rowsLink({ begun: 'yes' }),
        hint: 'Somebody typed a postcode.',
      },
      {
        title: 'Letters confirmed',
        words: inWords(signups),
        href: rowsLink({}),
        hint: 'The supporter confirmed by email. All figures below are about these.',
      },
      {
        title: 'Constituencies',
        words: inWords(written.length),
        of: seats.length,
        href: '#constituencies',
        hint: 'Their MP was written to at least once.',
      },
      {
        title: 'With a story',
        words: share(stories.stories, stories.kept),
        href: rowsLink({ story: 'yes' }),
        hint: `${inWords(stories.stories)} of ${inWords(stories.kept)} letters hold a story in the supporter’s own words.`,
      },
      {
        title: 'MP replied',
        words: inWords(replied),
        href: rowsLink({ replied: 'yes' }),
        hint: 'As supporters tell us. Not everyone does.',
      },
    ],
    ownWords: {
      ...ownWords,
      words: share(ownWords.own, ownWords.known),
      from: OWN,
    },
    takenOut: taken,
    outcomes: withBars(
      OUTCOMES.map(({ key, title, hint }) => ({
        name: title,
        hint,
        count: outcomes.get(key) ?? 0,
        href: rowsLink({ outcome: key }),
      })),
    ),
    days: daysChart(hours, period, rowsLink),
    hours: hoursChart(hours, rowsLink),
    top: withBars(
      mostFirst(written)
        .slice(0, TOP)
        .map(({ name, count, code }) => ({ name, count, href: hrefOf(code) })),
    ),
    parties: withBars(
      [...byParty]
        .sort((a, b) => b.signups - a.signups)
        .map(({ code, name, signups: count }) => ({ name, count, href: rowsLink({ party: code }) })),
    ),
    regions: withBars(
      grouped(seats, ({ region }) => region).map(row => ({ ...row, href: rowsLink({ region: row.name }) })),
    ),
    nations: withBars(
      grouped(seats, ({ nation }) => nation).map(row => ({ ...row, href: rowsLink({ nation: row.name }) })),
    ),
    map: hexMap(laidOut, counts, hrefOf),
    seats: (sort === 'region' ? byRegion.map(counted) : sort === 'name' ? seats : mostFirst(seats)).map(
      ({ name, region, code, count }) => ({ name, region, count, href: count > 0 ? hrefOf(code) : '' }),
    ),
  };
}

type CountedSeat = Seat & { count: number };

/** Those with as many letters stay as they were, by name. */
const mostFirst = (seats: CountedSeat[]) => seats.toSorted((a, b) => b.count - a.count);

/** Letters, and constituencies with any out of how many, a row each, most letters first. */
function grouped(seats: CountedSeat[], keyOf: (seat: CountedSeat) => string) {
  const rows = new Map<string, { name: string; count: number; reached: number; seats: number }>();
  for (const seat of seats) {
    const name = keyOf(seat);
    const row = rows.get(name) ?? { name, count: 0, reached: 0, seats: 0 };
    row.count += seat.count;
    row.reached += seat.count > 0 ? 1 : 0;
    row.seats += 1;
    rows.set(name, row);
  }
  return [...rows.values()].sort((a, b) => b.count - a.count || inEnglish.compare(a.name, b.name));
}

/** The length of a bar beside each count; the longest fills its cell. */
function withBars<Row extends { count: number }>(rows: Row[]): (Row & { bar: string })[] {
  const most = Math.max(...rows.map(({ count }) => count), 1);
  return rows.map(row => ({ ...row, bar: `${Math.round((row.count / most) * 1000) / 10}%` }));
}

const LENGTH_WORDS: Record<number, string> = {
  1: 'day',
  7: 'week',
  28: 'four weeks',
  91: 'quarter',
  364: 'year',
};

function daysChart(hours: ReadonlyMap<string, number>, period: Period, rowsLink: RowsLink) {
  const days = new Map<string, number>();
  for (const [hour, count] of hours) {
    const { day } = inLondon(new Date(`${hour}:00:00Z`));
    days.set(day, (days.get(day) ?? 0) + count);
  }
  const { length, bars } = stretchesOf(days, period);
  const columns = bars.map(({ from, to, count }) => ({
    title: from === to ? dayInWords(from) : `${dayInWords(from)} to ${dayInWords(to)}`,
    label: dayInShort(from),
    count,
    href: rowsLink({ from, to }),
  }));
  return {
    caption: `Confirmed letters by ${LENGTH_WORDS[length] ?? `${length} days`}`,
    ...withPeak(columns),
  };
}

function hoursChart(hours: ReadonlyMap<string, number>, rowsLink: RowsLink) {
  const columns = Array.from({ length: 24 }, (_, hour) => {
    const start = `${String(hour).padStart(2, '0')}:00`;
    const title = `${start} to ${String(hour).padStart(2, '0')}:59`;
    return { title, label: start, count: 0, href: rowsLink({ hour: String(hour) }) };
  });
  for (const [utc, count] of hours) {
    const column = columns[inLondon(new Date(`${utc}:00:00Z`)).hour];
    if (column) column.count += count;
  }
  return withPeak(columns);
}

function withPeak(rows: { title: string; label: string; count: number; href: string }[]) {
  const peak = rows.reduce<(typeof rows)[number] | undefined>(
    (most, row) => (!most || row.count > most.count ? row : most),
    undefined,
  );
  return { rows, peak, chart: columnChart(rows) };
}

const numbers = new Intl.NumberFormat('en-GB');
const inWords = (count: number) => numbers.format(count);

const share = (part: number, whole: number) => (whole === 0 ? '–' : `${Math.round((part / whole) * 100)}%`);
