-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "Constituency" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "nameCy" TEXT,
    "nation" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "easting" INTEGER NOT NULL,
    "northing" INTEGER NOT NULL,
    "postcodes" INTEGER NOT NULL,

    CONSTRAINT "Constituency_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "Member" (
    "id" INTEGER NOT NULL,
    "constituencyCode" TEXT NOT NULL,
    "fullTitle" TEXT NOT NULL,
    "addressAs" TEXT,
    "party" TEXT NOT NULL,
    "email" TEXT,
    "circumstance" TEXT,

    CONSTRAINT "Member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Campaign" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "promoter" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "background" TEXT NOT NULL,
    "openedAt" TIMESTAMP(3),
    "closedAt" TIMESTAMP(3),
    "pausedAt" TIMESTAMP(3),
    "closesOn" TEXT,
    "pauseMessage" TEXT NOT NULL DEFAULT '',
    "closeMessage" TEXT NOT NULL DEFAULT '',
    "thanks" TEXT NOT NULL DEFAULT '',
    "targetCount" INTEGER,
    "followUpDays" INTEGER NOT NULL DEFAULT 14,
    "colour" TEXT NOT NULL DEFAULT '',
    "defaultLanguage" TEXT NOT NULL DEFAULT 'en',
    "welsh" JSONB NOT NULL DEFAULT '{}',
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Ask" (
    "campaignId" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "retiredAt" TIMESTAMP(3),

    CONSTRAINT "Ask_pkey" PRIMARY KEY ("campaignId","key")
);

-- CreateTable
CREATE TABLE "Experience" (
    "campaignId" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "retiredAt" TIMESTAMP(3),

    CONSTRAINT "Experience_pkey" PRIMARY KEY ("campaignId","key")
);

-- CreateTable
CREATE TABLE "Prompt" (
    "id" SERIAL NOT NULL,
    "campaignId" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "question" TEXT NOT NULL,
    "questionCy" TEXT NOT NULL DEFAULT '',
    "relationships" JSONB NOT NULL DEFAULT '[]',
    "experiences" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "Prompt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Organisation" (
    "campaignId" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "retiredAt" TIMESTAMP(3),

    CONSTRAINT "Organisation_pkey" PRIMARY KEY ("campaignId","key")
);

-- CreateTable
CREATE TABLE "TemplateVersion" (
    "id" SERIAL NOT NULL,
    "campaignId" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "subjectCy" TEXT NOT NULL DEFAULT '',
    "bodyCy" TEXT NOT NULL DEFAULT '',
    "variants" JSONB NOT NULL DEFAULT '[]',
    "createdAt" TIMESTAMP(3) NOT NULL,
    "publishedBy" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "TemplateVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Letter" (
    "id" TEXT NOT NULL,
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
    "asks" JSONB NOT NULL DEFAULT '[]',
    "experiences" JSONB NOT NULL DEFAULT '[]',
    "story" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL DEFAULT '',
    "email" TEXT NOT NULL DEFAULT '',
    "address1" TEXT NOT NULL DEFAULT '',
    "address2" TEXT NOT NULL DEFAULT '',
    "town" TEXT NOT NULL DEFAULT '',
    "consentStory" BOOLEAN NOT NULL DEFAULT false,
    "shareStory" TEXT NOT NULL DEFAULT '',
    "updates" JSONB NOT NULL DEFAULT '[]',
    "variant" TEXT,
    "subject" TEXT,
    "body" TEXT,
    "personKey" TEXT,
    "nameIsMpsName" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "submittedAt" TIMESTAMP(3),
    "confirmedAt" TIMESTAMP(3),
    "settledAt" TIMESTAMP(3),
    "terminated" BOOLEAN NOT NULL DEFAULT false,
    "reference" TEXT,
    "holdReason" TEXT,
    "emailHash" TEXT,
    "keeps" TEXT NOT NULL DEFAULT 'all',
    "hadStory" BOOLEAN,
    "remindedAt" TIMESTAMP(3),
    "askedAt" TIMESTAMP(3),
    "askedAgainAt" TIMESTAMP(3),
    "answer" TEXT,
    "answeredAt" TIMESTAMP(3),
    "askingEndedAt" TIMESTAMP(3),
    "signs" JSONB NOT NULL DEFAULT '[]',
    "language" TEXT NOT NULL DEFAULT 'en',
    "presumedAt" TIMESTAMP(3),
    "ownWords" INTEGER,

    CONSTRAINT "Letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Taking" (
    "letterId" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Taking_pkey" PRIMARY KEY ("letterId","way")
);

-- CreateTable
CREATE TABLE "OwnWordsFigure" (
    "campaignId" INTEGER NOT NULL,
    "hour" TEXT NOT NULL,
    "share" INTEGER NOT NULL,
    "signups" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "OwnWordsFigure_pkey" PRIMARY KEY ("campaignId","hour","share")
);

-- CreateTable
CREATE TABLE "Consent" (
    "id" SERIAL NOT NULL,
    "letterId" TEXT,
    "contactId" TEXT,
    "kind" TEXT NOT NULL,
    "organisation" TEXT,
    "mpName" TEXT,
    "wording" TEXT NOT NULL,
    "wordingVersion" INTEGER NOT NULL DEFAULT 1,
    "language" TEXT NOT NULL DEFAULT 'en',
    "givenAt" TIMESTAMP(3) NOT NULL,
    "withdrawnAt" TIMESTAMP(3),

    CONSTRAINT "Consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Contact" (
    "id" TEXT NOT NULL,
    "campaignId" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "nation" TEXT NOT NULL,
    "constituencyCode" TEXT,
    "email" TEXT NOT NULL,
    "letterId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "confirmedAt" TIMESTAMP(3),
    "language" TEXT NOT NULL DEFAULT 'en',
    "toldAt" TIMESTAMP(3),
    "emailHash" TEXT,

    CONSTRAINT "Contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Token" (
    "hash" TEXT NOT NULL,
    "letterId" TEXT,
    "contactId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "usedAt" TIMESTAMP(3),
    "kind" TEXT NOT NULL DEFAULT 'confirm',

    CONSTRAINT "Token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "OutboxMail" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "aboutId" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "message" JSONB,
    "state" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMP(3) NOT NULL,
    "leasedUntil" TIMESTAMP(3),
    "lastError" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "settledAt" TIMESTAMP(3),
    "bounceToken" TEXT,
    "bouncedAt" TIMESTAMP(3),
    "mpMemberId" INTEGER,
    "campaignId" INTEGER,
    "leasedBy" TEXT,
    "firstTriedAt" TIMESTAMP(3),
    "startedAt" TIMESTAMP(3),
    "uncertainAt" TIMESTAMP(3),
    "silences" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "OutboxMail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MemberCorrection" (
    "memberId" INTEGER NOT NULL,
    "fullTitle" TEXT,
    "addressAs" TEXT,
    "email" TEXT,
    "circumstance" TEXT,
    "correctedAt" TIMESTAMP(3) NOT NULL,
    "correctedBy" TEXT NOT NULL,

    CONSTRAINT "MemberCorrection_pkey" PRIMARY KEY ("memberId")
);

-- CreateTable
CREATE TABLE "MemberChange" (
    "id" SERIAL NOT NULL,
    "constituencyCode" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "MemberChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DataSource" (
    "name" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "licence" TEXT NOT NULL,
    "asOf" TIMESTAMP(3) NOT NULL,
    "loadedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "DataSource_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "LiveIncident" (
    "service" TEXT NOT NULL,
    "fault" TEXT NOT NULL,
    "hour" TIMESTAMP(3) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "LiveIncident_pkey" PRIMARY KEY ("service","fault","hour")
);

-- CreateTable
CREATE TABLE "RecurringRun" (
    "name" TEXT NOT NULL,
    "nextAt" TIMESTAMP(3) NOT NULL,
    "startedAt" TIMESTAMP(3),
    "finishedAt" TIMESTAMP(3),
    "outcome" TEXT,

    CONSTRAINT "RecurringRun_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "StaffAccount" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "disabledAt" TIMESTAMP(3),
    "passwordHash" TEXT,
    "totpSecret" TEXT,
    "totpStep" INTEGER,

    CONSTRAINT "StaffAccount_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StaffSession" (
    "hash" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "wrongCodes" INTEGER NOT NULL DEFAULT 0,
    "device" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "lastSeenAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "StaffSession_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "StaffSetUpLink" (
    "hash" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "usedAt" TIMESTAMP(3),

    CONSTRAINT "StaffSetUpLink_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "StaffRecoveryCode" (
    "accountId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "usedAt" TIMESTAMP(3),

    CONSTRAINT "StaffRecoveryCode_pkey" PRIMARY KEY ("accountId","hash")
);

-- CreateTable
CREATE TABLE "SignInThrottle" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "lastAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SignInThrottle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "who" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "target" TEXT NOT NULL DEFAULT '',
    "details" JSONB,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TemplateDraft" (
    "revision" SERIAL NOT NULL,
    "campaignId" INTEGER NOT NULL,
    "baseVersion" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "subjectCy" TEXT NOT NULL DEFAULT '',
    "bodyCy" TEXT NOT NULL DEFAULT '',
    "variants" JSONB NOT NULL DEFAULT '[]',
    "savedAt" TIMESTAMP(3) NOT NULL,
    "savedBy" TEXT NOT NULL,

    CONSTRAINT "TemplateDraft_pkey" PRIMARY KEY ("revision")
);

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "lastUsedAt" TIMESTAMP(3),
    "revokedAt" TIMESTAMP(3),

    CONSTRAINT "ApiToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CampaignLogo" (
    "campaignId" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,
    "type" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "alt" TEXT NOT NULL,

    CONSTRAINT "CampaignLogo_pkey" PRIMARY KEY ("campaignId")
);

-- CreateTable
CREATE TABLE "BounceReport" (
    "id" SERIAL NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "outboxMailId" INTEGER,

    CONSTRAINT "BounceReport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HookRequest" (
    "hash" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "HookRequest_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "SealKey" (
    "id" TEXT NOT NULL,
    "canary" TEXT NOT NULL,
    "since" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SealKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RetentionPeriod" (
    "name" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "changedAt" TIMESTAMP(3) NOT NULL,
    "changedBy" TEXT NOT NULL,

    CONSTRAINT "RetentionPeriod_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "Tally" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Tally_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Pause" (
    "id" SERIAL NOT NULL,
    "campaignId" INTEGER,
    "reason" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "startedBy" TEXT NOT NULL,
    "endedAt" TIMESTAMP(3),
    "endedBy" TEXT,

    CONSTRAINT "Pause_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HourFigure" (
    "campaignId" INTEGER NOT NULL,
    "hour" TEXT NOT NULL,
    "begun" INTEGER NOT NULL DEFAULT 0,
    "signups" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "HourFigure_pkey" PRIMARY KEY ("campaignId","hour")
);

-- CreateTable
CREATE TABLE "OutcomeFigure" (
    "campaignId" INTEGER NOT NULL,
    "day" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "signups" INTEGER NOT NULL DEFAULT 0,
    "known" INTEGER NOT NULL DEFAULT 0,
    "stories" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "OutcomeFigure_pkey" PRIMARY KEY ("campaignId","day","state","way")
);

-- CreateTable
CREATE TABLE "SeatFigure" (
    "campaignId" INTEGER NOT NULL,
    "day" TEXT NOT NULL,
    "constituencyCode" TEXT NOT NULL,
    "mpMemberId" INTEGER NOT NULL,
    "mpName" TEXT NOT NULL,
    "mpParty" TEXT NOT NULL,
    "signups" INTEGER NOT NULL DEFAULT 0,
    "ownMeans" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "SeatFigure_pkey" PRIMARY KEY ("campaignId","day","constituencyCode","mpMemberId","mpName","mpParty")
);

-- CreateTable
CREATE TABLE "ChoiceFigure" (
    "campaignId" INTEGER NOT NULL,
    "day" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "signups" INTEGER NOT NULL DEFAULT 0,
    "ownMeans" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "ChoiceFigure_pkey" PRIMARY KEY ("campaignId","day","kind","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "Member_constituencyCode_key" ON "Member"("constituencyCode");

-- CreateIndex
CREATE UNIQUE INDEX "Campaign_slug_key" ON "Campaign"("slug");

-- CreateIndex
CREATE INDEX "Prompt_campaignId_idx" ON "Prompt"("campaignId");

-- CreateIndex
CREATE UNIQUE INDEX "TemplateVersion_campaignId_version_key" ON "TemplateVersion"("campaignId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "Letter_draftKeyHash_key" ON "Letter"("draftKeyHash");

-- CreateIndex
CREATE UNIQUE INDEX "Letter_reference_key" ON "Letter"("reference");

-- CreateIndex
CREATE INDEX "Letter_campaignId_confirmedAt_constituencyCode_state_way_mp_idx" ON "Letter"("campaignId", "confirmedAt", "constituencyCode", "state", "way", "mpParty");

-- CreateIndex
CREATE INDEX "Letter_campaignId_createdAt_idx" ON "Letter"("campaignId", "createdAt");

-- CreateIndex
CREATE INDEX "Letter_campaignId_constituencyCode_confirmedAt_way_idx" ON "Letter"("campaignId", "constituencyCode", "confirmedAt", "way");

-- CreateIndex
CREATE INDEX "Letter_personKey_idx" ON "Letter"("personKey");

-- CreateIndex
CREATE INDEX "Letter_emailHash_idx" ON "Letter"("emailHash");

-- CreateIndex
CREATE INDEX "Letter_state_mpEmail_idx" ON "Letter"("state", "mpEmail");

-- CreateIndex
CREATE INDEX "Letter_nameIsMpsName_idx" ON "Letter"("nameIsMpsName");

-- CreateIndex
CREATE INDEX "Letter_keeps_updatedAt_idx" ON "Letter"("keeps", "updatedAt");

-- CreateIndex
CREATE INDEX "Taking_at_idx" ON "Taking"("at");

-- CreateIndex
CREATE INDEX "Consent_letterId_idx" ON "Consent"("letterId");

-- CreateIndex
CREATE INDEX "Consent_contactId_idx" ON "Consent"("contactId");

-- CreateIndex
CREATE INDEX "Consent_kind_organisation_idx" ON "Consent"("kind", "organisation");

-- CreateIndex
CREATE UNIQUE INDEX "Contact_letterId_key" ON "Contact"("letterId");

-- CreateIndex
CREATE INDEX "Contact_emailHash_idx" ON "Contact"("emailHash");

-- CreateIndex
CREATE INDEX "Token_letterId_idx" ON "Token"("letterId");

-- CreateIndex
CREATE INDEX "Token_contactId_idx" ON "Token"("contactId");

-- CreateIndex
CREATE INDEX "Token_expiresAt_idx" ON "Token"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "OutboxMail_messageId_key" ON "OutboxMail"("messageId");

-- CreateIndex
CREATE UNIQUE INDEX "OutboxMail_bounceToken_key" ON "OutboxMail"("bounceToken");

-- CreateIndex
CREATE INDEX "OutboxMail_state_priority_dueAt_idx" ON "OutboxMail"("state", "priority", "dueAt");

-- CreateIndex
CREATE INDEX "OutboxMail_aboutId_idx" ON "OutboxMail"("aboutId");

-- CreateIndex
CREATE INDEX "OutboxMail_mpMemberId_state_dueAt_idx" ON "OutboxMail"("mpMemberId", "state", "dueAt");

-- CreateIndex
CREATE INDEX "OutboxMail_mpMemberId_startedAt_idx" ON "OutboxMail"("mpMemberId", "startedAt");

-- CreateIndex
CREATE INDEX "OutboxMail_startedAt_kind_idx" ON "OutboxMail"("startedAt", "kind");

-- CreateIndex
CREATE INDEX "MemberChange_at_idx" ON "MemberChange"("at");

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

-- CreateIndex
CREATE UNIQUE INDEX "TemplateDraft_campaignId_key" ON "TemplateDraft"("campaignId");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_hash_key" ON "ApiToken"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "BounceReport_fingerprint_key" ON "BounceReport"("fingerprint");

-- CreateIndex
CREATE INDEX "BounceReport_outboxMailId_idx" ON "BounceReport"("outboxMailId");

-- CreateIndex
CREATE INDEX "HookRequest_at_idx" ON "HookRequest"("at");

-- CreateIndex
CREATE INDEX "Tally_expiresAt_idx" ON "Tally"("expiresAt");

-- CreateIndex
CREATE INDEX "Pause_endedAt_idx" ON "Pause"("endedAt");

-- AddForeignKey
ALTER TABLE "Member" ADD CONSTRAINT "Member_constituencyCode_fkey" FOREIGN KEY ("constituencyCode") REFERENCES "Constituency"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ask" ADD CONSTRAINT "Ask_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Experience" ADD CONSTRAINT "Experience_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Prompt" ADD CONSTRAINT "Prompt_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Organisation" ADD CONSTRAINT "Organisation_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TemplateVersion" ADD CONSTRAINT "TemplateVersion_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Letter" ADD CONSTRAINT "Letter_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Letter" ADD CONSTRAINT "Letter_templateVersionId_fkey" FOREIGN KEY ("templateVersionId") REFERENCES "TemplateVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Taking" ADD CONSTRAINT "Taking_letterId_fkey" FOREIGN KEY ("letterId") REFERENCES "Letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_letterId_fkey" FOREIGN KEY ("letterId") REFERENCES "Letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Contact" ADD CONSTRAINT "Contact_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Contact" ADD CONSTRAINT "Contact_letterId_fkey" FOREIGN KEY ("letterId") REFERENCES "Letter"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Token" ADD CONSTRAINT "Token_letterId_fkey" FOREIGN KEY ("letterId") REFERENCES "Letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Token" ADD CONSTRAINT "Token_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffSession" ADD CONSTRAINT "StaffSession_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "StaffAccount"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffSetUpLink" ADD CONSTRAINT "StaffSetUpLink_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "StaffAccount"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffRecoveryCode" ADD CONSTRAINT "StaffRecoveryCode_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "StaffAccount"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TemplateDraft" ADD CONSTRAINT "TemplateDraft_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CampaignLogo" ADD CONSTRAINT "CampaignLogo_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BounceReport" ADD CONSTRAINT "BounceReport_outboxMailId_fkey" FOREIGN KEY ("outboxMailId") REFERENCES "OutboxMail"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What the triggers of SQLite's migrations guard, for PostgreSQL: part of the first migration. A trigger
-- that comes later is written by hand, in a migration of each.

-- The audit log can be added to, and nothing else.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END;
$$;

CREATE TRIGGER "AuditEntry_is_never_changed" BEFORE UPDATE ON "AuditEntry"
FOR EACH ROW EXECUTE FUNCTION "refuse_change"('an audit entry is never changed');

CREATE TRIGGER "AuditEntry_is_never_removed" BEFORE DELETE ON "AuditEntry"
FOR EACH ROW EXECUTE FUNCTION "refuse_change"('an audit entry is never removed');

-- TRUNCATE removes rows without the trigger above being asked.
CREATE TRIGGER "AuditEntry_is_never_emptied" BEFORE TRUNCATE ON "AuditEntry"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"('an audit entry is never removed');

-- What was published stays as it was: letters name the version they were made with.
CREATE TRIGGER "TemplateVersion_is_never_changed" BEFORE UPDATE ON "TemplateVersion"
FOR EACH ROW EXECUTE FUNCTION "refuse_change"('a published letter template is never changed');

-- The triggers of the migration "figures_kept" for PostgreSQL; the four tables are the schema's own.

CREATE FUNCTION "london_day"("at" TIMESTAMP) RETURNS TEXT LANGUAGE sql STABLE AS $$
    SELECT to_char(("at" AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London', 'YYYY-MM-DD')
$$;

CREATE FUNCTION "utc_hour"("at" TIMESTAMP) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT to_char("at", 'YYYY-MM-DD"T"HH24')
$$;

-- What a letter adds to each figure, and what it takes away, are written together, in the order of their keys:
-- two transactions that change the same sums then wait for each other, and never crosswise. Sums that come to
-- nothing are not written at all, so that a letter's new state touches nothing but the outcomes.
CREATE FUNCTION "count_letters"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    "gone" "Letter"[] := '{}';
    "come" "Letter"[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN "gone" := ARRAY[OLD]; END IF;
    IF TG_OP <> 'DELETE' THEN "come" := ARRAY[NEW]; END IF;

    INSERT INTO "HourFigure" AS f ("campaignId", "hour", "begun", "signups")
    SELECT g."campaignId", g."hour", SUM(g."begun"), SUM(g."signups") FROM (
        SELECT c."campaignId", "utc_hour"(c."createdAt") AS "hour", c."by" AS "begun", 0 AS "signups"
        FROM (SELECT l.*, 1 AS "by" FROM unnest("come") l UNION ALL SELECT l.*, -1 FROM unnest("gone") l) c
        UNION ALL
        SELECT c."campaignId", "utc_hour"(c."confirmedAt"), 0, c."by"
        FROM (SELECT l.*, 1 AS "by" FROM unnest("come") l UNION ALL SELECT l.*, -1 FROM unnest("gone") l) c
        WHERE c."confirmedAt" IS NOT NULL
    ) g GROUP BY 1, 2 HAVING SUM(g."begun") <> 0 OR SUM(g."signups") <> 0 ORDER BY 1, 2
    ON CONFLICT ("campaignId", "hour") DO UPDATE
    SET "begun" = f."begun" + excluded."begun", "signups" = f."signups" + excluded."signups";

    INSERT INTO "OutcomeFigure" AS f ("campaignId", "day", "state", "way", "signups", "known", "stories")
    SELECT c."campaignId", d."day", c."state", COALESCE(c."way", ''), SUM(c."by"), SUM(c."by" * c."known"),
        SUM(c."by" * c."known" * c."story")
    FROM (
        SELECT "campaignId", "confirmedAt", "state", "way", "by",
            (body IS NOT NULL OR "hadStory" IS NOT NULL)::int AS "known",
            (story <> '' OR "hadStory" IS TRUE)::int AS "story"
        FROM (SELECT l.*, 1 AS "by" FROM unnest("come") l UNION ALL SELECT l.*, -1 FROM unnest("gone") l) a
        WHERE "confirmedAt" IS NOT NULL
    ) c CROSS JOIN LATERAL (VALUES (''), ("london_day"(c."confirmedAt"))) d("day")
    GROUP BY 1, 2, 3, 4
    HAVING SUM(c."by") <> 0 OR SUM(c."by" * c."known") <> 0 OR SUM(c."by" * c."known" * c."story") <> 0
    ORDER BY 1, 2, 3, 4
    ON CONFLICT ("campaignId", "day", "state", "way") DO UPDATE SET "signups" = f."signups" + excluded."signups",
        "known" = f."known" + excluded."known", "stories" = f."stories" + excluded."stories";

    INSERT INTO "SeatFigure" AS f
        ("campaignId", "day", "constituencyCode", "mpMemberId", "mpName", "mpParty", "signups", "ownMeans")
    SELECT c."campaignId", d."day", COALESCE(c."constituencyCode", ''), COALESCE(c."mpMemberId", 0),
        COALESCE(c."mpName", ''), COALESCE(c."mpParty", ''), SUM(c."by"),
        SUM(c."by" * (c."way" IS NOT DISTINCT FROM 'own_means')::int)
    FROM (SELECT l.*, 1 AS "by" FROM unnest("come") l UNION ALL SELECT l.*, -1 FROM unnest("gone") l) c
    CROSS JOIN LATERAL (VALUES (''), ("london_day"(c."confirmedAt"))) d("day")
    WHERE c."confirmedAt" IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6
    HAVING SUM(c."by") <> 0 OR SUM(c."by" * (c."way" IS NOT DISTINCT FROM 'own_means')::int) <> 0
    ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT ("campaignId", "day", "constituencyCode", "mpMemberId", "mpName", "mpParty") DO UPDATE
    SET "signups" = f."signups" + excluded."signups", "ownMeans" = f."ownMeans" + excluded."ownMeans";

    INSERT INTO "ChoiceFigure" AS f ("campaignId", "day", "kind", "key", "signups", "ownMeans")
    SELECT c."campaignId", d."day", k."kind", k."key", SUM(c."by"),
        SUM(c."by" * (c."way" IS NOT DISTINCT FROM 'own_means')::int)
    FROM (SELECT l.*, 1 AS "by" FROM unnest("come") l UNION ALL SELECT l.*, -1 FROM unnest("gone") l) c
    CROSS JOIN LATERAL (VALUES (''), ("london_day"(c."confirmedAt"))) d("day")
    CROSS JOIN LATERAL (
        SELECT 'relationship', c."relationship"
        UNION ALL SELECT 'ask', jsonb_array_elements_text(c."asks")
        UNION ALL SELECT 'experience', jsonb_array_elements_text(c."experiences")
    ) k("kind", "key")
    WHERE c."confirmedAt" IS NOT NULL
    GROUP BY 1, 2, 3, 4
    HAVING SUM(c."by") <> 0 OR SUM(c."by" * (c."way" IS NOT DISTINCT FROM 'own_means')::int) <> 0
    ORDER BY 1, 2, 3, 4
    ON CONFLICT ("campaignId", "day", "kind", "key") DO UPDATE
    SET "signups" = f."signups" + excluded."signups", "ownMeans" = f."ownMeans" + excluded."ownMeans";

    RETURN NULL;
END;
$$;

CREATE TRIGGER "Letter_counts" AFTER INSERT OR DELETE ON "Letter"
FOR EACH ROW EXECUTE FUNCTION "count_letters"();

-- A draft that is saved changes no figure, and is not looked at any further.
CREATE TRIGGER "Letter_counts_anew" AFTER UPDATE ON "Letter" FOR EACH ROW
WHEN (
    (OLD."campaignId", OLD."createdAt") IS DISTINCT FROM (NEW."campaignId", NEW."createdAt")
    OR ((OLD."confirmedAt" IS NOT NULL OR NEW."confirmedAt" IS NOT NULL) AND (
        OLD."confirmedAt", OLD."constituencyCode", OLD."mpMemberId", OLD."mpName", OLD."mpParty", OLD."state",
        OLD."way", OLD."relationship", OLD."asks", OLD."experiences", OLD."hadStory",
        OLD."body" IS NULL, OLD."story" = ''
    ) IS DISTINCT FROM (
        NEW."confirmedAt", NEW."constituencyCode", NEW."mpMemberId", NEW."mpName", NEW."mpParty", NEW."state",
        NEW."way", NEW."relationship", NEW."asks", NEW."experiences", NEW."hadStory",
        NEW."body" IS NULL, NEW."story" = ''
    ))
)
EXECUTE FUNCTION "count_letters"();

-- The figure of own words follows in the same way; the hour '' holds all of them.
CREATE FUNCTION "count_own_words"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    "gone" "Letter"[] := '{}';
    "come" "Letter"[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN "gone" := ARRAY[OLD]; END IF;
    IF TG_OP <> 'DELETE' THEN "come" := ARRAY[NEW]; END IF;

    INSERT INTO "OwnWordsFigure" AS f ("campaignId", "hour", "share", "signups")
    SELECT c."campaignId", h."hour", c."ownWords", SUM(c."by")
    FROM (SELECT l.*, 1 AS "by" FROM unnest("come") l UNION ALL SELECT l.*, -1 FROM unnest("gone") l) c
    CROSS JOIN LATERAL (SELECT '' AS "hour" UNION ALL SELECT "utc_hour"(c."confirmedAt")) h
    WHERE c."confirmedAt" IS NOT NULL AND c."ownWords" IS NOT NULL
    GROUP BY 1, 2, 3 HAVING SUM(c."by") <> 0 ORDER BY 1, 2, 3
    ON CONFLICT ("campaignId", "hour", "share") DO UPDATE SET "signups" = f."signups" + excluded."signups";
    RETURN NULL;
END $$;

CREATE TRIGGER "Letter_own_words" AFTER INSERT OR DELETE OR UPDATE OF "campaignId", "confirmedAt", "ownWords" ON "Letter"
FOR EACH ROW EXECUTE FUNCTION "count_own_words"();
