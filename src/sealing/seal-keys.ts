import type { Database, Transaction } from '../db/database.ts';
import { Prisma } from '../db/generated/client.ts';
import type { SecretBox, Secrets } from '../secrets/secrets.ts';

const WORD = 'sealed by Dear MP';

/** Stands among the keys where rows may still be as they were before anything was sealed. */
const PLAIN = 'plain';

/** Tables in which something may be sealed, the staff's second factors among them. */
const SEALED_IN = ['Letter', 'Contact', 'OutboxMail', 'StaffAccount'];

const WRONG_SECRET = `APP_SECRET is not the secret that this database is sealed with, or not the only one.
Start with the right APP_SECRET. While it is being changed, give the one before as APP_SECRET_PREVIOUS,
until "npm run -s data -- reencrypt" has finished. Nothing was changed. See "Keys" in docs/running.md.`;

/**
 * Makes sure, before anything is written, that the secret is the one that this database is sealed with.
 * Every key in use has a canary, which each start has to open: a wrong secret, or one that was dropped
 * too early, is told at once. Where nothing is sealed yet, any secret will do.
 *
 * @returns whether something waits to be sealed with the secret of now
 * @throws Error with words for the operator; nothing was changed
 */
export async function checkSealKeys(db: Database, secrets: Secrets, now: Date): Promise<boolean> {
  const box = canaryBox(secrets);
  const known = await db.read.sealKey.findMany();
  const wrong = known.filter(({ id, canary }) => id !== PLAIN && box.open(canary, id) !== WORD);
  if (wrong.length === 0 && known.some(({ id }) => id === box.keyId)) return known.length > 1;
  return db.write(async tx => {
    const empty = await isEmpty(tx);
    if (wrong.length > 0 && !empty) throw new Error(WRONG_SECRET);
    if (empty) await tx.sealKey.deleteMany();
    else if (known.length === 0) await keep(tx, { id: PLAIN, canary: '', since: now });
    await keep(tx, { id: box.keyId, canary: box.seal(WORD, box.keyId), since: now });
    return !empty;
  });
}

/** Another process may have been quicker. */
async function keep(tx: Transaction, key: { id: string; canary: string; since: Date }): Promise<void> {
  await tx.sealKey.upsert({ where: { id: key.id }, create: key, update: {} });
}

/**
 * Whether a copy of a database can be opened: what `npm run -s data -- restore` asks of a backup.
 *
 * @param rows the copy's SealKey rows
 * @returns what is wrong, in words for the operator; null where nothing is
 */
export function sealProblem(rows: { id: string; canary: string }[], secrets: Secrets): string | null {
  const box = canaryBox(secrets);
  const opens = rows.every(({ id, canary }) => id === PLAIN || box.open(canary, id) === WORD);
  return opens ? null : 'APP_SECRET is not the one that it was sealed with';
}

/** All is sealed with the secret of now: the one before is needed no more. */
export async function forgetOldKeys(tx: Transaction, secrets: Secrets): Promise<void> {
  await tx.sealKey.deleteMany({ where: { id: { not: canaryBox(secrets).keyId } } });
}

const canaryBox = (secrets: Secrets): SecretBox => secrets.box('canary');

async function isEmpty(tx: Transaction): Promise<boolean> {
  for (const table of SEALED_IN) {
    const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM ${Prisma.raw(`"${table}"`)} LIMIT 1`;
    if (rows.length > 0) return false;
  }
  return true;
}
