-- AlterTable
ALTER TABLE "Letter" ADD COLUMN "signs" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "Tally" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "count" INTEGER NOT NULL,
    "expiresAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "Tally_expiresAt_idx" ON "Tally"("expiresAt");
