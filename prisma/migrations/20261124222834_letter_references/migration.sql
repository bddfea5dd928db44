-- AlterTable
ALTER TABLE "Letter" ADD COLUMN "holdReason" TEXT;
ALTER TABLE "Letter" ADD COLUMN "reference" TEXT;

-- Letters written before get a reference too, from the alphabet of src/letters/reference.ts. Among a
-- million some are drawn twice: those draw again.
UPDATE "Letter" SET "reference" =
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) || '-' ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1);
UPDATE "Letter" SET "reference" =
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) || '-' ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1) ||
    substr('23456789CDFGHJKMNPQRTVWXY', 1 + abs(random() % 25), 1)
WHERE "rowid" NOT IN (SELECT MIN("rowid") FROM "Letter" GROUP BY "reference");

-- CreateIndex
CREATE UNIQUE INDEX "Letter_reference_key" ON "Letter"("reference");

-- CreateIndex
CREATE INDEX "Letter_email_idx" ON "Letter"("email");

-- CreateIndex
CREATE INDEX "Letter_state_mpEmail_idx" ON "Letter"("state", "mpEmail");

-- CreateIndex
CREATE INDEX "Letter_nameIsMpsName_idx" ON "Letter"("nameIsMpsName");
