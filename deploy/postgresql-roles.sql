-- Least rights on PostgreSQL: the site reads and writes rows, and the tables, with the guards of the audit log, belong
-- to another role that it has no password of. "PostgreSQL" in docs/running.md says when to run it. As the owner:
--
--   psql --set=site=dear_mp "$OWNER_URL" --file=deploy/postgresql-roles.sql
--
-- It can be run again at any time.

GRANT USAGE ON SCHEMA public TO :"site";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"site";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"site";

-- The same for what a later version brings, as far as the one who runs this brings it.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"site";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"site";

-- What is only added to, and what only the owner changes. The triggers refuse the first too.
REVOKE UPDATE, DELETE ON "AuditEntry" FROM :"site";
REVOKE INSERT, UPDATE, DELETE ON "_prisma_migrations" FROM :"site";
