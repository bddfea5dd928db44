-- AlterTable: a column more, and not a new table, which would be without its triggers.
ALTER TABLE "Letter" ADD COLUMN "formLanguage" TEXT NOT NULL DEFAULT 'en';

-- So far both were the same.
UPDATE "Letter" SET "formLanguage" = "language" WHERE "language" <> 'en';
