import { newestTemplate } from '../../campaigns/campaign-store.ts';
import { welshOf } from '../../campaigns/campaign-words.ts';
import { readPrompts } from '../../campaigns/prompt-store.ts';
import { slugProblem } from '../../campaigns/slug.ts';
import { templateWords } from '../../campaigns/variants.ts';
import type { Transaction } from '../../db/database.ts';
import type { FieldError } from '../../web/form.ts';
import { notFound } from '../../web/problem.ts';
import { audit, type By } from '../audit.ts';
import { STAFF_LIMITS, tooLong } from '../limits.ts';

/** What a campaign begins with. `from` is the one that it copies; "": none. */
export type NewCampaign = { name: string; slug: string; from: string };

export const SLUG_TAKEN = 'Another campaign has this web address: choose another';

/** @returns one error a field, in the order of the form */
export function newCampaignErrors({ name, slug }: NewCampaign): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push({ field: 'name', message: 'Give the campaign a name' });
  if (name.length > STAFF_LIMITS.campaignName) {
    errors.push({ field: 'name', message: tooLong(STAFF_LIMITS.campaignName) });
  }
  const message = slugProblem(slug);
  if (message) errors.push({ field: 'slug', message });
  return errors;
}

/**
 * Makes a draft: an empty one, or a copy of all but the letters.
 *
 * @returns false: the slug is taken
 * @throws Problem 404 where the campaign to copy has another slug by now
 */
export async function createCampaign(tx: Transaction, by: By, wanted: NewCampaign): Promise<boolean> {
  const { name, slug, from } = wanted;
  if (await tx.campaign.findUnique({ where: { slug } })) return false;
  const copied = from ? await copyOf(tx, from, by.at) : null;
  const blank = { promoter: '', summary: '', background: '' };
  await tx.campaign.create({ data: { ...(copied ?? blank), name, slug } });
  await audit(tx, { ...by, what: 'campaign.create', target: slug, ...(copied ? { details: { from } } : {}) });
  return true;
}

/** All of a campaign that a copy takes. @throws Problem 404 where there is none of that slug */
async function copyOf(tx: Transaction, slug: string, now: Date) {
  const found = await tx.campaign.findUnique({
    where: { slug },
    include: { asks: true, experiences: true, organisations: true, logo: true },
  });
  if (!found) throw notFound();
  const template = await newestTemplate(tx, found.id);
  const prompts = await readPrompts(tx, found.id);
  const { promoter, summary, background, thanks, targetCount, followUpDays, colour, defaultLanguage } = found;
  // The copy has another name, and so has it in Welsh.
  const { name, ...welsh } = welshOf(found);
  return {
    ...{ promoter, summary, background, thanks, targetCount, followUpDays, colour, defaultLanguage, welsh },
    asks: { create: found.asks.map(withoutCampaign) },
    experiences: { create: found.experiences.map(withoutCampaign) },
    organisations: { create: found.organisations.map(withoutCampaign) },
    prompts: { create: prompts.map(({ id, ...prompt }) => prompt) },
    ...(found.logo ? { logo: { create: withoutCampaign(found.logo) } } : {}),
    ...(template
      ? { templateVersions: { create: { version: 1, ...templateWords(template), createdAt: now } } }
      : {}),
  };
}

function withoutCampaign<T extends { campaignId: number }>({ campaignId, ...row }: T): Omit<T, 'campaignId'> {
  return row;
}
