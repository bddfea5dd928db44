import type { Database, Transaction } from '../db/database.ts';
import { Prisma } from '../db/generated/client.ts';
import { A_HASH, SEALED, type SealedModel, type Sealing } from '../db/sealing.ts';
import { personKey } from '../letters/letter.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { TOTP_PURPOSE } from '../staff/parts.ts';
import { forgetOldKeys } from './seal-keys.ts';

/** Rows that one transaction seals; others can write in between. */
const BATCH = 200;

type Parts = { db: Database; sealing: Sealing; secrets: Secrets };

/** Reads rows in clear and writes them back, which seals them with the secret of now. */
type Rewrite = (tx: Transaction, keys: string[]) => Promise<unknown>;

const REWRITES: Record<string, Rewrite> = { Letter: letters, Contact: contacts, OutboxMail: mails };

/**
 * Seals with the secret of now whatever was sealed with the one before, or never, and makes the hashes
 * anew. Every batch is one transaction and finds its rows by how they stand: broken off, it goes on
 * where it was, and run again, it finds nothing.
 *
 * @param report told after each batch how many rows of a table have been done
 * @returns how many rows were done of each table, and how many second factors did not open
 * @throws SealError where a row does not open; what was done before stays done
 */
export async function reencrypt(
  { db, sealing, secrets }: Parts,
  report: (table: string, done: number) => void,
): Promise<{ done: Record<string, number>; lostFactors: number }> {
  const done: Record<string, number> = {};
  for (;;) {
    for (const [model, rewrite] of Object.entries(REWRITES)) {
      for (let after = ''; ; ) {
        const stale = await db.write(tx => rewriteBatch(tx, sealing, model, rewrite, after));
        const last = stale.at(-1);
        if (!last) break;
        after = last;
        done[model] = (done[model] ?? 0) + stale.length;
        report(model, done[model]);
      }
    }
    const finished = await db.write(async tx => {
      // Somebody may have written with the secret before while we were at it.
      for (const model of Object.keys(REWRITES)) {
        if ((await staleRows(tx, sealing, model, '', 1)).length > 0) return null;
      }
      const factors = await secondFactors(tx, secrets);
      await forgetOldKeys(tx, secrets);
      return factors;
    });
    if (!finished) continue;
    // What stood there before is overwritten; the log must not keep it either.
    await db.forget();
    if (finished.done > 0) done.StaffAccount = finished.done;
    return { done, lostFactors: finished.lost };
  }
}

async function rewriteBatch(
  tx: Transaction,
  sealing: Sealing,
  model: string,
  rewrite: Rewrite,
  after: string,
) {
  const stale = await staleRows(tx, sealing, model, after, BATCH);
  if (stale.length > 0) await rewrite(tx, stale);
  return stale;
}

/** The keys of rows that hold something plain, or something of another secret. */
async function staleRows(tx: Transaction, sealing: Sealing, model: string, after: string, limit: number) {
  const table = sealing.models[model] as SealedModel;
  const sealed = (column: string, start: string) =>
    `(CAST("${column}" AS TEXT) <> '' AND CAST("${column}" AS TEXT) NOT LIKE '${start}%')`;
  const conditions = [
    ...table.text.map(column => sealed(column, `${SEALED}${sealing.keyId}.`)),
    ...(table.json ?? []).map(column => sealed(column, `"${SEALED}${sealing.keyId}.`)),
    ...Object.entries(table.found ?? {}).flatMap(([column, { column: beside, by }]) => [
      sealed(beside, `${by.keyId}.`),
      `("${column}" <> '' AND "${beside}" IS NULL)`,
    ]),
    ...Object.entries(table.hashed ?? {}).map(([column, by]) => sealed(column, `${by.keyId}.`)),
  ];
  const key = Prisma.raw(`"${table.key}"`);
  const rows = await tx.$queryRaw<{ key: string }[]>`
    SELECT ${key} AS key FROM ${Prisma.raw(`"${model}"`)}
    WHERE ${key} > ${after} AND (${Prisma.raw(conditions.join(' OR '))}) ORDER BY ${key} LIMIT ${limit}`;
  return rows.map(({ key }) => key);
}

async function letters(tx: Transaction, ids: string[]): Promise<void> {
  for (const letter of await tx.letter.findMany({ where: { id: { in: ids } } })) {
    const { id, postcode, story, name, email, address1, address2, town, subject, body } = letter;
    const sealed = { postcode, story, name, email, address1, address2, town, subject, body };
    await tx.letter.update({ where: { id }, data: { ...sealed, personKey: personKeyOf(letter) } });
  }
}

/** A hash cannot be undone: it is made again from what it was made of, and ends where that is gone. */
function personKeyOf(letter: { campaignId: number; email: string; name: string; personKey: string | null }) {
  if (letter.personKey === null || !A_HASH.test(letter.personKey)) return letter.personKey;
  return letter.email ? personKey(letter.campaignId, letter) : null;
}

async function contacts(tx: Transaction, ids: string[]): Promise<void> {
  for (const { id, email } of await tx.contact.findMany({ where: { id: { in: ids } } })) {
    await tx.contact.update({ where: { id }, data: { email } });
  }
}

async function mails(tx: Transaction, messageIds: string[]): Promise<void> {
  for (const { messageId, message } of await tx.outboxMail.findMany({
    where: { messageId: { in: messageIds } },
  })) {
    await tx.outboxMail.update({ where: { messageId }, data: { message: message ?? Prisma.DbNull } });
  }
}

/** Those that do not open were lost with an earlier secret: they stay, and their owners come in by a reset. */
async function secondFactors(tx: Transaction, secrets: Secrets): Promise<{ done: number; lost: number }> {
  const box = secrets.box(TOTP_PURPOSE);
  const accounts = await tx.staffAccount.findMany({ where: { totpSecret: { not: null } } });
  const stale = accounts.filter(({ totpSecret }) => !totpSecret?.startsWith(`${box.keyId}.`));
  let done = 0;
  for (const { id, totpSecret } of stale) {
    const secret = box.open(totpSecret ?? '', id);
    if (secret === null) continue;
    await tx.staffAccount.update({ where: { id }, data: { totpSecret: box.seal(secret, id) } });
    done += 1;
  }
  return { done, lost: stale.length - done };
}
