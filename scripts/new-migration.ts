// npm run migration -- NAME: writes the SQL that takes the newest migration to prisma/schema.prisma.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { schemaChanges } from '../src/db/schema-changes.ts';

const prismaDir = path.join(import.meta.dirname, '..', 'prisma');
const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  throw new Error('Say what the migration does, in lower case: npm run migration -- add_something');
}

const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const dir = path.join(prismaDir, 'migrations', `${stamp}_${name}`);
const sql = await schemaChanges(prismaDir);
await mkdir(dir, { recursive: true });
await writeFile(path.join(dir, 'migration.sql'), sql);
console.log(path.relative(process.cwd(), dir));
