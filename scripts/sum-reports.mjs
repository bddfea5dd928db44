// Adds up what every test runner reported, and says again what failed: its own words lie far above, before other runs.
// A report that is missing counts as a failure.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const REPORTS = ['test', 'longer', 'browser', 'postgresql'];

const sums = { passed: 0, failed: 0, skipped: 0 };
for (const name of REPORTS) {
  const file = `reports/${name}.json`;
  if (!existsSync(file)) {
    console.log(`no report of ${name}`);
    sums.failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  if (report.notRun) console.log(`${name} was not run: ${report.notRun}`);
  sums.passed += report.numPassedTests;
  sums.skipped += report.numPendingTests;
  sums.failed += report.numFailedTests || (report.success ? 0 : 1);
  for (const failure of report.testResults?.flatMap(failuresOf) ?? [])
    console.log(`failed, ${name}: ${failure}`);
}
if (sums.skipped > 0) console.log(`${sums.skipped} skipped, for the reasons given above`);
console.log(`${sums.passed} passed, ${sums.failed} failed`);
process.exitCode = sums.failed > 0 ? 1 : 0;

/** Of one test file in vitest's report: what failed, by name, and why; or why the file could not be read. */
function failuresOf({ name: path, status, message, assertionResults }) {
  const file = relative('.', path);
  const failed = assertionResults.filter(test => test.status === 'failed');
  if (failed.length === 0) return status === 'failed' ? [`${file}\n${indented(message)}`] : [];
  return failed.map(test => `${file}: ${test.fullName}\n${indented(test.failureMessages.join('\n'))}`);
}

/** The first lines alone, for a comparison of two pages would hide the rest; and of the way there only our own. */
function indented(text) {
  const ours = text.split('\n').filter(line => !/^\s+at .*(node_modules|Promise|node:)/.test(line));
  return ours
    .slice(0, 12)
    .map(line => `  ${line}`)
    .join('\n');
}
