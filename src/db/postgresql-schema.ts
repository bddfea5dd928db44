/**
 * The schema for PostgreSQL: prisma/schema.prisma with another kind of database, and a client of its own
 * beside the one for SQLite.
 *
 * @param schema the text of prisma/schema.prisma
 */
export function postgresqlSchema(schema: string): string {
  return schema
    .replace('provider = "sqlite"', 'provider = "postgresql"')
    .replace('"../src/db/generated"', '"../src/db/generated-postgresql"');
}
