-- AlterTable
ALTER TABLE "OutboxMail" ADD COLUMN "bounceToken" TEXT;
ALTER TABLE "OutboxMail" ADD COLUMN "bouncedAt" DATETIME;

-- CreateTable
CREATE TABLE "BounceReport" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "fingerprint" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT,
    "at" DATETIME NOT NULL,
    "outboxMailId" INTEGER,
    CONSTRAINT "BounceReport_outboxMailId_fkey" FOREIGN KEY ("outboxMailId") REFERENCES "OutboxMail" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "HookRequest" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "at" DATETIME NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "BounceReport_fingerprint_key" ON "BounceReport"("fingerprint");

-- CreateIndex
CREATE INDEX "BounceReport_outboxMailId_idx" ON "BounceReport"("outboxMailId");

-- CreateIndex
CREATE INDEX "HookRequest_at_idx" ON "HookRequest"("at");

-- CreateIndex
CREATE UNIQUE INDEX "OutboxMail_bounceToken_key" ON "OutboxMail"("bounceToken");
