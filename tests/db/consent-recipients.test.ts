import { expect, it } from 'vitest';
import { databaseBefore } from '../support/old-database.ts';

it('the migration that lets a consent name its MP reads the name from the words of those before', async () => {
  const old = await databaseBefore('_consents');
  const begin =
    'I agree that what I have written, which may say things about a child’s health or disability,';
  await old.write(`
    INSERT INTO "Consent" ("id", "kind", "wording", "givenAt") VALUES
      (1, 'story', '${begin} is sent to The Rt Hon Sir Sam Invented MP in my letter.', 0),
      (2, 'updates', 'Contact may email me about this campaign and its work.', 0);
  `);
  await old.update();
  const rows = await old.rowsOf('SELECT "mpName", "wordingVersion", "language" FROM "Consent" ORDER BY "id"');
  expect(rows).toEqual([
    ['The Rt Hon Sir Sam Invented MP', 1, 'en'],
    [null, 1, 'en'],
  ]);
  await old.close();
});
