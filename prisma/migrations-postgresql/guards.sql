-- What the triggers of SQLite's migrations guard, for PostgreSQL: part of the first migration. A trigger
-- that comes later is written by hand, in a migration of each.

-- The audit log can be added to, and nothing else.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END;
$$;

CREATE TRIGGER "AuditEntry_is_never_changed" BEFORE UPDATE ON "AuditEntry"
FOR EACH ROW EXECUTE FUNCTION "refuse_change"('an audit entry is never changed');

CREATE TRIGGER "AuditEntry_is_never_removed" BEFORE DELETE ON "AuditEntry"
FOR EACH ROW EXECUTE FUNCTION "refuse_change"('an audit entry is never removed');

-- TRUNCATE removes rows without the trigger above being asked.
CREATE TRIGGER "AuditEntry_is_never_emptied" BEFORE TRUNCATE ON "AuditEntry"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"('an audit entry is never removed');

-- What was published stays as it was: letters name the version they were made with.
CREATE TRIGGER "TemplateVersion_is_never_changed" BEFORE UPDATE ON "TemplateVersion"
FOR EACH ROW EXECUTE FUNCTION "refuse_change"('a published letter template is never changed');
