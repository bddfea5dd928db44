// npm run check: the whole check, one line a step. Every step runs, so that one look tells all that is wrong.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

type Step = [name: string, command: string];
/** Of vitest; milliseconds. */
type Report = { startTime: number; testResults: { endTime: number }[] };

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

/**
 * How much is run on PostgreSQL too, by the seconds that `npm test` took: all of it does not fit into the 15 minutes of
 * .ci/run on a slow machine. There the rooms where the two kinds of database differ most are: who waits for whom, what is
 * counted, what ends when.
 */
const ON_POSTGRESQL = [
  { below: 150, rooms: [] },
  {
    below: 200,
    rooms: ['abuse', 'db', 'delivery', 'figures', 'retention', 'runs', 'tokens', 'two-at-once'],
  },
  { below: Number.POSITIVE_INFINITY, rooms: ['db', 'delivery', 'tokens', 'two-at-once'] },
];

const TESTING: Step[] = [
  ...(testedAlready ? [] : [['tests without a browser', vitest('node')] as Step]),
  onPostgresql(),
  ['every postcode of the full data', vitest('full')],
  ['no letter is lost: a short run of the faults', vitest('faults')],
  ['hostile requests and texts', vitest('fuzz')],
  ['tests in a browser', vitest('browser')],
];

/** .ci/run asks for each half by itself: `npm run check -- reading`. */
const HALVES: Record<string, Step[]> = { reading: READING, testing: TESTING };

function onPostgresql(): Step {
  const command = `tsx scripts/on-postgresql.ts ${vitest('node', 'postgresql')}`;
  const seconds = testedAlready ? secondsOf('reports/test.json') : 0;
  const rooms = ON_POSTGRESQL.find(({ below }) => seconds < below)?.rooms ?? [];
  if (rooms.length === 0) return ['the same on PostgreSQL', command];
  const why = `npm test took ${Math.round(seconds)} s, and npm run check runs all of it`;
  const name = `the same on PostgreSQL, skipped but for ${rooms.join(', ')}: ${why}`;
  return [name, `${command} ${rooms.map(room => `tests/${room}`).join(' ')}`];
}

/** How long the run took that a report tells of; none where it wrote none. */
function secondsOf(report: string): number {
  if (!existsSync(report)) return 0;
  const { startTime, testResults }: Report = JSON.parse(readFileSync(report, 'utf8'));
  return (Math.max(startTime, ...testResults.map(({ endTime }) => endTime)) - startTime) / 1_000;
}

function vitest(project: string, report = project): string {
  return `vitest run --project ${project} --reporter=default --reporter=json --outputFile.json=reports/${report}.json`;
}

// Drawn anew each time; what fails prints the seed that makes it again. `npm run fuzz` asks ten times as many.
process.env.FUZZ_RUNS ??= '2000';
const steps = HALVES[process.argv[2] ?? ''] ?? [...READING, ...TESTING];
if (testedAlready)
  console.log('\n== tests without a browser: run by npm test just now, and counted from there');
const failed = steps.filter(([name, command]) => {
  console.log(`\n== ${name}`);
  return spawnSync('npx', ['--no-install', ...command.split(' ')], { stdio: 'inherit' }).status !== 0;
});
for (const [name] of failed) console.log(`failed: ${name}`);
process.exitCode = failed.length > 0 ? 1 : 0;
