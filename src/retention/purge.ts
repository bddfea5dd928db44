import { DAY } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { othersTurn } from '../db/others-turn.ts';
import { withdrawAllMail } from '../delivery/outbox.ts';
import type { MailParts } from '../letters/letter-mails.ts';
import { readPeriods } from '../letters/period-store.ts';
import type { Periods } from '../letters/retention.ts';
import { clearLetters } from './clear-letters.ts';

/** Rows that one transaction removes. */
const BATCH = 500;

/** A kind of row that goes whole. `remove` is given the ids that `find` found, in its transaction. */
type Kind = {
  words: string;
  find: (client: Transaction, ago: Ago, take: number | undefined) => Promise<(string | number)[]>;
  remove: (tx: Transaction, ids: never[], now: Date) => Promise<unknown>;
};
type Ago = (name: keyof Periods) => Date;

const idsOf = <Id>(rows: { id: Id }[]) => rows.map(({ id }) => id);

/** Told of the new MP and wanting nothing else; or waiting for longer than anybody is kept waiting. */
const waitedOut = (ago: Ago) => ({
  consents: { none: { kind: 'updates', withdrawnAt: null } },
  OR: [{ toldAt: { lte: ago('records') } }, { confirmedAt: { lte: ago('waiting') } }],
});

/** Has taken back whatever they asked for. */
const WANTS_NOTHING = { consents: { none: { withdrawnAt: null } } };

const KINDS: Kind[] = [
  {
    words: 'email addresses that nobody confirmed',
    find: async (client, ago, take) =>
      idsOf(
        await client.contact.findMany({
          where: { confirmedAt: null, createdAt: { lte: ago('contacts') } },
          select: { id: true },
          take,
        }),
      ),
    remove: removeContacts,
  },
  {
    words: 'email addresses that wait no longer',
    find: async (client, ago, take) =>
      idsOf(
        await client.contact.findMany({
          where: { OR: [waitedOut(ago), WANTS_NOTHING, { confirmedAt: { lte: ago('updates') } }] },
          select: { id: true },
          take,
        }),
      ),
    remove: removeContacts,
  },
  {
    words: 'links that no longer work',
    find: async (client, ago, take) => {
      const tokens = await client.token.findMany({
        where: { expiresAt: { lte: ago('records') } },
        select: { hash: true },
        take,
      });
      return tokens.map(({ hash }) => hash);
    },
    remove: (tx, hashes) => tx.token.deleteMany({ where: { hash: { in: hashes } } }),
  },
  {
    words: 'reports about mail',
    find: async (client, ago, take) =>
      idsOf(
        await client.bounceReport.findMany({
          where: { at: { lte: ago('records') } },
          select: { id: true },
          take,
        }),
      ),
    remove: (tx, ids) => tx.bounceReport.deleteMany({ where: { id: { in: ids } } }),
  },
  {
    words: 'records of mail that left',
    find: async (client, ago, take) =>
      idsOf(
        await client.outboxMail.findMany({
          // What is queued has no such time.
          where: { settledAt: { lte: ago('records') } },
          select: { id: true },
          take,
        }),
      ),
    remove: (tx, ids) => tx.outboxMail.deleteMany({ where: { id: { in: ids } } }),
  },
];

async function removeContacts(tx: Transaction, ids: string[], now: Date): Promise<void> {
  for (const id of ids) await withdrawAllMail(tx, id, now);
  await tx.contact.deleteMany({ where: { id: { in: ids } } });
}

/** With what mails are made of: whoever's letter was held to its end gets its text. */
export type PurgeParts = MailParts & { db: Database };

/** What went, or with a dry run would go: how many of each kind, in words for people. */
export type Purged = { words: string; count: number }[];

/**
 * Takes away everything whose time is over, in batches, so that supporters' writes go in between. A
 * second run finds nothing left to do. What is counted stays what it was.
 *
 * @param dryRun only counts, and changes nothing
 */
export async function purge(parts: PurgeParts, now: Date, { dryRun = false } = {}): Promise<Purged> {
  const { db } = parts;
  const periods = await readPeriods(db.read);
  const ago: Ago = name => new Date(now.getTime() - periods[name] * DAY);
  const letters = await clearLetters(parts, periods, now, { dryRun });
  const purged: Purged = [
    { words: 'letters that were never confirmed, or held for too long', count: letters.expire },
    { words: 'letters whose text goes, name and email address stay', count: letters['clear-text'] },
    { words: 'letters of which only what is counted stays', count: letters['clear-all'] },
  ];
  for (const { words, find, remove } of KINDS) {
    const count = dryRun
      ? (await find(db.read, ago, undefined)).length
      : await inBatches(db, async tx => {
          const ids = await find(tx, ago, BATCH);
          await remove(tx, ids as never[], now);
          return ids.length;
        });
    purged.push({ words, count });
  }
  if (!dryRun && purged.some(({ count }) => count > 0)) await db.forget();
  return purged;
}

async function inBatches(db: Database, work: (tx: Transaction) => Promise<number>): Promise<number> {
  for (let total = 0; ; ) {
    const done = await db.write(work);
    total += done;
    if (done < BATCH) return total;
    await othersTurn();
  }
}
