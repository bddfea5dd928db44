import type { Campaign } from '../../campaigns/campaign-store.ts';
import type { Choice, ChoiceList } from '../../campaigns/choices.ts';
import { namesField } from '../../campaigns/missing.ts';
import { allTexts, templateWords } from '../../campaigns/variants.ts';
import type { Transaction } from '../../db/database.ts';

/** One of a campaign's lists, in one shape for all three. */
export function choicesOf(campaign: Campaign, list: ChoiceList): Choice[] {
  switch (list) {
    case 'asks':
      return campaign.asks.map(({ key, title, detail, retiredAt }) => ({ key, title, detail, retiredAt }));
    case 'experiences':
      return campaign.experiences.map(({ key, title, retiredAt }) => ({ key, title, detail: '', retiredAt }));
    case 'organisations':
      return campaign.organisations.map(({ key, name, retiredAt }) => ({
        key,
        title: name,
        detail: '',
        retiredAt,
      }));
  }
}

/** Puts a list in the place of the one that stands, in this order. */
export async function writeChoices(
  tx: Transaction,
  campaignId: number,
  list: ChoiceList,
  choices: readonly Choice[],
): Promise<void> {
  const where = { campaignId };
  const rows = choices.map((choice, position) => ({ ...choice, campaignId, position }));
  switch (list) {
    case 'asks':
      await tx.ask.deleteMany({ where });
      await tx.ask.createMany({ data: rows });
      break;
    case 'experiences':
      await tx.experience.deleteMany({ where });
      await tx.experience.createMany({ data: rows.map(({ detail, ...row }) => row) });
      break;
    case 'organisations':
      await tx.organisation.deleteMany({ where });
      await tx.organisation.createMany({
        data: rows.map(({ title, detail, ...row }) => ({ ...row, name: title })),
      });
  }
}

/**
 * Whether anybody has written, whatever they chose, or a version of the letter's words names the key: then it must stay
 * known. To look for the key itself would be to read each letter.
 */
export async function isInUse(
  tx: Transaction,
  campaignId: number,
  list: ChoiceList,
  key: string,
): Promise<boolean> {
  const any = { where: { campaignId }, select: { id: true } };
  if (await tx.letter.findFirst(any)) return true;
  if (list === 'organisations' && (await tx.contact.findFirst(any))) return true;
  const templates = await tx.templateVersion.findMany({ where: { campaignId } });
  const texts = templates.flatMap(template => allTexts(templateWords(template)));
  return texts.some(text => namesField(text, `${list}.${key}`));
}

/** Whether anybody has ever agreed to hear from that organisation of a campaign, and by its name. */
export async function hasBeenAgreedTo(tx: Transaction, campaignId: number, key: string): Promise<boolean> {
  const of = { campaignId };
  const where = { kind: 'updates', organisation: key, OR: [{ letter: of }, { contact: of }] };
  return (await tx.consent.findFirst({ where, select: { id: true } })) !== null;
}
