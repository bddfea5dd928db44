import { expect, it } from 'vitest';
import { readReference } from '../../src/letters/reference.ts';
import { databaseBefore } from '../support/old-database.ts';

it('the migration that brings references gives each letter written before one of its own', async () => {
  const old = await databaseBefore('_letter_references');
  await old.write(`
    INSERT INTO "Campaign" ("id", "slug", "name", "promoter", "summary", "background") VALUES (1, 'a', '', '', '', '');
    INSERT INTO "TemplateVersion" ("id", "campaignId", "version", "subject", "body", "createdAt")
      VALUES (1, 1, 1, '', '', 0);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO "Letter" ("id", "campaignId", "templateVersionId", "draftKeyHash", "state", "postcode", "createdAt", "updatedAt")
      SELECT i, 1, 1, i, 'draft', '', 0, 0 FROM n;
  `);
  await old.update();
  const rows = await old.rowsOf('SELECT "reference" FROM "Letter"');
  const references = rows.map(([reference]) => String(reference));
  expect(references.filter(reference => readReference(reference) !== reference)).toEqual([]);
  expect(new Set(references).size).toBe(20_000);
  await old.close();
});
