import { londonDay } from '../clock.ts';
import { type Database, ONLY_ID, type Transaction } from '../db/database.ts';
import { campaignState, type StoredState } from './campaign-state.ts';

/** A campaign with all that its pages show; lists in the order that staff gave them, what is retired among them. */
export type Campaign = NonNullable<Awaited<ReturnType<typeof findCampaign>>>;

/** Lists in the order that staff gave them. */
export const IN_ORDER = { orderBy: { position: 'asc' } } as const;

/** All that belongs to a campaign, but its letters. */
export const WHOLE_CAMPAIGN = {
  asks: IN_ORDER,
  experiences: IN_ORDER,
  organisations: IN_ORDER,
  logo: { select: { hash: true, alt: true, width: true, height: true } },
} as const;

/** Where all of it stands. */
export const CAMPAIGN_TABLES = ['campaign', 'ask', 'experience', 'organisation', 'campaignLogo'] as const;

/** The campaign of that name in addresses that has opened, whatever became of it; or null. */
export async function findCampaign(db: Database, slug: string, now: Date) {
  return db.remember(CAMPAIGN_TABLES, `campaign ${slug} on ${londonDay(now)}`, async () => {
    const where = { slug, openedAt: { not: null } };
    const found = await db.read.campaign.findFirst({ where, include: WHOLE_CAMPAIGN });
    return found && withState(found, now);
  });
}

/** The same with its state, which changes with the calendar. */
export const withState = <T extends StoredState>(campaign: T, now: Date) => ({
  ...campaign,
  state: campaignState(campaign, londonDay(now)),
});

/** The campaigns that supporters can write in now, the newest first. */
export async function openCampaigns(db: Database, now: Date) {
  const begun = await db.read.campaign.findMany({
    where: { openedAt: { not: null }, pausedAt: null, closedAt: null },
    orderBy: { openedAt: 'desc' },
  });
  return begun.filter(campaign => campaignState(campaign, londonDay(now)) === 'open');
}

const newestOf = (campaignId: number) => ({ where: { campaignId }, orderBy: { version: 'desc' } }) as const;

/** @returns the id of the newest published version of the campaign's letter @throws where none is published */
export async function currentTemplateId(db: Database, campaignId: number): Promise<number> {
  const newest = await db.read.templateVersion.findFirstOrThrow({ ...newestOf(campaignId), select: ONLY_ID });
  return newest.id;
}

/** That version itself, or null: nothing is published yet. @param client may be inside a transaction */
export function newestTemplate(client: Pick<Transaction, 'templateVersion'>, campaignId: number) {
  return client.templateVersion.findFirst(newestOf(campaignId));
}
