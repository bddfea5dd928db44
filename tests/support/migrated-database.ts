import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { loadConfig } from '../../src/config.ts';
import { buildDeps } from '../../src/deps.ts';

declare module 'vitest' {
  interface ProvidedContext {
    migratedDatabase: string;
  }
}

/** Makes one real database with migrations and starter data; each test file works on a copy. */
export default async function setup(project: TestProject) {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-'));
  const file = path.join(dir, 'migrated.db');
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: `file:${file}` });
  // Before any test's clock, and the same on every day that the tests run.
  const clock = () => new Date('2026-11-24T09:00:00Z');
  const deps = await buildDeps(config, { clock, log: pino({ level: 'silent' }) });
  await deps.close();
  project.provide('migratedDatabase', file);
  return () => rmSync(dir, { recursive: true });
}
