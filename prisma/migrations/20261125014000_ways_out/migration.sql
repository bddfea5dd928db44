-- AlterTable
ALTER TABLE "Letter" ADD COLUMN "ownWords" INTEGER;

-- CreateTable
CREATE TABLE "Taking" (
    "letterId" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("letterId", "way"),
    CONSTRAINT "Taking_letterId_fkey" FOREIGN KEY ("letterId") REFERENCES "Letter" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "Taking_at_idx" ON "Taking"("at");

-- CreateTable
CREATE TABLE "OwnWordsFigure" (
    "campaignId" INTEGER NOT NULL,
    "hour" TEXT NOT NULL,
    "share" INTEGER NOT NULL,
    "signups" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("campaignId", "hour", "share")
) WITHOUT ROWID;

-- Whoever writes letters, in whatever way, the figure follows in the same transaction. No letter from
-- before has a share.
CREATE TRIGGER "Letter_own_words" AFTER INSERT ON "Letter"
BEGIN
    INSERT INTO "OwnWordsFigure" ("campaignId", "hour", "share", "signups")
    SELECT NEW."campaignId", h."hour", NEW."ownWords", 1
    FROM (SELECT '' AS "hour" UNION ALL SELECT substr(NEW."confirmedAt", 1, 13)) h
    WHERE NEW."confirmedAt" IS NOT NULL AND NEW."ownWords" IS NOT NULL
    ON CONFLICT DO UPDATE SET "signups" = "signups" + excluded."signups";
END;

CREATE TRIGGER "Letter_own_words_no_more" AFTER DELETE ON "Letter"
BEGIN
    INSERT INTO "OwnWordsFigure" ("campaignId", "hour", "share", "signups")
    SELECT OLD."campaignId", h."hour", OLD."ownWords", -1
    FROM (SELECT '' AS "hour" UNION ALL SELECT substr(OLD."confirmedAt", 1, 13)) h
    WHERE OLD."confirmedAt" IS NOT NULL AND OLD."ownWords" IS NOT NULL
    ON CONFLICT DO UPDATE SET "signups" = "signups" + excluded."signups";
END;

CREATE TRIGGER "Letter_other_own_words" AFTER UPDATE OF "campaignId", "confirmedAt", "ownWords" ON "Letter"
BEGIN
    INSERT INTO "OwnWordsFigure" ("campaignId", "hour", "share", "signups")
    SELECT OLD."campaignId", h."hour", OLD."ownWords", -1
    FROM (SELECT '' AS "hour" UNION ALL SELECT substr(OLD."confirmedAt", 1, 13)) h
    WHERE OLD."confirmedAt" IS NOT NULL AND OLD."ownWords" IS NOT NULL
    ON CONFLICT DO UPDATE SET "signups" = "signups" + excluded."signups";

    INSERT INTO "OwnWordsFigure" ("campaignId", "hour", "share", "signups")
    SELECT NEW."campaignId", h."hour", NEW."ownWords", 1
    FROM (SELECT '' AS "hour" UNION ALL SELECT substr(NEW."confirmedAt", 1, 13)) h
    WHERE NEW."confirmedAt" IS NOT NULL AND NEW."ownWords" IS NOT NULL
    ON CONFLICT DO UPDATE SET "signups" = "signups" + excluded."signups";
END;
