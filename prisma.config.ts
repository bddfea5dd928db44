import { defineConfig } from 'prisma/config';

// `prisma generate` insists on a schema engine that it can download, yet never runs it.
// Any file that exists satisfies it, so generating works on a machine that reaches only the npm registry.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= import.meta.filename;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
