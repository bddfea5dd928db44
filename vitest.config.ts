import { defineConfig } from 'vitest/config';
import { folderInMemory } from './scripts/folder-in-memory.ts';

/** Milliseconds for one test or hook. On PostgreSQL each opens a database by copying one, with connections of its own. */
const LONGEST = process.env.TEST_DATABASE_URL ? 120_000 : 60_000;

/** What a test waits for comes when the machine gets there: it fails where it never does, and not where it is slow. */
const expect = { poll: { timeout: LONGEST / 2 } };

/** Each world has a database of its own, and a browser its profile: no file of theirs waits for the disk. */
const env = { TMPDIR: folderInMemory() };

export default defineConfig({
  test: {
    // Vitest leaves one core free by itself, and on two cores that is half of them.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts'],
          expect,
          exclude: ['tests/**/*.{browser,full,faults,fuzz}.test.ts'],
          // No module keeps state of its own, so files share what is loaded: half the time.
          isolate: false,
          // A world leaves much behind at once, and little of it for long.
          execArgv: ['--max-semi-space-size=64'],
          globalSetup: ['tests/support/built.ts', 'tests/support/migrated-database.ts'],
          setupFiles: 'tests/support/no-wait-for-the-disk.ts',
          env,
          testTimeout: LONGEST,
          hookTimeout: LONGEST,
        },
      },
      {
        test: {
          name: 'full',
          include: ['tests/**/*.full.test.ts'],
          expect,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['tests/**/*.faults.test.ts'],
          expect,
          globalSetup: 'tests/support/built.ts',
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'fuzz',
          include: ['tests/**/*.fuzz.test.ts'],
          expect,
          globalSetup: 'tests/support/migrated-database.ts',
          setupFiles: 'tests/support/no-wait-for-the-disk.ts',
          env,
          testTimeout: 3_600_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/**/*.browser.test.ts'],
          expect,
          globalSetup: 'tests/support/migrated-database.ts',
          setupFiles: 'tests/support/no-wait-for-the-disk.ts',
          env,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          isolate: false,
        },
      },
    ],
  },
});
