// npm run generate: makes the clients of both databases from prisma/schema.prisma.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { postgresqlSchema } from '../src/db/postgresql-schema.ts';

const PRISMA_DIR = path.join(import.meta.dirname, '..', 'prisma');
const SCHEMA = path.join(PRISMA_DIR, 'schema.prisma');
// It lies beside the schema, since the client's folder is named from there.
const DERIVED = path.join(PRISMA_DIR, 'postgresql.derived.prisma');

const generate = (schema: string) =>
  spawnSync('npx', ['--no-install', 'prisma', 'generate', '--schema', schema], { stdio: 'inherit' }).status ??
  1;

writeFileSync(DERIVED, postgresqlSchema(readFileSync(SCHEMA, 'utf8')));
process.exitCode = generate(SCHEMA) || generate(DERIVED);
rmSync(DERIVED);
