-- CreateIndex
CREATE INDEX "Contact_reason_toldAt_idx" ON "Contact"("reason", "toldAt");
