import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import Database from 'better-sqlite3';
import { stringify } from 'csv-stringify';
import { withLetters } from './letters.ts';
import { type Bench, inTurns, median, milliseconds, type Result, spreadOf } from './measure.ts';
import { openStaffSite, type StaffSite, watched } from './staff-visit.ts';

const MANY = 1_000_000;
const FEW = 100_000;
const ROUNDS = 5;
const PAGES_A_ROUND = 5;
const EXPORT_ROUNDS = 2;
const MOST_GROWTH = 64;

/** What staff see and take away, with a million letters: against the same asked of better-sqlite3 alone. */
export const figures: Bench = async () => {
  const [many, few] = [
    await openStaffSite(await withLetters(MANY)),
    await openStaffSite(await withLetters(FEW)),
  ];
  const raw = new Database(many.file, { readonly: true });
  try {
    return [...(await dashboards(many, few, raw)), ...(await exports(many, raw))];
  } finally {
    raw.close();
    await many.close();
    await few.close();
  }
};

async function dashboards(many: StaffSite, few: StaffSite, raw: Database.Database): Promise<Result[]> {
  const sums = [
    "SELECT state, way, SUM(signups), SUM(known), SUM(stories) FROM OutcomeFigure WHERE campaignId = 1 AND day = '' GROUP BY 1, 2",
    "SELECT constituencyCode, mpParty, SUM(signups) FROM SeatFigure WHERE campaignId = 1 AND day = '' GROUP BY 1, 2",
    'SELECT hour, begun, signups FROM HourFigure WHERE campaignId = 1',
  ].map(sql => raw.prepare(sql));
  const page = async (desk: StaffSite) => {
    const times: number[] = [];
    for (let i = 0; i < PAGES_A_ROUND; i += 1) {
      times.push(
        await milliseconds(async () => {
          const response = await desk.get('/staff');
          const html = await response.text();
          if (response.status !== 200 || !html.includes('Letters confirmed')) throw new Error('no dashboard');
        }),
      );
    }
    return median(times);
  };
  const times = await inTurns(ROUNDS, {
    many: () => page(many),
    few: () => page(few),
    bare: () => milliseconds(async () => sums.map(sum => sum.all())),
  });
  const ours = median(times.many);
  return [
    timed('dashboard, 1,000,000 letters', times.many, times.bare, 'under 100 ms', ours < 100),
    timed(
      'dashboard, against 100,000 letters',
      times.many,
      times.few,
      'at most 1.5 × the time',
      ours <= 1.5 * median(times.few),
    ),
  ];
}

async function exports(many: StaffSite, raw: Database.Database): Promise<Result[]> {
  const bare =
    raw.prepare(`SELECT l.name, l.email, k.wording, k.givenAt FROM Consent k JOIN Letter l ON l.id = k.letterId
    WHERE k.kind = 'updates' AND k.organisation = 'contact' AND l.email <> ''`);
  const files: Record<string, () => Promise<Response>> = {
    'supporters as CSV': () => many.post('/staff/export/supporters.csv', { organisation: 'contact' }),
    'stories as CSV': () => many.post('/staff/export/stories.csv', {}),
    'briefing as CSV': () => many.get('/staff/export/briefing.csv'),
    'counts by constituency as CSV': () => many.get('/staff/export/counts.csv?by=constituency'),
  };
  const results: Result[] = [];
  for (const [name, ask] of Object.entries(files)) {
    const growths: number[] = [];
    let bytes = 0;
    const times = await inTurns(EXPORT_ROUNDS, {
      ours: () =>
        milliseconds(async () => {
          const { growth, size } = await watched(many.pid, ask);
          growths.push(growth);
          bytes = size;
        }),
      bare: () => milliseconds(() => bareCsv(bare)),
    });
    const own = name.startsWith('supporters') ? times.bare : null;
    results.push(
      timed(`${name}, ${(bytes / 1e6).toFixed(1)} MB`, times.ours, own, '', null),
      grown(`memory growth: ${name}`, growths),
    );
  }
  return results;
}

/** Nothing but the rows as they stand, as CSV. */
async function bareCsv(statement: Database.Statement): Promise<void> {
  const lines = stringify();
  await Promise.all([
    pipeline(Readable.from(statement.raw().iterate() as Iterable<unknown>), lines),
    text(lines),
  ]);
}

function timed(
  name: string,
  times: number[],
  bare: number[] | null,
  goal: string,
  met: boolean | null,
): Result {
  const value = median(times);
  const baseline = bare && median(bare);
  const ratio = baseline && baseline / value;
  return { name, unit: 'ms', value, baseline, ratio, goal, met, spread: spreadOf(times) };
}

function grown(name: string, sizes: number[]): Result {
  const value = median(sizes);
  const goal = `at most ${MOST_GROWTH} MB`;
  const met = Math.max(...sizes) <= MOST_GROWTH;
  return { name, unit: 'MB', value, baseline: null, ratio: null, goal, met, spread: spreadOf(sizes) };
}
