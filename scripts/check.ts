// npm run check: the whole check, one line a step. Every step runs, so that one look tells all that is wrong.
import { spawnSync } from 'node:child_process';

const STEPS: [name: string, command: string][] = [
  ['format and lint', 'biome ci --error-on-warnings'],
  ['types', 'tsc'],
  ['tests without a browser', vitest('node')],
  ['every postcode of the full data', vitest('full')],
  ['no letter is lost: a short run of the faults', vitest('faults')],
  ['tests in a browser', vitest('browser')],
  ['build', 'tsc -p tsconfig.build.json'],
  ['known vulnerabilities', 'tsx scripts/audit.ts'],
];

function vitest(project: string): string {
  return `vitest run --project ${project} --reporter=default --reporter=json --outputFile.json=reports/${project}.json`;
}

const failed = STEPS.filter(([name, command]) => {
  console.log(`\n== ${name}`);
  return spawnSync('npx', ['--no-install', ...command.split(' ')], { stdio: 'inherit' }).status !== 0;
});
for (const [name] of failed) console.log(`failed: ${name}`);
process.exitCode = failed.length > 0 ? 1 : 0;
