-- Columns are added one by one: making the tables anew would cost them what else was added.
ALTER TABLE "Letter" ADD COLUMN "keeps" TEXT NOT NULL DEFAULT 'all';
ALTER TABLE "Letter" ADD COLUMN "hadStory" BOOLEAN;
ALTER TABLE "Letter" ADD COLUMN "remindedAt" DATETIME;
ALTER TABLE "Letter" ADD COLUMN "askedAt" DATETIME;
ALTER TABLE "Letter" ADD COLUMN "askedAgainAt" DATETIME;
ALTER TABLE "Letter" ADD COLUMN "answer" TEXT;
ALTER TABLE "Letter" ADD COLUMN "answeredAt" DATETIME;
ALTER TABLE "Letter" ADD COLUMN "askingEndedAt" DATETIME;
UPDATE "Letter" SET "keeps" = 'nothing' WHERE "state" = 'erased';

ALTER TABLE "Token" ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'confirm';

-- CreateTable
CREATE TABLE "RetentionPeriod" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "days" INTEGER NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "changedAt" DATETIME NOT NULL,
    "changedBy" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "Letter_keeps_updatedAt_idx" ON "Letter"("keeps", "updatedAt");

-- CreateIndex
CREATE INDEX "Token_expiresAt_idx" ON "Token"("expiresAt");
