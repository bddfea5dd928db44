import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Database, Transaction } from '../db/database.ts';
import { Prisma } from '../db/generated/client.ts';
import { othersTurn } from '../db/others-turn.ts';
import { A_HASH, SEALED, type SealedModel, type Sealing } from '../db/sealing.ts';
import { type Letter, personKey } from '../letters/letter.ts';
import { keyOfLastMail } from '../letters/mailed-links.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { TOTP_PURPOSE } from '../staff/parts.ts';
import { forgetOldKeys } from './seal-keys.ts';

/** Rows that are looked at together, and that one transaction seals; others can write in between. */
const BATCH = 200;

/** How often the log is tried to be emptied, a tenth of a second apart. */
const TRIES = 50;

type Parts = { db: Database; sealing: Sealing; secrets: Secrets };

/** Reads rows in clear and writes them back, which seals them with the secret of now. */
type Rewrite = (tx: Transaction, keys: string[]) => Promise<unknown>;

const REWRITES: Record<string, Rewrite> = { Letter: letters, Contact: contacts, OutboxMail: mails };

/**
 * Seals with the secret of now whatever was sealed with the one before, or never, and makes the hashes anew. It looks
 * through the tables in pages, in no transaction, and each page's rows are written in one. It finds them by how they
 * stand: broken off, it goes on where it was, and run again, it finds nothing.
 *
 * @param report told after each batch how many rows of a table have been done
 * @returns how many rows were done of each table, and how many second factors did not open
 * @throws SealError where a row does not open; what was done before stays done
 */
export async function reencrypt(
  parts: Parts,
  report: (table: string, done: number) => void,
): Promise<{ done: Record<string, number>; lostFactors: number }> {
  const { db, secrets } = parts;
  const done: Record<string, number> = {};
  // What is written meanwhile is sealed with the secret of now, unless a process still runs with the one before.
  for (let found = true; found; ) {
    found = false;
    for (const [model, rewrite] of Object.entries(REWRITES)) {
      for await (const stale of staleRows(parts, model)) {
        await db.write(tx => rewrite(tx, stale));
        found = true;
        done[model] = (done[model] ?? 0) + stale.length;
        report(model, done[model]);
      }
    }
  }
  const factors = await db.write(async tx => {
    const outcome = await secondFactors(tx, secrets);
    await forgetOldKeys(tx, secrets);
    return outcome;
  });
  // What stood there before is overwritten; the log must not keep it either, and the site may be reading just now.
  for (let tries = 1; !(await db.forget()) && tries < TRIES; tries += 1) await wait(100);
  if (factors.done > 0) done.StaffAccount = factors.done;
  return { done, lostFactors: factors.lost };
}

/** The keys of rows that hold something plain, or something of another secret, page by page. */
async function* staleRows({ db, sealing }: Parts, model: string): AsyncGenerator<string[]> {
  const isStale = Prisma.raw(staleCondition(sealing, sealing.models[model] as SealedModel));
  const [table, key] = [model, sealing.models[model]?.key].map(name => Prisma.raw(`"${name}"`));
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows: { key: string; stale: unknown }[] = await db.read.$queryRaw`
      SELECT ${key} AS key, CASE WHEN ${isStale} THEN 1 ELSE 0 END AS stale
      FROM ${table} WHERE ${key} > ${after} ORDER BY ${key} LIMIT ${BATCH}`;
    const stale = rows.filter(row => Number(row.stale) === 1).map(row => row.key);
    if (stale.length > 0) yield stale;
    after = rows.at(-1)?.key;
    await othersTurn();
  }
}

function staleCondition(sealing: Sealing, table: SealedModel): string {
  const sealed = (column: string, start: string) =>
    `(CAST("${column}" AS TEXT) <> '' AND CAST("${column}" AS TEXT) NOT LIKE '${start}%')`;
  return [
    ...table.text.map(column => sealed(column, `${SEALED}${sealing.keyId}.`)),
    ...(table.json ?? []).map(column => sealed(column, `"${SEALED}${sealing.keyId}.`)),
    ...Object.entries(table.found ?? {}).flatMap(([column, { column: beside, by }]) => [
      sealed(beside, `${by.keyId}.`),
      `("${column}" <> '' AND "${beside}" IS NULL)`,
    ]),
    ...Object.entries(table.hashed ?? {}).map(([column, by]) => sealed(column, `${by.keyId}.`)),
  ].join(' OR ');
}

async function letters(tx: Transaction, ids: string[]): Promise<void> {
  for (const letter of (await tx.letter.findMany({ where: { id: { in: ids } } })) as Letter[]) {
    const { id, postcode, story, name, email, address1, address2, town, subject, body } = letter;
    const sealed = { postcode, story, name, email, address1, address2, town, subject, body };
    await tx.letter.update({ where: { id }, data: { ...sealed, personKey: await personKeyOf(tx, letter) } });
  }
}

/**
 * A hash cannot be undone: it is made again from what it was made of, and ends where that is gone. Of a letter that is
 * still its writer's it says whom the last mail went to. Where that was another address, one that is nobody's goes on
 * saying so: links in that mail still have to end.
 */
async function personKeyOf(tx: Transaction, letter: Letter): Promise<string | null> {
  if (letter.personKey === null || !A_HASH.test(letter.personKey)) return letter.personKey;
  if (letter.state === 'draft' || letter.state === 'awaiting_confirmation') {
    return (await keyOfLastMail(tx, letter)) ?? randomUUID();
  }
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

/** Those that do not open were lost with an earlier secret: they stay, and so do the recovery codes beside them. */
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
