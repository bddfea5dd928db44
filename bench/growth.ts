import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { backup } from '../src/backups/backup.ts';
import { HOUR } from '../src/clock.ts';
import { readMigrations } from '../src/db/migrate.ts';
import type { Deps } from '../src/deps.ts';
import { readLetter } from '../src/letters/letter-store.ts';
import { sendLetter } from '../src/letters/send-letter.ts';
import { submitLetter } from '../src/letters/submit-letter.ts';
import type { Member } from '../src/mps/member.ts';
import { purge } from '../src/retention/purge.ts';
import { ANSWERS, beginDrafts, openDesk } from './desk.ts';
import { withLetters } from './letters.ts';
import { type Bench, median, milliseconds, type Result, slopeOf, spreadOf } from './measure.ts';
import { openStaffSite, textOf } from './staff-visit.ts';

/** GROWTH=10000,100000,1000000,10000000 measures more; ten million need 45 GB and an hour and a half. */
const SIZES = (process.env.GROWTH ?? '10000,100000,1000000').split(',').map(Number);
const PAGES = 15;
const SUBMITS = 40;
/** Exports and backups; with more letters each takes minutes, and one has to do. */
const HEAVY = { runs: 2, upTo: 1_000_000 };

/** How fast a thing may grow with the letters: the exponent of their number, 1 where it grows as they do. */
const GROWTHS: Record<string, { unit: string; most: number }> = {
  'database size': { unit: 'MB', most: 1.05 },
  'a letter submitted and confirmed': { unit: 'ms', most: 0.1 },
  "supporter's page": { unit: 'ms', most: 0.1 },
  dashboard: { unit: 'ms', most: 0.1 },
  'export of supporters': { unit: 'ms', most: 1.05 },
  'hourly purge, nothing due': { unit: 'ms', most: 1.05 },
  "hourly purge, an hour's letters due": { unit: 'ms', most: 1.05 },
  backup: { unit: 'ms', most: 1.05 },
};

type Measured = Record<keyof typeof GROWTHS, number[]>;

/** What grows with the letters, and how fast. */
export const growth: Bench = async () => {
  // All are made before any is measured: what else the machine does then falls on all of them alike.
  const dirs: string[] = [];
  for (const letters of SIZES) dirs.push(await withLetters(letters));
  const measured: { letters: number; values: Measured }[] = [];
  for (const [i, letters] of SIZES.entries()) {
    const values = await measure(dirs[i] as string, letters);
    measured.push({ letters, values });
    // Ten million take hours: whoever ends them early has something all the same.
    for (const [name, { unit }] of Object.entries(GROWTHS)) {
      console.log(`${letters} letters: ${name} ${median(values[name] ?? [])} ${unit}`);
    }
  }
  return Object.entries(GROWTHS).flatMap(([name, { unit, most }]) => [
    ...measured.map(({ letters, values }) => sized(name, unit, letters, values[name] ?? [])),
    sloped(
      name,
      measured.map(({ letters, values }) => [letters, median(values[name] ?? [])]),
      most,
    ),
  ]);
};

async function measure(dir: string, letters: number): Promise<Measured> {
  const file = path.join(dir, 'dear-mp.db');
  const size = statSync(file).size / 1e6;
  const heavy = (run: () => Promise<unknown>) =>
    letters > HEAVY.upTo ? severalCold(1, run) : several(HEAVY.runs, run);
  const pages = await measurePages(dir, heavy);
  const deps = await openDesk(dir);
  try {
    return {
      'database size': [size],
      'a letter submitted and confirmed': await submits(deps),
      ...pages,
      ...(await purges(deps)),
      backup: await backups(file, heavy),
    };
  } finally {
    await deps.close();
  }
}

type Heavy = (run: () => Promise<unknown>) => Promise<number[]>;

async function measurePages(dir: string, heavy: Heavy): Promise<Measured> {
  const site = await openStaffSite(dir);
  const supporters = () => textOf(site.post('/staff/export/supporters.csv', { organisation: 'contact' }));
  try {
    return {
      "supporter's page": await several(PAGES, () => textOf(site.get('/school-attendance'))),
      dashboard: await several(PAGES, () => textOf(site.get('/staff'))),
      'export of supporters': await heavy(supporters),
    };
  } finally {
    await site.close();
  }
}

/** The use cases behind the buttons: handed over, then confirmed by the link's token. */
async function submits(deps: Deps): Promise<number[]> {
  const { db } = deps;
  const seats = await db.read.constituency.findMany({
    where: { nation: 'England', member: { email: { not: null } } },
    include: { member: true },
    take: SUBMITS + 1,
  });
  const ids = await beginDrafts(deps, SUBMITS + 1);
  const text = { subject: 'From your constituent', body: ANSWERS.story, ownWords: 100, story: ANSWERS.story };
  const left = ids.entries();
  return several(SUBMITS, async () => {
    const [i, id] = left.next().value as [number, string];
    const seat = seats[i];
    if (!seat?.member) throw new Error('there is no such seat');
    const member = seat.member as Member;
    const email = `ada.${id}@supporter.example`;
    await db.write(tx =>
      tx.letter.update({ where: { id }, data: { ...ANSWERS, email, constituencyCode: seat.code } }),
    );
    const letter = await readLetter(db.read, id);
    await submitLetter(deps, letter, '', { name: seat.name, member }, text);
    const { hash } = await db.read.token.findFirstOrThrow({ where: { letterId: id, kind: 'confirm' } });
    await sendLetter(deps, id, hash, { home: `192.0.2.${i}`, words: deps.dictionary('en') });
    const { confirmedAt } = await db.read.letter.findUniqueOrThrow({ where: { id } });
    if (!confirmedAt) throw new Error('the letter was not confirmed');
  });
}

async function purges(deps: Deps): Promise<Measured> {
  const now = deps.clock();
  // What the loader left.
  await purge(deps, now);
  return {
    'hourly purge, nothing due': await several(1, () => purge(deps, now)),
    "hourly purge, an hour's letters due": [
      await milliseconds(() => purge(deps, new Date(now.getTime() + HOUR))),
    ],
  };
}

async function backups(file: string, heavy: Heavy): Promise<number[]> {
  const known = (await readMigrations('prisma')).map(({ name }) => name);
  const copy = `${file}.copy`;
  try {
    return await heavy(() => backup(file, copy, known, { replace: true }));
  } finally {
    rmSync(copy, { force: true });
  }
}

/** Milliseconds of each run; the first warms up and does not count. */
async function several(count: number, run: () => Promise<unknown>): Promise<number[]> {
  return (await severalCold(count + 1, run)).slice(1);
}

async function severalCold(count: number, run: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) times.push(await milliseconds(run));
  return times;
}

function sized(name: string, unit: string, letters: number, values: number[]): Result {
  const words = `${name}, ${letters.toLocaleString('en-GB')} letters`;
  const spread = spreadOf(values);
  return {
    name: words,
    unit,
    value: median(values),
    baseline: null,
    ratio: null,
    goal: '',
    met: null,
    spread,
  };
}

/** The exponent by which it grows: the straight line through the logarithms. */
function sloped(name: string, points: [letters: number, value: number][], most: number): Result {
  const value = slopeOf(points.map(([letters, value]) => [Math.log(letters), Math.log(value)] as const));
  return {
    name: `${name}: slope`,
    unit: 'exponent',
    value,
    baseline: null,
    ratio: null,
    goal: `at most ${most}`,
    met: value <= most,
    spread: [value, value],
  };
}
