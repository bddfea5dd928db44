-- CreateTable
CREATE TABLE "StaffAccount" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "disabledAt" DATETIME,
    "passwordHash" TEXT,
    "totpSecret" TEXT,
    "totpStep" INTEGER
);

-- CreateTable
CREATE TABLE "StaffSession" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "wrongCodes" INTEGER NOT NULL DEFAULT 0,
    "device" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "lastSeenAt" DATETIME NOT NULL,
    CONSTRAINT "StaffSession_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "StaffAccount" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "StaffSetUpLink" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "accountId" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "usedAt" DATETIME,
    CONSTRAINT "StaffSetUpLink_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "StaffAccount" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "StaffRecoveryCode" (
    "accountId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "usedAt" DATETIME,

    PRIMARY KEY ("accountId", "hash"),
    CONSTRAINT "StaffRecoveryCode_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "StaffAccount" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SignInThrottle" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "failures" INTEGER NOT NULL,
    "lastAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "who" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "target" TEXT NOT NULL DEFAULT '',
    "details" JSONB
);

-- CreateIndex
CREATE UNIQUE INDEX "StaffAccount_email_key" ON "StaffAccount"("email");

-- CreateIndex
CREATE UNIQUE INDEX "StaffSession_id_key" ON "StaffSession"("id");

-- CreateIndex
CREATE INDEX "StaffSession_accountId_idx" ON "StaffSession"("accountId");

-- CreateIndex
CREATE INDEX "StaffSetUpLink_accountId_idx" ON "StaffSetUpLink"("accountId");

-- CreateIndex
CREATE INDEX "SignInThrottle_lastAt_idx" ON "SignInThrottle"("lastAt");

-- CreateIndex
CREATE INDEX "AuditEntry_who_idx" ON "AuditEntry"("who");

-- CreateIndex
CREATE INDEX "AuditEntry_what_idx" ON "AuditEntry"("what");

-- The audit log can be added to, and nothing else.
CREATE TRIGGER "AuditEntry_is_never_changed" BEFORE UPDATE ON "AuditEntry"
BEGIN
    SELECT RAISE(ABORT, 'an audit entry is never changed');
END;

CREATE TRIGGER "AuditEntry_is_never_removed" BEFORE DELETE ON "AuditEntry"
BEGIN
    SELECT RAISE(ABORT, 'an audit entry is never removed');
END;

-- REPLACE removes a row without the trigger above being asked.
CREATE TRIGGER "AuditEntry_is_never_replaced" BEFORE INSERT ON "AuditEntry"
WHEN EXISTS (SELECT 1 FROM "AuditEntry" WHERE "id" = NEW."id")
BEGIN
    SELECT RAISE(ABORT, 'an audit entry is never replaced');
END;
