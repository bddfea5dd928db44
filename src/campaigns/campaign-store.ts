import type { Database } from '../db/database.ts';

/** A campaign with all that its pages show; lists in the order that staff gave them. */
export type Campaign = NonNullable<Awaited<ReturnType<typeof findCampaign>>>;

const inOrder = { orderBy: { position: 'asc' } } as const;

/** The open campaign of that name in addresses, or null. */
export function findCampaign(db: Database, slug: string) {
  return db.read.campaign.findFirst({
    where: { slug, openedAt: { not: null }, closedAt: null },
    include: { asks: inOrder, experiences: inOrder, organisations: inOrder },
  });
}

export function openCampaigns(db: Database) {
  return db.read.campaign.findMany({
    where: { openedAt: { not: null }, closedAt: null },
    orderBy: { openedAt: 'desc' },
    select: { slug: true, name: true, summary: true, promoter: true },
  });
}

/** The newest published version of the campaign's letter. */
export function currentTemplate(db: Database, campaignId: number) {
  return db.read.templateVersion.findFirstOrThrow({ where: { campaignId }, orderBy: { version: 'desc' } });
}
