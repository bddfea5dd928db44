-- CreateIndex
CREATE INDEX "BounceReport_at_idx" ON "BounceReport"("at");

-- CreateIndex
CREATE INDEX "Contact_reason_toldAt_idx" ON "Contact"("reason", "toldAt");

-- CreateIndex
CREATE INDEX "OutboxMail_state_priority_campaignId_dueAt_idx" ON "OutboxMail"("state", "priority", "campaignId", "dueAt");

-- CreateIndex
CREATE INDEX "OutboxMail_settledAt_idx" ON "OutboxMail"("settledAt");
