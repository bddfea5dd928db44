// npm run check: the whole check, one line a step.
import { spawnSync } from 'node:child_process';

const STEPS: [string, string[]][] = [
  ['types', ['tsc']],
  [
    'unit and integration tests',
    [
      'vitest',
      'run',
      '--project',
      'node',
      '--reporter=default',
      '--reporter=json',
      '--outputFile.json=reports/node.json',
    ],
  ],
  [
    'every postcode of the full data',
    [
      'vitest',
      'run',
      '--project',
      'full',
      '--reporter=verbose',
      '--reporter=json',
      '--outputFile.json=reports/full.json',
    ],
  ],
  ['build', ['tsc', '-p', 'tsconfig.build.json']],
];

const failed = STEPS.filter(([name, command]) => {
  console.log(`\n== ${name}`);
  return spawnSync('npx', command, { stdio: 'inherit' }).status !== 0;
});
console.log('\nskipped: format, lint, browser tests and the audit of dependencies are not written yet');
for (const [name] of failed) console.log(`failed: ${name}`);
process.exitCode = failed.length > 0 ? 1 : 0;
