-- DropIndex
DROP INDEX "Letter_keeps_updatedAt_idx";

-- CreateIndex
CREATE INDEX "Letter_keeps_state_updatedAt_idx" ON "Letter"("keeps", "state", "updatedAt");

-- CreateIndex
CREATE INDEX "Letter_keeps_confirmedAt_idx" ON "Letter"("keeps", "confirmedAt");

-- CreateIndex
CREATE INDEX "Letter_campaignId_state_answer_askingEndedAt_askedAgainAt_askedAt_idx" ON "Letter"("campaignId", "state", "answer", "askingEndedAt", "askedAgainAt", "askedAt");

-- Whoever asked to be kept in touch is passed by until a year is over.
UPDATE "Letter" SET "keeps" = 'updates'
WHERE "keeps" = 'writer' AND "confirmedAt" IS NOT NULL AND EXISTS (
  SELECT 1 FROM "Consent" WHERE "letterId" = "Letter"."id" AND "kind" = 'updates' AND "withdrawnAt" IS NULL
);
