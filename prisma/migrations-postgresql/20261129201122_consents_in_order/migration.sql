-- DropIndex
DROP INDEX "Consent_kind_organisation_idx";

-- CreateIndex
CREATE INDEX "Consent_kind_organisation_id_idx" ON "Consent"("kind", "organisation", "id");
