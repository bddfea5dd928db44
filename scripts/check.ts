// npm run check: the whole check, one line a step. Every step runs, so that one look tells all that is wrong.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { roomsInTime, roomsOf, type TimedFile } from './rooms-in-time.ts';

type Step = [name: string, command: string];

/** What reads the code, or makes something of it, and runs none of it. What is built is what tests run in processes. */
const READING: Step[] = [
  ['format and lint', 'biome ci --error-on-warnings'],
  ['types', 'tsc'],
  ['build', 'tsc -p tsconfig.build.json'],
  ['licences', 'tsx scripts/licences.ts --check'],
  ['known vulnerabilities', 'tsx scripts/audit.ts'],
];

/** The whole of .ci/run has just run `npm test`, which is the very same. */
const testedAlready = process.env.TESTED_WITHOUT_BROWSER === 'yes';

/** Seconds: .ci/run may take 15 minutes, and two are left for a machine that slows down meanwhile. */
const MOST = 13 * 60;
/** How many times as long as on SQLite: each test's database is copied, and has connections of its own. */
const SLOWER_ON_POSTGRESQL = 2.5;

/** One after the other, for the last fills what time the others left. */
function* testing(): Generator<Step> {
  if (!testedAlready) yield ['tests without a browser', vitest('node')];
  // Side by side: faults wait for most of their time.
  yield ['every postcode, faults for a short while, hostile requests', vitest('full faults fuzz', 'longer')];
  yield ['tests in a browser', vitest('browser')];
  yield onPostgresql();
}

/** .ci/run asks for each half by itself: `npm run check -- reading`. */
const HALVES: Record<string, () => Iterable<Step>> = { reading: () => READING, testing };

function* whole(): Generator<Step> {
  yield* READING;
  yield* testing();
}

/** What `npm test` runs, a second time: whole, or in .ci/run the rooms that fit into its time. */
function onPostgresql(): Step {
  const command = `tsx scripts/on-postgresql.ts ${vitest('node', 'postgresql')}`;
  const files = testedAlready ? testFilesIn('reports/test.json') : [];
  const left = MOST - Number(process.env.SECONDS_GONE ?? 0) - performance.now() / 1_000;
  const rooms = roomsInTime(files, SLOWER_ON_POSTGRESQL, left);
  const skipped = roomsOf(files).filter(room => !rooms.includes(room));
  if (skipped.length === 0) return ['the same on PostgreSQL', command];
  const others = `${skipped.length} other rooms are skipped for want of time, which npm run check has`;
  return [
    `the same on PostgreSQL, of ${rooms.join(', ')}: ${others}`,
    `${command} ${rooms.map(room => `tests/${room}`).join(' ')}`,
  ];
}

/** None where vitest wrote no report. */
function testFilesIn(report: string): TimedFile[] {
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];
}

/** @param projects of vitest.config.ts, with blanks between them */
function vitest(projects: string, report = projects): string {
  const these = projects.split(' ').map(project => `--project ${project}`);
  return `vitest run ${these.join(' ')} --reporter=default --reporter=json --outputFile.json=reports/${report}.json`;
}

// Drawn anew each time; what fails prints the seed that makes it again. `npm run fuzz` asks ten times as many.
process.env.FUZZ_RUNS ??= '2000';
if (testedAlready)
  console.log('\n== tests without a browser: run by npm test just now, and counted from there');
const failed: string[] = [];
for (const [name, command] of (HALVES[process.argv[2] ?? ''] ?? whole)()) {
  console.log(`\n== ${name}`);
  const began = performance.now();
  const { status } = spawnSync('npx', ['--no-install', ...command.split(' ')], { stdio: 'inherit' });
  console.log(`${Math.round((performance.now() - began) / 1_000)} s`);
  if (status !== 0) failed.push(name);
}
for (const name of failed) console.log(`failed: ${name}`);
process.exitCode = failed.length > 0 ? 1 : 0;
