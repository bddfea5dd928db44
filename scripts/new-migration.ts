// npm run migration -- NAME: writes the SQL that takes the newest migration to prisma/schema.prisma.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PRISMA_DIR, schemaDifference } from './schema-difference.ts';

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  throw new Error('Say what the migration does, in lower case: npm run migration -- add_something');
}

const sql = await schemaDifference(await readFile(path.join(PRISMA_DIR, 'schema.prisma'), 'utf8'));
if (sql === null) throw new Error('The migrations add up to the schema already.');

const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const dir = path.join(PRISMA_DIR, 'migrations', `${stamp}_${name}`);
await mkdir(dir, { recursive: true });
await writeFile(path.join(dir, 'migration.sql'), sql);
console.log(path.relative(process.cwd(), dir));
