import type { Language } from '../languages/language.ts';
import { CHOICE_LISTS, type ChoiceList, offered } from './choices.ts';

/** A campaign's texts in Welsh, by their ids: "summary", "asks.culture.title". */
export type WelshTexts = Record<string, WelshText>;

/** A text in Welsh, and the English for which it was written. */
type WelshText = { text: string; of: string };

/** What supporters read of a campaign itself. */
const OWN_TEXTS = [
  'name',
  'promoter',
  'summary',
  'background',
  'thanks',
  'pauseMessage',
  'closeMessage',
] as const;

/** What they read of each thing in its lists. */
const LIST_TEXTS = {
  asks: ['title', 'detail'],
  experiences: ['title'],
  organisations: ['name'],
} as const satisfies Record<ChoiceList, readonly string[]>;

type Row = { key: string; retiredAt: Date | null };
type Worded = Partial<Record<(typeof OWN_TEXTS)[number], string>> &
  Partial<Record<ChoiceList, readonly Row[]>> & { welsh: unknown; logo?: { alt: string } | null };

/** Which of a campaign's, an ask's, … texts stand in English on a page in another language. */
type InEnglish = { inEnglish: readonly string[] };
type WithLists<T> = T extends readonly (infer R)[] ? (R & InEnglish)[] : T;
export type CampaignInLanguage<T> = { [Field in keyof T]: WithLists<T[Field]> } & InEnglish & {
    /** Something that its pages show has no words in the language of the page. */
    partlyEnglish: boolean;
  };

/**
 * A campaign in the words of a language, text by text; what nobody has written in it stays in English.
 * Keys, numbers and dates are the same in every language.
 */
export function campaignIn<T extends Worded>(campaign: T, language: Language): CampaignInLanguage<T> {
  const welsh = language === 'cy' ? welshOf(campaign) : null;
  const own = reworded(campaign, OWN_TEXTS, '', welsh);
  const lists = CHOICE_LISTS.filter(list => campaign[list]).map(list => [
    list,
    campaign[list]?.map(row => reworded(row, LIST_TEXTS[list], `${list}.${row.key}.`, welsh)),
  ]);
  const { logo } = campaign;
  const worded = {
    ...own,
    ...Object.fromEntries(lists),
    ...(logo ? { logo: { ...logo, alt: welsh?.['logo.alt']?.text ?? logo.alt } } : {}),
  };
  return { ...worded, partlyEnglish: welsh !== null && isPartlyEnglish(worded) };
}

/** What is written in Welsh, as it is stored. */
export const welshOf = ({ welsh }: { welsh: unknown }): WelshTexts => (welsh ?? {}) as WelshTexts;

function reworded<T extends object>(
  of: T,
  fields: readonly string[],
  prefix: string,
  welsh: WelshTexts | null,
): T & InEnglish {
  if (!welsh) return { ...of, inEnglish: [] };
  const english = of as Record<string, unknown>;
  const written = fields.filter(field => english[field]);
  const inWelsh = written.flatMap(field => {
    const found = welsh[prefix + field];
    return found && (found.of === english[field] || !OF_THE_DAY.includes(field)) ? [[field, found.text]] : [];
  });
  const translated = Object.fromEntries(inWelsh);
  return { ...of, ...translated, inEnglish: written.filter(field => !(field in translated)) };
}

/** News of a pause or an end: yesterday's in Welsh is worse than today's in English. */
const OF_THE_DAY: readonly string[] = ['pauseMessage', 'closeMessage'];

/** A promoter's name is its name in every language, and what it says of a pause or an end is not always shown. */
function isPartlyEnglish(
  campaign: InEnglish & Partial<Record<ChoiceList, readonly (Row & InEnglish)[]>>,
): boolean {
  const shown = campaign.inEnglish.some(field => field !== 'promoter' && !OF_THE_DAY.includes(field));
  return (
    shown || CHOICE_LISTS.some(list => offered(campaign[list] ?? []).some(row => row.inEnglish.length > 0))
  );
}

/** One text of a campaign, for whoever writes it in Welsh. */
export type CampaignText = {
  id: string;
  list: ChoiceList | null;
  field: string;
  english: string;
  welsh: string;
  /** The English has changed since the Welsh was written. */
  changed: boolean;
};

type Whole = Required<Pick<Worded, (typeof OWN_TEXTS)[number]>> &
  Record<ChoiceList, readonly Row[]> &
  Pick<Worded, 'welsh' | 'logo'>;

/** All texts of a campaign that there are in English, in the order in which supporters meet them. */
export function textsOf(campaign: Whole): CampaignText[] {
  const welsh = welshOf(campaign);
  const text = (id: string, list: ChoiceList | null, field: string, english: string) => ({
    ...{ id, list, field, english },
    welsh: welsh[id]?.text ?? '',
    changed: welsh[id] !== undefined && welsh[id].of !== english,
  });
  return [
    ...OWN_TEXTS.map(field => text(field, null, field, campaign[field])),
    text('logo.alt', null, 'logo.alt', campaign.logo?.alt ?? ''),
    ...CHOICE_LISTS.flatMap(list =>
      offered(campaign[list]).flatMap(row =>
        LIST_TEXTS[list].map(field =>
          text(`${list}.${row.key}.${field}`, list, field, String(row[field as keyof Row] ?? '')),
        ),
      ),
    ),
  ].filter(({ english }) => english !== '');
}

/** The Welsh of what is offered no longer: letters that chose it still say it, and it may be offered again. */
export function notShown(campaign: Whole): WelshTexts {
  const retired = CHOICE_LISTS.flatMap(list =>
    campaign[list]
      .filter(({ retiredAt }) => retiredAt !== null)
      .flatMap(({ key }) => LIST_TEXTS[list].map(field => `${list}.${key}.${field}`)),
  );
  return Object.fromEntries(Object.entries(welshOf(campaign)).filter(([id]) => retired.includes(id)));
}

/** What is stored of Welsh as it was typed, by the ids of those texts; an empty one is none. */
export function welshFor(
  texts: readonly Pick<CampaignText, 'id' | 'english'>[],
  typed: Record<string, string>,
): WelshTexts {
  return Object.fromEntries(
    texts.flatMap(({ id, english }) => (typed[id] ? [[id, { text: typed[id], of: english }]] : [])),
  );
}
