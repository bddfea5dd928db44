-- CreateTable
CREATE TABLE "Constituency" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "nameCy" TEXT,
    "nation" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "easting" INTEGER NOT NULL,
    "northing" INTEGER NOT NULL,
    "postcodes" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "Member" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "constituencyCode" TEXT NOT NULL,
    "fullTitle" TEXT NOT NULL,
    "addressAs" TEXT,
    "party" TEXT NOT NULL,
    "email" TEXT,
    "circumstance" TEXT,
    CONSTRAINT "Member_constituencyCode_fkey" FOREIGN KEY ("constituencyCode") REFERENCES "Constituency" ("code") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Campaign" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "promoter" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "background" TEXT NOT NULL,
    "openedAt" DATETIME,
    "closedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Ask" (
    "campaignId" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "detail" TEXT NOT NULL,

    PRIMARY KEY ("campaignId", "key"),
    CONSTRAINT "Ask_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Experience" (
    "campaignId" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,

    PRIMARY KEY ("campaignId", "key"),
    CONSTRAINT "Experience_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Organisation" (
    "campaignId" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,

    PRIMARY KEY ("campaignId", "key"),
    CONSTRAINT "Organisation_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "TemplateVersion" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "campaignId" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "TemplateVersion_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Letter" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "campaignId" INTEGER NOT NULL,
    "templateVersionId" INTEGER NOT NULL,
    "draftKeyHash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "way" TEXT,
    "postcode" TEXT NOT NULL,
    "constituencyCode" TEXT,
    "lookupSource" TEXT,
    "crossBorder" BOOLEAN NOT NULL DEFAULT false,
    "mpMemberId" INTEGER,
    "mpName" TEXT,
    "mpParty" TEXT,
    "mpEmail" TEXT,
    "constituency" TEXT,
    "relationship" TEXT NOT NULL DEFAULT '',
    "asks" JSONB NOT NULL DEFAULT [],
    "experiences" JSONB NOT NULL DEFAULT [],
    "story" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL DEFAULT '',
    "email" TEXT NOT NULL DEFAULT '',
    "address1" TEXT NOT NULL DEFAULT '',
    "address2" TEXT NOT NULL DEFAULT '',
    "town" TEXT NOT NULL DEFAULT '',
    "consentStory" BOOLEAN NOT NULL DEFAULT false,
    "shareStory" TEXT NOT NULL DEFAULT '',
    "updates" JSONB NOT NULL DEFAULT [],
    "subject" TEXT,
    "body" TEXT,
    "personKey" TEXT,
    "nameIsMpsName" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "submittedAt" DATETIME,
    "confirmedAt" DATETIME,
    "settledAt" DATETIME,
    CONSTRAINT "Letter_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Letter_templateVersionId_fkey" FOREIGN KEY ("templateVersionId") REFERENCES "TemplateVersion" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Consent" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "letterId" TEXT,
    "contactId" TEXT,
    "kind" TEXT NOT NULL,
    "organisation" TEXT,
    "wording" TEXT NOT NULL,
    "givenAt" DATETIME NOT NULL,
    CONSTRAINT "Consent_letterId_fkey" FOREIGN KEY ("letterId") REFERENCES "Letter" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Consent_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Contact" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "campaignId" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "nation" TEXT NOT NULL,
    "constituencyCode" TEXT,
    "email" TEXT NOT NULL,
    "letterId" TEXT,
    "createdAt" DATETIME NOT NULL,
    "confirmedAt" DATETIME,
    CONSTRAINT "Contact_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Contact_letterId_fkey" FOREIGN KEY ("letterId") REFERENCES "Letter" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Token" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "letterId" TEXT,
    "contactId" TEXT,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "usedAt" DATETIME,
    CONSTRAINT "Token_letterId_fkey" FOREIGN KEY ("letterId") REFERENCES "Letter" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Token_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "OutboxMail" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "aboutId" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "message" JSONB,
    "state" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" DATETIME NOT NULL,
    "leasedUntil" DATETIME,
    "lastError" TEXT,
    "createdAt" DATETIME NOT NULL,
    "settledAt" DATETIME
);

-- CreateIndex
CREATE UNIQUE INDEX "Member_constituencyCode_key" ON "Member"("constituencyCode");

-- CreateIndex
CREATE UNIQUE INDEX "Campaign_slug_key" ON "Campaign"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "TemplateVersion_campaignId_version_key" ON "TemplateVersion"("campaignId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "Letter_draftKeyHash_key" ON "Letter"("draftKeyHash");

-- CreateIndex
CREATE INDEX "Letter_campaignId_confirmedAt_idx" ON "Letter"("campaignId", "confirmedAt");

-- CreateIndex
CREATE INDEX "Letter_personKey_idx" ON "Letter"("personKey");

-- CreateIndex
CREATE INDEX "Consent_letterId_idx" ON "Consent"("letterId");

-- CreateIndex
CREATE INDEX "Consent_contactId_idx" ON "Consent"("contactId");

-- CreateIndex
CREATE UNIQUE INDEX "Contact_letterId_key" ON "Contact"("letterId");

-- CreateIndex
CREATE INDEX "Token_letterId_idx" ON "Token"("letterId");

-- CreateIndex
CREATE INDEX "Token_contactId_idx" ON "Token"("contactId");

-- CreateIndex
CREATE UNIQUE INDEX "OutboxMail_messageId_key" ON "OutboxMail"("messageId");

-- CreateIndex
CREATE INDEX "OutboxMail_state_priority_dueAt_idx" ON "OutboxMail"("state", "priority", "dueAt");

-- CreateIndex
CREATE INDEX "OutboxMail_aboutId_idx" ON "OutboxMail"("aboutId");
