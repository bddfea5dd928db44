-- DropIndex
DROP INDEX "Letter_campaignId_confirmedAt_idx";

-- AlterTable
ALTER TABLE "Consent" ADD COLUMN "withdrawnAt" DATETIME;

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "lastUsedAt" DATETIME,
    "revokedAt" DATETIME
);

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_hash_key" ON "ApiToken"("hash");

-- CreateIndex
CREATE INDEX "Consent_kind_organisation_idx" ON "Consent"("kind", "organisation");

-- CreateIndex
CREATE INDEX "Letter_campaignId_confirmedAt_constituencyCode_state_way_mpParty_idx" ON "Letter"("campaignId", "confirmedAt", "constituencyCode", "state", "way", "mpParty");

-- CreateIndex
CREATE INDEX "Letter_campaignId_createdAt_idx" ON "Letter"("campaignId", "createdAt");

-- CreateIndex
CREATE INDEX "Letter_campaignId_constituencyCode_confirmedAt_way_idx" ON "Letter"("campaignId", "constituencyCode", "confirmedAt", "way");
