-- AlterTable
ALTER TABLE "Letter" ADD COLUMN "formMpName" TEXT;
