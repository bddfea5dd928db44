-- AlterTable: columns are added in place, for a rebuilt table would lose what other migrations add.
ALTER TABLE "Campaign" ADD COLUMN "pausedAt" DATETIME;
ALTER TABLE "Campaign" ADD COLUMN "closesOn" TEXT;
ALTER TABLE "Campaign" ADD COLUMN "pauseMessage" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Campaign" ADD COLUMN "closeMessage" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Campaign" ADD COLUMN "thanks" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Campaign" ADD COLUMN "targetCount" INTEGER;
ALTER TABLE "Campaign" ADD COLUMN "followUpDays" INTEGER NOT NULL DEFAULT 14;
ALTER TABLE "Campaign" ADD COLUMN "colour" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Campaign" ADD COLUMN "defaultLanguage" TEXT NOT NULL DEFAULT 'en';
ALTER TABLE "Campaign" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "Ask" ADD COLUMN "retiredAt" DATETIME;

-- AlterTable
ALTER TABLE "Experience" ADD COLUMN "retiredAt" DATETIME;

-- AlterTable
ALTER TABLE "Organisation" ADD COLUMN "retiredAt" DATETIME;

-- CreateTable
CREATE TABLE "CampaignLogo" (
    "campaignId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "bytes" BLOB NOT NULL,
    "type" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "alt" TEXT NOT NULL,
    CONSTRAINT "CampaignLogo_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
