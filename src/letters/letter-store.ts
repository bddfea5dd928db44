import { randomUUID } from 'node:crypto';
import type { Campaign } from '../campaigns/campaign-store.ts';
import { offered } from '../campaigns/choices.ts';
import type { Database, Transaction } from '../db/database.ts';
import type { LetterWhereInput } from '../db/generated/models.ts';
import type { Language } from '../languages/language.ts';
import { nameIn } from '../mps/constituency-name.ts';
import { readSeat } from '../mps/mp-store.ts';
import type { Place } from '../mps/place.ts';
import { hashOf, newToken } from '../tokens/random-token.ts';
import type { Answers, Letter } from './letter.ts';
import type { LetterState } from './letter-state.ts';
import { newReference } from './reference.ts';

/**
 * The letter that this key opens in this campaign, or null; one that has expired is gone. The device that it
 * was begun on has the letter's own key, any other one that a link to carry on gave it.
 */
export async function findByDraftKey(db: Database, campaignId: number, key: string): Promise<Letter | null> {
  const row = await openedBy(db, campaignId, key, where => db.read.letter.findFirst({ where }));
  return row as Letter | null;
}

/** Where that letter is written from; no more of it is opened. */
export async function findPlaceByDraftKey(
  db: Database,
  campaignId: number,
  key: string,
): Promise<Place | null> {
  const row = await openedBy(db, campaignId, key, where =>
    db.read.letter.findFirst({ where, select: PLACE }),
  );
  return row as Place | null;
}

const PLACE = {
  postcode: true,
  constituencyCode: true,
  lookupSource: true,
  crossBorder: true,
  terminated: true,
} as const satisfies Record<keyof Place, true>;

async function openedBy<T>(
  db: Database,
  campaignId: number,
  key: string,
  find: (where: LetterWhereInput) => Promise<T | null>,
): Promise<T | null> {
  const hash = hashOf(key);
  const among = { campaignId, state: { not: 'expired' } };
  const row = await find({ draftKeyHash: hash, ...among });
  if (row) return row;
  const further = await db.read.token.findUnique({ where: { hash } });
  if (further?.kind !== 'desk' || !further.letterId) return null;
  return find({ id: further.letterId, ...among });
}

/**
 * Begins a letter in the words that the campaign has published now; it keeps them to its end.
 *
 * @returns the key to the draft, for its writer's cookie: here it stands only as a hash
 */
export async function beginLetter(
  db: Database,
  campaign: Campaign,
  templateVersionId: number,
  place: Place & { language: Language },
  now: Date,
): Promise<string> {
  const key = newToken();
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
      | 'formLanguage'
      | 'formMpName'
      | 'variant'
    >
  >;

/**
 * Changes a draft; a letter that was handed over already stays as it is.
 *
 * @returns whether it was still a draft
 */
export async function changeDraft(
  db: Database,
  id: string,
  change: DraftChange,
  now: Date,
): Promise<boolean> {
  const { count } = await db.write(tx =>
    tx.letter.updateMany({ where: { id, state: 'draft' }, data: { ...change, updatedAt: now } }),
  );
  return count === 1;
}

/** The letter as it is inside a transaction. @throws where there is none */
export async function readLetter(tx: Transaction, id: string): Promise<Letter> {
  return (await tx.letter.findUniqueOrThrow({ where: { id } })) as Letter;
}

/** The campaign of a letter, as its mails name it. @param client may be inside a transaction @throws where there is none */
export const campaignFor = (
  client: Pick<Transaction, 'campaign'>,
  { campaignId }: Pick<Letter, 'campaignId'>,
) => client.campaign.findUniqueOrThrow({ where: { id: campaignId } });

/** What its constituency is called in that language. The letter itself keeps the English name. */
export async function constituencyIn(
  client: Transaction,
  { constituency, constituencyCode }: Pick<Letter, 'constituency' | 'constituencyCode'>,
  language: Language,
): Promise<string> {
  if (language === 'en' || !constituencyCode) return constituency ?? '';
  const seat = await readSeat(client, constituencyCode);
  return seat ? nameIn(seat, language) : (constituency ?? '');
}
