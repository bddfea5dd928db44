import { DAY } from '../clock.ts';
import type { Database, Transaction } from '../db/database.ts';
import { othersTurn } from '../db/others-turn.ts';
import { queueMail, withdrawAllMail } from '../delivery/outbox.ts';
import { openDoor } from '../letters/door.ts';
import { eraseWriter } from '../letters/erase-letter.ts';
import { type MailParts, mailToSupporter, wordsFor } from '../letters/letter-mails.ts';
import { afterMove, type LetterState } from '../letters/letter-state.ts';
import { campaignFor, constituencyIn, readLetter } from '../letters/letter-store.ts';
import { type Due, dueOf, type Keeps, type Periods, type Sieve, sievesFor } from '../letters/retention.ts';

/** Letters that one transaction changes: about 50 ms, in which nobody else is heard. */
const BATCH = 50;

type Found = { id: string; at: Date; updates: boolean; due: Due };

/** Which letters something is due for: a page of those worth a look, after the last one of the page before. */
async function lookedAt(
  client: Transaction,
  { keeps, states, by, before }: Sieve,
  periods: Periods,
  now: Date,
  after: Found | null,
) {
  const rows = await client.letter.findMany({
    where: {
      keeps,
      state: { in: states },
      [by]: { lte: before, ...(after ? { gte: after.at } : {}) },
      ...(after ? { NOT: { [by]: after.at, id: { lte: after.id } } } : {}),
    },
    select: {
      id: true,
      state: true,
      way: true,
      keeps: true,
      updatedAt: true,
      confirmedAt: true,
      settledAt: true,
      answer: true,
      askedAgainAt: true,
      askingEndedAt: true,
      campaign: { select: { followUpDays: true } },
      contact: { select: { reason: true, confirmedAt: true, toldAt: true } },
    },
    orderBy: [{ [by]: 'asc' }, { id: 'asc' }],
    take: BATCH,
  });
  const toUpdates = await agreedToUpdates(
    client,
    rows.map(({ id }) => id),
  );
  return rows.map((row): Found => {
    const vacant = row.contact?.reason === 'vacant' ? row.contact : null;
    const state = row.state as LetterState;
    const kept = {
      ...row,
      state,
      keeps: row.keeps as Keeps,
      waitsFrom: vacant?.confirmedAt ?? null,
      toldAt: vacant?.toldAt ?? null,
      updates: toUpdates.has(row.id),
      toAsk:
        (state === 'accepted' || state === 'confirmed') &&
        row.answer === null &&
        row.askedAgainAt === null &&
        row.askingEndedAt === null,
      followUpDays: row.campaign.followUpDays,
    };
    return {
      id: row.id,
      at: row[by] ?? before,
      updates: kept.updates && row.confirmedAt !== null,
      due: dueOf(kept, periods, now),
    };
  });
}

/** Which of these letters' writers are to be kept in touch. By the ids alone: there are as many such consents as letters. */
async function agreedToUpdates(client: Transaction, letterIds: string[]): Promise<Set<string | null>> {
  const consents = await client.consent.findMany({
    where: { letterId: { in: letterIds } },
    select: { letterId: true, kind: true, withdrawnAt: true },
  });
  const given = consents.filter(({ kind, withdrawnAt }) => kind === 'updates' && withdrawnAt === null);
  return new Set(given.map(({ letterId }) => letterId));
}

/** Until when the page of an expired letter says so. */
const toldUntil = (now: Date) => new Date(now.getTime() + 28 * DAY);

type ClearedLetters = Record<NonNullable<Due>, number>;

/**
 * Does to every letter what is due for it. Each batch is decided and changed in one transaction: what
 * a supporter or the outbox did a moment before is seen.
 *
 * @param dryRun only counts
 */
export async function clearLetters(
  parts: MailParts & { db: Database },
  periods: Periods,
  now: Date,
  { dryRun }: { dryRun: boolean },
): Promise<ClearedLetters> {
  const { db } = parts;
  const cleared: ClearedLetters = { expire: 0, 'clear-text': 0, 'clear-all': 0 };
  for (const sieve of sievesFor(periods, now)) {
    for (let after: Found | null = null, more = true; more; ) {
      const page: Found[] = dryRun
        ? await lookedAt(db.read, sieve, periods, now, after)
        : await db.write(async tx => {
            const found = await lookedAt(tx, sieve, periods, now, after);
            await clear(tx, found, { parts, periods, now });
            return found;
          });
      for (const { due } of page) if (due) cleared[due] += 1;
      after = page.at(-1) ?? null;
      more = page.length === BATCH;
      await othersTurn();
    }
  }
  return cleared;
}

type Ending = { parts: MailParts; periods: Periods; now: Date };

async function clear(tx: Transaction, found: Found[], ending: Ending): Promise<void> {
  const idsOf = (due: Due) => idsIn(found.filter(one => one.due === due));
  const textOver = found.filter(({ due }) => due === 'clear-text');
  for (const id of idsOf('expire')) await expire(tx, id, ending);
  await eraseWriter(tx, idsIn(textOver.filter(({ updates }) => updates)), 'updates');
  await eraseWriter(tx, idsIn(textOver.filter(({ updates }) => !updates)), 'writer');
  await eraseWriter(tx, idsOf('clear-all'), 'nothing');
  await tx.token.deleteMany({ where: { letterId: { in: idsOf('clear-all') } } });
}

const idsIn = (found: Found[]) => found.map(({ id }) => id);

async function expire(tx: Transaction, id: string, { parts, periods, now }: Ending): Promise<void> {
  const letter = await readLetter(tx, id);
  const { state } = letter;
  await withdrawAllMail(tx, id, now);
  if (state === 'held') {
    const more = {
      days: periods.waiting,
      constituency: await constituencyIn(tx, letter, wordsFor(letter, parts).language),
      door: await openDoor(tx, parts, id, now),
    };
    const message = mailToSupporter(letter, await campaignFor(tx, letter), parts, 'waited', more);
    await queueMail(tx, { kind: 'failure', aboutId: id, message }, now);
  }
  await tx.consent.deleteMany({ where: { letterId: id } });
  await tx.letter.update({
    where: { id },
    data: { state: afterMove(state, 'expire'), updatedAt: now },
  });
  await eraseWriter(tx, [id], 'nothing');
  // Its links stay a while, to say kindly that it has expired.
  await tx.token.updateMany({ where: { letterId: id, kind: 'door' }, data: { expiresAt: toldUntil(now) } });
}
