import { currentTemplateId, IN_ORDER } from '../campaigns/campaign-store.ts';
import { HOUR } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Dictionary, Words } from '../languages/words.ts';
import { toldConsent, updatesConsents } from '../letters/consents.ts';
import { DEMO_MARK, type DemoOrder, type DemoRow, type DemoSeat, demoLetters } from './demo-letters.ts';
import { insertRows } from './insert-rows.ts';

/** Letters that one transaction writes; others can write in between. */
const CHUNK = 2_000;

/**
 * Fills the newest campaign with made-up letters; those of an earlier demonstration go first. The same
 * order on the same register of MPs gives the same rows.
 *
 * @param given.until defaults to `now` on the hour
 * @throws Error in production, and where there are letters of real people unless `add` is true
 */
export async function loadDemo(
  { db, dictionary }: { db: Database; dictionary: Dictionary },
  {
    production,
    now,
    add,
    ...given
  }: Omit<DemoOrder, 'until'> & { until?: Date } & {
    production: boolean;
    now: Date;
    add: boolean;
  },
): Promise<{ letters: number; consents: number; contacts: number }> {
  if (production) throw new Error('Made-up letters never go into a production database.');
  const real = await db.read.letter.count({ where: { draftKeyHash: { not: { startsWith: DEMO_MARK } } } });
  if (real > 0 && !add) {
    throw new Error(
      `This database has ${real} letters of its own. To put made-up ones beside them, say --add.`,
    );
  }
  const campaign = await db.read.campaign.findFirstOrThrow({
    orderBy: { id: 'desc' },
    include: { asks: IN_ORDER, experiences: IN_ORDER, organisations: IN_ORDER },
  });
  const templateVersionId = await currentTemplateId(db, campaign.id);
  const seats: DemoSeat[] = await db.read.constituency.findMany({
    orderBy: { code: 'asc' },
    include: { member: true },
  });
  const words = dictionary('en');
  const until = given.until ?? new Date(Math.floor(now.getTime() / HOUR) * HOUR);

  await db.write(async tx => {
    await tx.contact.deleteMany({ where: { id: { startsWith: DEMO_MARK } } });
    await tx.letter.deleteMany({ where: { draftKeyHash: { startsWith: DEMO_MARK } } });
  });
  const written = { letters: 0, consents: 0, contacts: 0 };
  let chunk: DemoRow[] = [];
  for (const row of demoLetters({ ...given, until }, { ...campaign, templateVersionId }, seats, words)) {
    chunk.push(row);
    if (chunk.length === CHUNK) {
      await writeChunk(db, chunk, words, written);
      chunk = [];
    }
  }
  if (chunk.length > 0) await writeChunk(db, chunk, words, written);
  return written;
}

async function writeChunk(
  db: Database,
  rows: DemoRow[],
  words: Words,
  written: { letters: number; consents: number; contacts: number },
): Promise<void> {
  const contacts = rows.flatMap(({ contact }) => (contact ? [contact] : []));
  const consents = [
    ...rows.flatMap(row => row.consents.map(consent => ({ ...consent, contactId: null }))),
    ...contacts.flatMap(({ id, organisations, createdAt }) => {
      const ticked = organisations.map(({ key }) => key);
      const wanted = updatesConsents(ticked, organisations, words);
      return (wanted.length > 0 ? wanted : [toldConsent(words)]).map(consent => ({
        letterId: null,
        ...consent,
        givenAt: createdAt,
        contactId: id,
      }));
    }),
  ];
  await db.write(async tx => {
    await insertRows(
      tx,
      db.dialect,
      'Letter',
      rows.map(({ letter }) => db.sealRow('Letter', letter)),
    );
    await insertRows(
      tx,
      db.dialect,
      'Contact',
      contacts.map(({ organisations: _, ...contact }) => db.sealRow('Contact', contact)),
    );
    await insertRows(tx, db.dialect, 'Consent', consents);
  });
  written.letters += rows.length;
  written.consents += consents.length;
  written.contacts += contacts.length;
}
