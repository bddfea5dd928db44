-- CreateTable
CREATE TABLE "TemplateDraft" (
    "revision" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "campaignId" INTEGER NOT NULL,
    "baseVersion" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "savedAt" DATETIME NOT NULL,
    "savedBy" TEXT NOT NULL,
    CONSTRAINT "TemplateDraft_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "TemplateDraft_campaignId_key" ON "TemplateDraft"("campaignId");

-- AlterTable
ALTER TABLE "TemplateVersion" ADD COLUMN "publishedBy" TEXT NOT NULL DEFAULT '';
ALTER TABLE "TemplateVersion" ADD COLUMN "note" TEXT NOT NULL DEFAULT '';

-- What was published stays as it was: letters name the version they were made with.
CREATE TRIGGER "TemplateVersion_is_never_changed" BEFORE UPDATE ON "TemplateVersion"
BEGIN
    SELECT RAISE(ABORT, 'a published letter template is never changed');
END;
