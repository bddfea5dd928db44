import type { Campaign } from '../../campaigns/campaign-store.ts';
import type { Choice, ChoiceList } from '../../campaigns/choices.ts';
import { names } from '../../campaigns/missing.ts';
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

/** Whether a letter, a consent or a version of the letter's words holds the key: then it must stay known. */
export async function isInUse(
  tx: Transaction,
  campaignId: number,
  list: ChoiceList,
  key: string,
): Promise<boolean> {
  const templates = await tx.templateVersion.findMany({ where: { campaignId } });
  const texts = templates.flatMap(template => allTexts(templateWords(template)));
  if (texts.some(text => names(text, `${list}.${key}`))) return true;
  // The lists hold keys alone, which are made of letters, digits and dashes: none stands inside another in quotes.
  const holds = `%"${key}"%`;
  const letters = await {
    asks: () => tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "Letter" WHERE "campaignId" = ${campaignId} AND CAST("asks" AS TEXT) LIKE ${holds} LIMIT 1`,
    experiences: () => tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "Letter" WHERE "campaignId" = ${campaignId} AND CAST("experiences" AS TEXT) LIKE ${holds} LIMIT 1`,
    organisations: () => tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "Letter" WHERE "campaignId" = ${campaignId} AND CAST("updates" AS TEXT) LIKE ${holds} LIMIT 1`,
  }[list]();
  if (letters.length > 0) return true;
  if (list !== 'organisations') return false;
  const consent = await tx.consent.findFirst({
    where: { organisation: key, OR: [{ letter: { campaignId } }, { contact: { campaignId } }] },
  });
  return consent !== null;
}
