import type { Response } from 'express';
import { type Campaign, WHOLE_CAMPAIGN, withState } from '../../campaigns/campaign-store.ts';
import type { Clock } from '../../clock.ts';
import type { Database, Transaction } from '../../db/database.ts';
import type { FieldError } from '../../web/form.ts';
import { notFound } from '../../web/problem.ts';
import { asStaff } from '../acting.ts';
import type { By } from '../audit.ts';

/** What the campaign rooms of the staff area are given. */
export type CampaignParts = { db: Database; clock: Clock };

/** Why nothing was changed: somebody else was quicker (`outdated`, without errors), or something is wrong with the form. */
type Failure = { status: 409 | 422; outdated: boolean; errors: FieldError[] };

/** Which campaign a form is about, and what it was made from. */
type CampaignForm = {
  slug: unknown;
  /** The address that the form gives the campaign. */
  newSlug?: string;
  revision: unknown;
  isDone: (campaign: Campaign, tx: Transaction) => boolean | Promise<boolean>;
};

/** @throws Problem 404 */
export async function readCampaign({ db, clock }: CampaignParts, slug: unknown): Promise<Campaign> {
  const found = await campaignAt(db.read, slug, clock());
  if (!found) throw notFound();
  return found;
}

/** In any state, unlike what supporters find. */
async function campaignAt(client: Pick<Transaction, 'campaign'>, slug: unknown, now: Date) {
  const found = await client.campaign.findUnique({
    where: { slug: String(slug) },
    include: WHOLE_CAMPAIGN,
  });
  return found && withState(found, now);
}

/**
 * Changes a campaign, unless somebody else has since the form was made: then nothing happens, so that
 * nobody's work is overwritten unseen.
 *
 * @param revision the one that the form brings
 * @param isDone whether the campaign is already as the form wants it: the same form again, by a double click,
 * is no quarrel with anybody
 * @param work writes, and records it in the audit log; or returns errors before it has written anything
 * @returns null: the campaign is as the form wants it
 */
export function changeCampaign(
  parts: CampaignParts,
  res: Response,
  { slug, newSlug, revision, isDone }: CampaignForm,
  work: (tx: Transaction, campaign: Campaign, by: By) => Promise<FieldError[] | undefined>,
): Promise<Failure | null> {
  return asStaff(parts, res, 'edit-campaigns', async (tx, by) => {
    const campaign = await campaignAt(tx, slug, by.at);
    if (!campaign) {
      // The first of two clicks may have moved it.
      const moved = newSlug ? await campaignAt(tx, newSlug, by.at) : null;
      if (moved && (await isDone(moved, tx))) return null;
      throw notFound();
    }
    if (String(campaign.revision) !== revision)
      return (await isDone(campaign, tx)) ? null : { status: 409, outdated: true, errors: [] };
    const errors = (await work(tx, campaign, by)) ?? [];
    if (errors.length > 0) return { status: 422, outdated: false, errors };
    await tx.campaign.update({ where: { id: campaign.id }, data: { revision: { increment: 1 } } });
    return null;
  });
}
