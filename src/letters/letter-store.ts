import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Campaign } from '../campaigns/campaign-store.ts';
import { offered } from '../campaigns/choices.ts';
import type { Database, Transaction } from '../db/database.ts';
import type { Language } from '../languages/language.ts';
import type { Place } from '../mps/place.ts';
import type { Answers, Letter } from './letter.ts';
import type { LetterState } from './letter-state.ts';
import { newReference } from './reference.ts';

/** The supporter's key to their draft: it stands in their cookie, and here only as a hash. */
export const newDraftKey = () => randomBytes(24).toString('base64url');
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url');

/** The letter that this key opens in this campaign, or null; one that has expired is gone. */
export async function findByDraftKey(db: Database, campaignId: number, key: string): Promise<Letter | null> {
  const row = await db.read.letter.findFirst({
    where: { campaignId, draftKeyHash: hashOf(key), state: { not: 'expired' } },
  });
  return row as Letter | null;
}

/** Begins a letter in the words that the campaign has published now; it keeps them to its end. */
export async function beginLetter(
  db: Database,
  campaign: Campaign,
  templateVersionId: number,
  place: Place & { language: Language },
  now: Date,
): Promise<string> {
  const key = newDraftKey();
  await db.write(async tx =>
    tx.letter.create({
      data: {
        id: randomUUID(),
        reference: await freeReference(tx),
        campaignId: campaign.id,
        templateVersionId,
        draftKeyHash: hashOf(key),
        state: 'draft' satisfies LetterState,
        asks: offered(campaign.asks).map(ask => ask.key),
        ...place,
        createdAt: now,
        updatedAt: now,
      },
    }),
  );
  return key;
}

/** Drawn by chance, and drawn again where it is taken. */
async function freeReference(tx: Transaction): Promise<string> {
  const reference = newReference();
  const taken = await tx.letter.findUnique({ where: { reference }, select: { id: true } });
  return taken ? freeReference(tx) : reference;
}

/** What the supporter may change while the letter is still theirs. */
type DraftChange = Partial<Answers> &
  Partial<
    Pick<
      Letter,
      | 'postcode'
      | 'constituencyCode'
      | 'lookupSource'
      | 'crossBorder'
      | 'terminated'
      | 'subject'
      | 'body'
      | 'mpName'
      | 'signs'
      | 'language'
    >
  >;

/** Changes a draft; a letter that was handed over already stays as it is. */
export async function changeDraft(db: Database, id: string, change: DraftChange, now: Date): Promise<void> {
  await db.write(tx =>
    tx.letter.updateMany({ where: { id, state: 'draft' }, data: { ...change, updatedAt: now } }),
  );
}

/** The letter as it is inside a transaction. */
export async function readLetter(tx: Transaction, id: string): Promise<Letter> {
  return (await tx.letter.findUniqueOrThrow({ where: { id } })) as Letter;
}
