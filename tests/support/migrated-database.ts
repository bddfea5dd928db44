import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { loadConfig } from '../../src/config.ts';
import { buildDeps } from '../../src/deps.ts';
import { createDatabase, SERVER } from './databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    migratedDatabase: string;
    postgresqlTemplate: string;
  }
}

/** Makes real databases with migrations and starter data; each test file works on a copy. */
export default async function setup(project: TestProject) {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-'));
  const file = path.join(dir, 'migrated.db');
  await fill(`file:${file}`, dir);
  project.provide('migratedDatabase', file);
  const template = SERVER ? await createDatabase(SERVER) : undefined;
  if (template) await fill(template.url, dir);
  project.provide('postgresqlTemplate', template?.name ?? '');
  return async () => {
    await template?.drop();
    rmSync(dir, { recursive: true });
  };
}

async function fill(url: string, dir: string): Promise<void> {
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: url, DATA_DIR: dir });
  // Before any test's clock, and the same on every day that the tests run.
  const clock = () => new Date('2026-11-24T09:00:00Z');
  const deps = await buildDeps(config, { clock, log: pino({ level: 'silent' }) });
  await deps.close();
}
