-- DropIndex
DROP INDEX "Letter_email_idx";

-- AlterTable
ALTER TABLE "Contact" ADD COLUMN "emailHash" TEXT;

-- AlterTable
ALTER TABLE "Letter" ADD COLUMN "emailHash" TEXT;

-- CreateTable
CREATE TABLE "SealKey" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "canary" TEXT NOT NULL,
    "since" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "Contact_emailHash_idx" ON "Contact"("emailHash");

-- CreateIndex
CREATE INDEX "Letter_emailHash_idx" ON "Letter"("emailHash");
