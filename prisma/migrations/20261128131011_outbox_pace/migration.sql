-- DropIndex
DROP INDEX "OutboxMail_startedAt_idx";

-- CreateIndex
CREATE INDEX "OutboxMail_startedAt_kind_idx" ON "OutboxMail"("startedAt", "kind");
