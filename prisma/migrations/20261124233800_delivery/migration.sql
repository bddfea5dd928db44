-- AlterTable
ALTER TABLE "OutboxMail" ADD COLUMN "mpMemberId" INTEGER;
ALTER TABLE "OutboxMail" ADD COLUMN "campaignId" INTEGER;
ALTER TABLE "OutboxMail" ADD COLUMN "leasedBy" TEXT;
ALTER TABLE "OutboxMail" ADD COLUMN "firstTriedAt" DATETIME;
ALTER TABLE "OutboxMail" ADD COLUMN "startedAt" DATETIME;
ALTER TABLE "OutboxMail" ADD COLUMN "uncertainAt" DATETIME;
ALTER TABLE "OutboxMail" ADD COLUMN "silences" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Letter" ADD COLUMN "presumedAt" DATETIME;

-- Letters that wait already keep the pace and the pauses too.
UPDATE "OutboxMail" SET
  "mpMemberId" = (SELECT "mpMemberId" FROM "Letter" WHERE "Letter"."id" = "aboutId"),
  "campaignId" = (SELECT "campaignId" FROM "Letter" WHERE "Letter"."id" = "aboutId")
WHERE "kind" = 'letter' AND "state" = 'queued';

-- Those tried already: patience goes on from where it stood.
UPDATE "OutboxMail" SET "firstTriedAt" = "createdAt" WHERE "state" = 'queued' AND "attempts" > 0;

-- CreateTable
CREATE TABLE "Pause" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "campaignId" INTEGER,
    "reason" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "startedBy" TEXT NOT NULL,
    "endedAt" DATETIME,
    "endedBy" TEXT
);

-- CreateIndex
CREATE INDEX "Pause_endedAt_idx" ON "Pause"("endedAt");

-- CreateIndex
CREATE INDEX "OutboxMail_mpMemberId_state_dueAt_idx" ON "OutboxMail"("mpMemberId", "state", "dueAt");

-- CreateIndex
CREATE INDEX "OutboxMail_mpMemberId_startedAt_idx" ON "OutboxMail"("mpMemberId", "startedAt");

-- CreateIndex
CREATE INDEX "OutboxMail_startedAt_idx" ON "OutboxMail"("startedAt");
