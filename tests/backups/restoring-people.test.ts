import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { supportersOf } from '../../src/figures/supporters.ts';
import { onPostgresql } from '../support/databases.ts';
import { withDatabase } from '../support/files.ts';
import { pathIn } from '../support/lifecycle.ts';
import { confirmPath, openWorld, type World } from '../support/world.ts';

const DOCUMENT = path.join(import.meta.dirname, '..', '..', 'docs', 'running.md');

/** The statements that the guide gives for a restored database, in its order. */
const STATEMENTS = (/^### Restoring[\s\S]*?(?=^## )/m.exec(readFileSync(DOCUMENT, 'utf8'))?.[0] ?? '').match(
  /^(?:SELECT|PRAGMA|DELETE)[^;]*;$/gm,
);

const saying = (part: string): string => {
  const found = STATEMENTS?.find(statement => statement.includes(part));
  if (!found) throw new Error(`no statement says ${part}`);
  return found;
};

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const VACANT = 'E14001290';
const [STAYS, GOES] = ['stays@supporter.example', 'goes@supporter.example'];

/** Leaves an address to be kept in touch, and confirms it. @returns the path of its own page */
async function keptInTouch(email: string): Promise<string> {
  const visitor = world.visitor();
  await visitor.post('/school-attendance/postcode', { postcode: 'N1 9AG' }).expect(303);
  await visitor.post('/school-attendance/mp', { constituency: VACANT }).expect(303);
  const wish = { email, told: 'yes', updates: ['contact'] };
  await visitor.post('/school-attendance/keep-in-touch', wish).expect(303);
  await world.deliver();
  await visitor.post(confirmPath(world, email), {}).expect(303);
  return pathIn(world, 'keep-in-touch', email);
}

async function exported(): Promise<string[]> {
  const { id } = await world.deps.db.read.campaign.findFirstOrThrow();
  const emails: string[] = [];
  for await (const rows of supportersOf(world.deps.db, id, 'contact'))
    emails.push(...rows.map(({ email }) => email));
  return emails;
}

it.skipIf(onPostgresql)(
  'whoever left an address alone is erased again, and keeps out, as the guide says',
  async () => {
    const [stays, goes] = [await keptInTouch(STAYS), await keptInTouch(GOES)];
    expect(await exported()).toEqual([STAYS, GOES]);
    const [copy, replaced] = [path.join(world.dir, 'copy.db'), path.join(world.dir, 'replaced.db')];
    await world.restart({}, () => copyFileSync(world.file, copy));

    const { id } = await world.deps.db.read.consent.findFirstOrThrow({ where: { kind: 'updates' } });
    await world.visitor().post(`${stays}/consents/${id}`, {}).expect(303);
    await world.visitor().post(`${goes}/erase`, {}).expect(303);
    expect(await exported()).toEqual([]);
    await world.restart({}, () => {
      copyFileSync(world.file, replaced);
      copyFileSync(copy, world.file);
    });
    expect(await exported()).toEqual([STAYS, GOES]);

    const [withdrawn, remain] = withDatabase(replaced, opened =>
      ['"withdrawnAt" IS NOT NULL', 'SELECT id FROM "Contact"'].map(
        part => opened.prepare(saying(part)).all() as { id: string | number; reference?: string | null }[],
      ),
    );
    const alone = withdrawn?.filter(({ reference }) => reference === null);
    const filledIn = (statement: string, rows: typeof withdrawn) => {
      const quoted = (rows ?? []).map(row => (typeof row.id === 'string' ? `'${row.id}'` : row.id));
      return statement.replace(/IN \([^)]*…[^)]*\)/, `IN (${quoted.join(', ')})`);
    };
    await world.restart({}, () =>
      withDatabase(world.file, opened => {
        opened.exec(saying('PRAGMA'));
        opened.exec(filledIn(saying('DELETE FROM "Contact"'), remain));
        opened.exec(filledIn(saying('DELETE FROM "Consent"'), alone));
        expect(opened.pragma('foreign_key_check')).toEqual([]);
      }),
    );
    expect(await exported()).toEqual([]);
    const left = await world.deps.db.read.contact.findMany({ include: { consents: true } });
    expect(left.map(({ email, consents }) => [email, consents.map(({ kind }) => kind)])).toEqual([
      [STAYS, ['told']],
    ]);
  },
);
