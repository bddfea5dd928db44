-- AlterTable
ALTER TABLE "Letter" ADD COLUMN "ownWords" INTEGER;

-- CreateTable
CREATE TABLE "Taking" (
    "letterId" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("letterId", "way"),
    CONSTRAINT "Taking_letterId_fkey" FOREIGN KEY ("letterId") REFERENCES "Letter" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- DropIndex
DROP INDEX "Letter_campaignId_confirmedAt_constituencyCode_state_way_mpParty_idx";

-- CreateIndex
CREATE INDEX "Letter_campaignId_confirmedAt_constituencyCode_state_way_mpParty_ownWords_idx" ON "Letter"("campaignId", "confirmedAt", "constituencyCode", "state", "way", "mpParty", "ownWords");

-- CreateIndex
CREATE INDEX "Taking_at_idx" ON "Taking"("at");
