import type { Database, Transaction } from '../db/database.ts';
import { IN_ORDER, newestTemplate } from './campaign-store.ts';
import { type StoredWords, type TemplateWords, templateWords } from './variants.ts';

/** Who does it, and when. */
type By = { who: string; at: Date };

/** A campaign with its letter as published and as it is being changed. */
export type TemplateDesk = NonNullable<Awaited<ReturnType<typeof findTemplateDesk>>>;
type Draft = NonNullable<TemplateDesk['draft']>;
type Version = NonNullable<TemplateDesk['published']>;

/** Thrown where a text has changed since the page was opened from which it was to be changed. */
export class OutdatedTemplate extends Error {}

const newest = { orderBy: { version: 'desc' }, take: 1 } as const;

/** Every campaign, open or not, with its newest version and its draft, by name. */
export async function listTemplateDesks(db: Database) {
  const campaigns = await db.read.campaign.findMany({
    orderBy: { name: 'asc' },
    include: { templateVersions: newest, templateDraft: true },
  });
  return campaigns.map(({ templateVersions, templateDraft, ...campaign }) => ({
    campaign,
    published: templateVersions[0] ?? null,
    draft: templateDraft,
  }));
}

/** The same of the campaign with that name in addresses, with its choices; or null. */
export async function findTemplateDesk(db: Pick<Database, 'read'>, slug: string) {
  const found = await db.read.campaign.findUnique({
    where: { slug },
    include: { asks: IN_ORDER, experiences: IN_ORDER, templateVersions: newest, templateDraft: true },
  });
  if (!found) return null;
  const { templateVersions, templateDraft, ...campaign } = found;
  return { campaign, published: templateVersions[0] ?? null, draft: templateDraft };
}

/** All versions that were ever published, the newest first. */
export function listVersions(db: Database, campaignId: number) {
  return db.read.templateVersion.findMany({ where: { campaignId }, orderBy: { version: 'desc' } });
}

/**
 * Names the text that an editor is shown: the draft where there is one, else the published version. It
 * travels with the form, so that nobody overwrites what they have not seen.
 */
export function revisionOf({ draft, published }: Pick<TemplateDesk, 'draft' | 'published'>): string {
  return draft ? `draft-${draft.revision}` : `version-${published?.version ?? 0}`;
}

/**
 * Saves a draft in the place of the one that its writer saw. The same text again, by a double click,
 * changes nothing.
 *
 * @throws OutdatedTemplate where `seen` is no longer the newest text
 */
export async function saveDraft(
  tx: Transaction,
  campaignId: number,
  words: TemplateWords,
  seen: string,
  { who, at }: By,
): Promise<Draft> {
  const desk = await newestTexts(tx, campaignId);
  if (desk.draft && isSame(desk.draft, words)) return desk.draft;
  if (revisionOf(desk) !== seen) throw new OutdatedTemplate();
  await tx.templateDraft.deleteMany({ where: { campaignId } });
  const baseVersion = desk.draft?.baseVersion ?? desk.published?.version ?? 0;
  return tx.templateDraft.create({
    data: { campaignId, baseVersion, ...words, savedBy: who, savedAt: at },
  });
}

const isSame = (one: StoredWords, other: StoredWords) =>
  JSON.stringify(templateWords(one)) === JSON.stringify(templateWords(other));

/**
 * Puts the draft aside; the published letter stays.
 *
 * @throws OutdatedTemplate where `seen` is no longer the newest text
 */
export async function discardDraft(tx: Transaction, campaignId: number, seen: string): Promise<void> {
  if (revisionOf(await newestTexts(tx, campaignId)) !== seen) throw new OutdatedTemplate();
  await tx.templateDraft.deleteMany({ where: { campaignId } });
}

/**
 * Publishes the draft: letters begun from now on are made with it.
 *
 * @param seen the draft, and the published version, that were looked at
 * @throws OutdatedTemplate where one of them is no longer the newest, or there is no draft
 */
export async function publishDraft(
  tx: Transaction,
  campaignId: number,
  seen: { revision: string; version: number },
  note: string,
  by: By,
): Promise<Version> {
  const desk = await newestTexts(tx, campaignId);
  if (!desk.draft || revisionOf(desk) !== seen.revision) throw new OutdatedTemplate();
  const version = await addVersion(tx, campaignId, seen.version, desk.draft, note, by);
  await tx.templateDraft.deleteMany({ where: { campaignId } });
  return version;
}

/**
 * Publishes a text as a new version; what was published before stays in the history as it is.
 *
 * @param seen the version that was the newest when this was decided
 * @throws OutdatedTemplate where it no longer is
 */
export async function addVersion(
  tx: Transaction,
  campaignId: number,
  seen: number,
  words: StoredWords,
  note: string,
  { who, at }: By,
): Promise<Version> {
  const { published } = await newestTexts(tx, campaignId);
  const version = published?.version ?? 0;
  if (version !== seen) throw new OutdatedTemplate();
  return tx.templateVersion.create({
    data: {
      ...templateWords(words),
      ...{ campaignId, version: version + 1, note, publishedBy: who, createdAt: at },
    },
  });
}

async function newestTexts(tx: Transaction, campaignId: number) {
  const published = await newestTemplate(tx, campaignId);
  return { published, draft: await tx.templateDraft.findUnique({ where: { campaignId } }) };
}
