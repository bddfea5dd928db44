// Adds up what every test runner reported. A report that is missing counts as a failure.
import { existsSync, readFileSync } from 'node:fs';

const REPORTS = ['test', 'postgresql', 'full', 'faults', 'fuzz', 'browser'];

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
}
if (sums.skipped > 0) console.log(`${sums.skipped} skipped, for the reasons given above`);
console.log(`${sums.passed} passed, ${sums.failed} failed`);
process.exitCode = sums.failed > 0 ? 1 : 0;
