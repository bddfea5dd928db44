ALTER TABLE "Consent" ADD COLUMN "wordingVersion" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "Consent" ADD COLUMN "language" TEXT NOT NULL DEFAULT 'en';
ALTER TABLE "Consent" ADD COLUMN "mpName" TEXT;

-- Until now the words alone said which MP a story may go to.
UPDATE "Consent"
SET "mpName" = replace(replace("wording",
  'I agree that what I have written, which may say things about a child’s health or disability, is sent to ', ''),
  ' in my letter.', '')
WHERE "kind" = 'story';
