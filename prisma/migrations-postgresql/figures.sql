-- What keeps the figures on PostgreSQL, for a first migration; the tables are the schema's own.

CREATE FUNCTION "london_day"("at" TIMESTAMP) RETURNS TEXT LANGUAGE sql STABLE AS $$
    SELECT to_char(("at" AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London', 'YYYY-MM-DD')
$$;

CREATE FUNCTION "utc_hour"("at" TIMESTAMP) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT to_char("at", 'YYYY-MM-DD"T"HH24')
$$;

-- So many letters more or fewer, and what the figures count of them.
CREATE TYPE "LetterChange" AS (
    "by" INTEGER, "campaignId" INTEGER, "createdAt" TIMESTAMP, "confirmedAt" TIMESTAMP, "constituencyCode" TEXT,
    "mpMemberId" INTEGER, "mpName" TEXT, "mpParty" TEXT, "state" TEXT, "way" TEXT, "relationship" TEXT, "asks" JSONB,
    "experiences" JSONB, "known" INTEGER, "story" INTEGER, "ownWords" INTEGER
);

CREATE FUNCTION "letter_change"("by" INTEGER, l "Letter") RETURNS "LetterChange" LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW(
        "by", l."campaignId", l."createdAt", l."confirmedAt", l."constituencyCode", l."mpMemberId", l."mpName",
        l."mpParty", l."state", l."way", l."relationship", l."asks", l."experiences",
        (l."body" IS NOT NULL OR l."hadStory" IS NOT NULL)::int, (l."story" <> '' OR l."hadStory" IS TRUE)::int,
        l."ownWords"
    )::"LetterChange"
$$;

-- What letters add to each figure, and what they take away, are written together, in the order of their keys: two
-- transactions that change the same sums then wait for each other, and never crosswise. Sums that come to nothing
-- are not written at all, so that a letter's new state touches nothing but the outcomes. The day '' and the hour ''
-- hold all of them.
CREATE FUNCTION "count_changes"("changes" "LetterChange"[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "HourFigure" AS f ("campaignId", "hour", "begun", "signups")
    SELECT g."campaignId", g."hour", SUM(g."begun"), SUM(g."signups") FROM (
        SELECT c."campaignId", "utc_hour"(c."createdAt") AS "hour", c."by" AS "begun", 0 AS "signups"
        FROM unnest("changes") c
        UNION ALL
        SELECT c."campaignId", "utc_hour"(c."confirmedAt"), 0, c."by"
        FROM unnest("changes") c WHERE c."confirmedAt" IS NOT NULL
    ) g GROUP BY 1, 2 HAVING SUM(g."begun") <> 0 OR SUM(g."signups") <> 0 ORDER BY 1, 2
    ON CONFLICT ("campaignId", "hour") DO UPDATE
    SET "begun" = f."begun" + excluded."begun", "signups" = f."signups" + excluded."signups";

    INSERT INTO "OutcomeFigure" AS f ("campaignId", "day", "state", "way", "signups", "known", "stories")
    SELECT c."campaignId", d."day", c."state", COALESCE(c."way", ''), SUM(c."by"), SUM(c."by" * c."known"),
        SUM(c."by" * c."known" * c."story")
    FROM unnest("changes") c CROSS JOIN LATERAL (VALUES (''), ("london_day"(c."confirmedAt"))) d("day")
    WHERE c."confirmedAt" IS NOT NULL
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
    FROM unnest("changes") c CROSS JOIN LATERAL (VALUES (''), ("london_day"(c."confirmedAt"))) d("day")
    WHERE c."confirmedAt" IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6
    HAVING SUM(c."by") <> 0 OR SUM(c."by" * (c."way" IS NOT DISTINCT FROM 'own_means')::int) <> 0
    ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT ("campaignId", "day", "constituencyCode", "mpMemberId", "mpName", "mpParty") DO UPDATE
    SET "signups" = f."signups" + excluded."signups", "ownMeans" = f."ownMeans" + excluded."ownMeans";

    INSERT INTO "ChoiceFigure" AS f ("campaignId", "day", "kind", "key", "signups", "ownMeans")
    SELECT c."campaignId", d."day", k."kind", k."key", SUM(c."by"),
        SUM(c."by" * (c."way" IS NOT DISTINCT FROM 'own_means')::int)
    FROM unnest("changes") c CROSS JOIN LATERAL (VALUES (''), ("london_day"(c."confirmedAt"))) d("day")
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

    INSERT INTO "OwnWordsFigure" AS f ("campaignId", "hour", "share", "signups")
    SELECT c."campaignId", h."hour", c."ownWords", SUM(c."by")
    FROM unnest("changes") c CROSS JOIN LATERAL (VALUES (''), ("utc_hour"(c."confirmedAt"))) h("hour")
    WHERE c."confirmedAt" IS NOT NULL AND c."ownWords" IS NOT NULL
    GROUP BY 1, 2, 3 HAVING SUM(c."by") <> 0 ORDER BY 1, 2, 3
    ON CONFLICT ("campaignId", "hour", "share") DO UPDATE SET "signups" = f."signups" + excluded."signups";
END;
$$;

-- Letters that come or go together are counted together. Counted one by one, each would leave another version of
-- the same sums behind, and the next one of the same transaction would walk past all of them.
CREATE FUNCTION "count_come"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM "count_changes"(array_agg("letter_change"(1, ROW(l.*)::"Letter"))) FROM "come" l;
    RETURN NULL;
END;
$$;

CREATE TRIGGER "Letter_counts" AFTER INSERT ON "Letter" REFERENCING NEW TABLE AS "come"
FOR EACH STATEMENT EXECUTE FUNCTION "count_come"();

CREATE FUNCTION "count_gone"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM "count_changes"(array_agg("letter_change"(-1, ROW(l.*)::"Letter"))) FROM "gone" l;
    RETURN NULL;
END;
$$;

CREATE TRIGGER "Letter_counts_no_more" AFTER DELETE ON "Letter" REFERENCING OLD TABLE AS "gone"
FOR EACH STATEMENT EXECUTE FUNCTION "count_gone"();

-- A draft that is saved changes no figure, and is not looked at any further: which only a trigger of each row can say.
CREATE FUNCTION "count_anew"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM "count_changes"(ARRAY["letter_change"(-1, OLD), "letter_change"(1, NEW)]);
    RETURN NULL;
END;
$$;

CREATE TRIGGER "Letter_counts_anew" AFTER UPDATE ON "Letter" FOR EACH ROW
WHEN (
    (OLD."campaignId", OLD."createdAt") IS DISTINCT FROM (NEW."campaignId", NEW."createdAt")
    OR ((OLD."confirmedAt" IS NOT NULL OR NEW."confirmedAt" IS NOT NULL) AND (
        OLD."confirmedAt", OLD."constituencyCode", OLD."mpMemberId", OLD."mpName", OLD."mpParty", OLD."state",
        OLD."way", OLD."relationship", OLD."asks", OLD."experiences", OLD."hadStory", OLD."ownWords",
        OLD."body" IS NULL, OLD."story" = ''
    ) IS DISTINCT FROM (
        NEW."confirmedAt", NEW."constituencyCode", NEW."mpMemberId", NEW."mpName", NEW."mpParty", NEW."state",
        NEW."way", NEW."relationship", NEW."asks", NEW."experiences", NEW."hadStory", NEW."ownWords",
        NEW."body" IS NULL, NEW."story" = ''
    ))
)
EXECUTE FUNCTION "count_anew"();
