-- AlterTable
ALTER TABLE "Contact" ADD COLUMN "toldAt" DATETIME;

-- AlterTable
ALTER TABLE "Letter" ADD COLUMN "terminated" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "MemberCorrection" (
    "memberId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "fullTitle" TEXT,
    "addressAs" TEXT,
    "email" TEXT,
    "circumstance" TEXT,
    "correctedAt" DATETIME NOT NULL,
    "correctedBy" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "MemberChange" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "constituencyCode" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "source" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "DataSource" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "source" TEXT NOT NULL,
    "licence" TEXT NOT NULL,
    "asOf" DATETIME NOT NULL,
    "loadedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "LiveIncident" (
    "service" TEXT NOT NULL,
    "fault" TEXT NOT NULL,
    "hour" DATETIME NOT NULL,
    "count" INTEGER NOT NULL,

    PRIMARY KEY ("service", "fault", "hour")
);

-- CreateTable
CREATE TABLE "RecurringRun" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "nextAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "finishedAt" DATETIME,
    "outcome" TEXT
);

-- CreateIndex
CREATE INDEX "MemberChange_at_idx" ON "MemberChange"("at");
