-- CreateTable
CREATE TABLE "HourFigure" (
    "campaignId" INTEGER NOT NULL,
    "hour" TEXT NOT NULL,
    "begun" INTEGER NOT NULL DEFAULT 0,
    "signups" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("campaignId", "hour")
) WITHOUT ROWID;

-- CreateTable
CREATE TABLE "OutcomeFigure" (
    "campaignId" INTEGER NOT NULL,
    "day" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "signups" INTEGER NOT NULL DEFAULT 0,
    "known" INTEGER NOT NULL DEFAULT 0,
    "stories" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("campaignId", "day", "state", "way")
) WITHOUT ROWID;

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

    PRIMARY KEY ("campaignId", "day", "constituencyCode", "mpMemberId", "mpName", "mpParty")
) WITHOUT ROWID;

-- CreateTable
CREATE TABLE "ChoiceFigure" (
    "campaignId" INTEGER NOT NULL,
    "day" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "signups" INTEGER NOT NULL DEFAULT 0,
    "ownMeans" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("campaignId", "day", "kind", "key")
) WITHOUT ROWID;

-- SQLite has no procedures. What is put into this view goes into the figures instead: so many letters
-- more or fewer. "what" names the figures meant, so that a letter's new state does not write down its seat and choices again.
CREATE VIEW "FigureChange" AS
SELECT '' AS "what", 0 AS "by",
    "campaignId", "createdAt", "confirmedAt", "constituencyCode", "mpMemberId", "mpName", "mpParty",
    "state", "way", "relationship", "asks", "experiences", "story", "body", "hadStory"
FROM "Letter" WHERE FALSE;

CREATE TRIGGER "FigureChange_of_begun" INSTEAD OF INSERT ON "FigureChange" WHEN NEW."what" = 'begun'
BEGIN
    INSERT INTO "HourFigure" ("campaignId", "hour", "begun")
    VALUES (NEW."campaignId", substr(NEW."createdAt", 1, 13), NEW."by")
    ON CONFLICT DO UPDATE SET "begun" = "begun" + excluded."begun";
END;

-- The days are London's. By the law since 1996, the clocks change at one in the morning UTC on the last
-- Sundays of March and October. The day '' holds the sum of all days.
CREATE TRIGGER "FigureChange_of_outcome" INSTEAD OF INSERT ON "FigureChange"
WHEN NEW."what" = 'outcome' AND NEW."confirmedAt" IS NOT NULL
BEGIN
    INSERT INTO "OutcomeFigure" ("campaignId", "day", "state", "way", "signups", "known", "stories")
    SELECT NEW."campaignId", d."day", NEW."state", COALESCE(NEW."way", ''), NEW."by",
        NEW."by" * (NEW."body" IS NOT NULL OR NEW."hadStory" IS NOT NULL),
        NEW."by" * ((NEW."body" IS NOT NULL OR NEW."hadStory" IS NOT NULL)
            AND (NEW."story" <> '' OR NEW."hadStory" IS TRUE))
    FROM (
        SELECT '' AS "day" UNION ALL SELECT date(NEW."confirmedAt", CASE
            WHEN substr(NEW."confirmedAt", 1, 13) >= date(substr(NEW."confirmedAt", 1, 4) || '-03-25', 'weekday 0') || 'T01'
             AND substr(NEW."confirmedAt", 1, 13) < date(substr(NEW."confirmedAt", 1, 4) || '-10-25', 'weekday 0') || 'T01'
            THEN '+1 hour' ELSE '+0 hours' END)
    ) d WHERE TRUE
    ON CONFLICT DO UPDATE SET "signups" = "signups" + excluded."signups", "known" = "known" + excluded."known",
        "stories" = "stories" + excluded."stories";
END;

CREATE TRIGGER "FigureChange_of_signup" INSTEAD OF INSERT ON "FigureChange"
WHEN NEW."what" = 'signup' AND NEW."confirmedAt" IS NOT NULL
BEGIN
    INSERT INTO "HourFigure" ("campaignId", "hour", "signups")
    VALUES (NEW."campaignId", substr(NEW."confirmedAt", 1, 13), NEW."by")
    ON CONFLICT DO UPDATE SET "signups" = "signups" + excluded."signups";

    INSERT INTO "SeatFigure"
        ("campaignId", "day", "constituencyCode", "mpMemberId", "mpName", "mpParty", "signups", "ownMeans")
    SELECT NEW."campaignId", d."day", COALESCE(NEW."constituencyCode", ''), COALESCE(NEW."mpMemberId", 0),
        COALESCE(NEW."mpName", ''), COALESCE(NEW."mpParty", ''), NEW."by", NEW."by" * (NEW."way" IS 'own_means')
    FROM (
        SELECT '' AS "day" UNION ALL SELECT date(NEW."confirmedAt", CASE
            WHEN substr(NEW."confirmedAt", 1, 13) >= date(substr(NEW."confirmedAt", 1, 4) || '-03-25', 'weekday 0') || 'T01'
             AND substr(NEW."confirmedAt", 1, 13) < date(substr(NEW."confirmedAt", 1, 4) || '-10-25', 'weekday 0') || 'T01'
            THEN '+1 hour' ELSE '+0 hours' END)
    ) d WHERE TRUE
    ON CONFLICT DO UPDATE SET "signups" = "signups" + excluded."signups", "ownMeans" = "ownMeans" + excluded."ownMeans";

    INSERT INTO "ChoiceFigure" ("campaignId", "day", "kind", "key", "signups", "ownMeans")
    SELECT NEW."campaignId", d."day", c."kind", c."key", NEW."by", NEW."by" * (NEW."way" IS 'own_means')
    FROM (
        SELECT '' AS "day" UNION ALL SELECT date(NEW."confirmedAt", CASE
            WHEN substr(NEW."confirmedAt", 1, 13) >= date(substr(NEW."confirmedAt", 1, 4) || '-03-25', 'weekday 0') || 'T01'
             AND substr(NEW."confirmedAt", 1, 13) < date(substr(NEW."confirmedAt", 1, 4) || '-10-25', 'weekday 0') || 'T01'
            THEN '+1 hour' ELSE '+0 hours' END)
    ) d CROSS JOIN (
        SELECT 'relationship' AS "kind", NEW."relationship" AS "key"
        UNION ALL SELECT 'ask', "value" FROM json_each(NEW."asks")
        UNION ALL SELECT 'experience', "value" FROM json_each(NEW."experiences")
    ) c WHERE TRUE
    ON CONFLICT DO UPDATE SET "signups" = "signups" + excluded."signups", "ownMeans" = "ownMeans" + excluded."ownMeans";
END;

-- Whoever writes letters, in whatever way, the figures follow in the same transaction.
CREATE TRIGGER "Letter_counts" AFTER INSERT ON "Letter"
BEGIN
    INSERT INTO "FigureChange" SELECT w."what", 1,
        NEW."campaignId", NEW."createdAt", NEW."confirmedAt", NEW."constituencyCode", NEW."mpMemberId",
        NEW."mpName", NEW."mpParty", NEW."state", NEW."way", NEW."relationship", NEW."asks",
        NEW."experiences", NEW."story", NEW."body", NEW."hadStory"
    FROM (SELECT 'begun' AS "what" UNION ALL SELECT 'outcome' UNION ALL SELECT 'signup') w;
END;

CREATE TRIGGER "Letter_counts_no_more" AFTER DELETE ON "Letter"
BEGIN
    INSERT INTO "FigureChange" SELECT w."what", -1,
        OLD."campaignId", OLD."createdAt", OLD."confirmedAt", OLD."constituencyCode", OLD."mpMemberId",
        OLD."mpName", OLD."mpParty", OLD."state", OLD."way", OLD."relationship", OLD."asks",
        OLD."experiences", OLD."story", OLD."body", OLD."hadStory"
    FROM (SELECT 'begun' AS "what" UNION ALL SELECT 'outcome' UNION ALL SELECT 'signup') w;
END;

CREATE TRIGGER "Letter_counts_another_begun" AFTER UPDATE OF
    "campaignId", "createdAt"
ON "Letter"
WHEN OLD."campaignId" IS NOT NEW."campaignId"
    OR OLD."createdAt" IS NOT NEW."createdAt"
BEGIN
    INSERT INTO "FigureChange" VALUES ('begun', -1,
        OLD."campaignId", OLD."createdAt", OLD."confirmedAt", OLD."constituencyCode", OLD."mpMemberId",
        OLD."mpName", OLD."mpParty", OLD."state", OLD."way", OLD."relationship", OLD."asks",
        OLD."experiences", OLD."story", OLD."body", OLD."hadStory");
    INSERT INTO "FigureChange" VALUES ('begun', 1,
        NEW."campaignId", NEW."createdAt", NEW."confirmedAt", NEW."constituencyCode", NEW."mpMemberId",
        NEW."mpName", NEW."mpParty", NEW."state", NEW."way", NEW."relationship", NEW."asks",
        NEW."experiences", NEW."story", NEW."body", NEW."hadStory");
END;

CREATE TRIGGER "Letter_counts_another_outcome" AFTER UPDATE OF
    "campaignId", "confirmedAt", "state", "way", "story", "body", "hadStory"
ON "Letter"
WHEN (OLD."confirmedAt" IS NOT NULL OR NEW."confirmedAt" IS NOT NULL) AND (
    OLD."campaignId" IS NOT NEW."campaignId"
    OR OLD."confirmedAt" IS NOT NEW."confirmedAt"
    OR OLD."state" IS NOT NEW."state"
    OR OLD."way" IS NOT NEW."way"
    OR OLD."hadStory" IS NOT NEW."hadStory"
    OR (OLD."body" IS NULL) <> (NEW."body" IS NULL)
    OR (OLD."story" = '') <> (NEW."story" = '')
)
BEGIN
    INSERT INTO "FigureChange" VALUES ('outcome', -1,
        OLD."campaignId", OLD."createdAt", OLD."confirmedAt", OLD."constituencyCode", OLD."mpMemberId",
        OLD."mpName", OLD."mpParty", OLD."state", OLD."way", OLD."relationship", OLD."asks",
        OLD."experiences", OLD."story", OLD."body", OLD."hadStory");
    INSERT INTO "FigureChange" VALUES ('outcome', 1,
        NEW."campaignId", NEW."createdAt", NEW."confirmedAt", NEW."constituencyCode", NEW."mpMemberId",
        NEW."mpName", NEW."mpParty", NEW."state", NEW."way", NEW."relationship", NEW."asks",
        NEW."experiences", NEW."story", NEW."body", NEW."hadStory");
END;

CREATE TRIGGER "Letter_counts_another_signup" AFTER UPDATE OF
    "campaignId", "confirmedAt", "constituencyCode", "mpMemberId", "mpName", "mpParty", "way",
    "relationship", "asks", "experiences"
ON "Letter"
WHEN (OLD."confirmedAt" IS NOT NULL OR NEW."confirmedAt" IS NOT NULL) AND (
    OLD."campaignId" IS NOT NEW."campaignId"
    OR OLD."confirmedAt" IS NOT NEW."confirmedAt"
    OR OLD."constituencyCode" IS NOT NEW."constituencyCode"
    OR OLD."mpMemberId" IS NOT NEW."mpMemberId"
    OR OLD."mpName" IS NOT NEW."mpName"
    OR OLD."mpParty" IS NOT NEW."mpParty"
    OR OLD."way" IS NOT NEW."way"
    OR OLD."relationship" IS NOT NEW."relationship"
    OR OLD."asks" IS NOT NEW."asks"
    OR OLD."experiences" IS NOT NEW."experiences"
)
BEGIN
    INSERT INTO "FigureChange" VALUES ('signup', -1,
        OLD."campaignId", OLD."createdAt", OLD."confirmedAt", OLD."constituencyCode", OLD."mpMemberId",
        OLD."mpName", OLD."mpParty", OLD."state", OLD."way", OLD."relationship", OLD."asks",
        OLD."experiences", OLD."story", OLD."body", OLD."hadStory");
    INSERT INTO "FigureChange" VALUES ('signup', 1,
        NEW."campaignId", NEW."createdAt", NEW."confirmedAt", NEW."constituencyCode", NEW."mpMemberId",
        NEW."mpName", NEW."mpParty", NEW."state", NEW."way", NEW."relationship", NEW."asks",
        NEW."experiences", NEW."story", NEW."body", NEW."hadStory");
END;

-- The letters that are there, those alike together.
INSERT INTO "FigureChange" ("what", "by", "campaignId", "createdAt")
SELECT 'begun', COUNT(*), "campaignId", substr("createdAt", 1, 13) FROM "Letter" GROUP BY 3, 4;

INSERT INTO "FigureChange" ("what", "by", "campaignId", "confirmedAt", "state", "way", "hadStory", "body", "story")
SELECT 'outcome', COUNT(*), "campaignId", substr("confirmedAt", 1, 13) || ':00', "state", "way", "hadStory",
    CASE WHEN "body" IS NOT NULL THEN '' END, CASE WHEN "story" = '' THEN '' ELSE '-' END
FROM "Letter" WHERE "confirmedAt" IS NOT NULL GROUP BY 3, 4, 5, 6, 7, 8, 9;

INSERT INTO "FigureChange" ("what", "by", "campaignId", "confirmedAt", "constituencyCode", "mpMemberId", "mpName",
    "mpParty", "way", "relationship", "asks", "experiences")
SELECT 'signup', COUNT(*), "campaignId", substr("confirmedAt", 1, 13) || ':00', "constituencyCode", "mpMemberId",
    "mpName", "mpParty", "way", "relationship", "asks", "experiences"
FROM "Letter" WHERE "confirmedAt" IS NOT NULL GROUP BY 3, 4, 5, 6, 7, 8, 9, 10, 11, 12;
