import { z } from 'zod';
import { type CampaignState, mayBeUnfinished } from '../../campaigns/campaign-state.ts';
import { darkerShade, isReadable, leastContrast, parseColour } from '../../campaigns/colour.ts';
import { slugProblem } from '../../campaigns/slug.ts';
import type { CampaignModel } from '../../db/generated/models.ts';
import { type FieldError, type FormBody, readLine, readText } from '../../web/form.ts';
import { STAFF_LIMITS, tooLong } from '../limits.ts';

/** The fields of the form in its order, with their labels; `long` ones have many lines. */
export const DETAIL_FIELDS = {
  slug: { label: 'Web address', long: false },
  name: { label: 'Name', long: false },
  promoter: { label: 'Who is behind it', long: false },
  summary: { label: 'Summary', long: true },
  background: { label: 'Why it matters', long: true },
  thanks: { label: 'Thank you', long: true },
  target_count: { label: 'How many letters you hope for', long: false },
  follow_up_days: { label: 'Days until we ask “Did your MP reply?”', long: false },
  colour: { label: 'Colour', long: false },
  default_language: { label: 'Language', long: false },
} as const;
type DetailField = keyof typeof DETAIL_FIELDS;

/** The form as typed, by its own names. */
export type Details = Record<DetailField, string>;

const FIELDS = Object.keys(DETAIL_FIELDS) as DetailField[];

/** Reads the form. @param slug the one that stands, for a campaign that has opened and keeps it */
export function readDetails(body: FormBody, slug: string): Details {
  const typed = FIELDS.map(field => [
    field,
    DETAIL_FIELDS[field].long ? readText(body[field]) : readLine(body[field]),
  ]);
  const details: Details = Object.fromEntries(typed);
  return { ...details, slug: details.slug || slug, colour: shownColour(details.colour) };
}

/** A stored campaign as the form shows it. */
export function detailsOf(campaign: CampaignModel): Details {
  return {
    slug: campaign.slug,
    name: campaign.name,
    promoter: campaign.promoter,
    summary: campaign.summary,
    background: campaign.background,
    thanks: campaign.thanks,
    target_count: campaign.targetCount === null ? '' : String(campaign.targetCount),
    follow_up_days: String(campaign.followUpDays),
    colour: shownColour(campaign.colour),
    default_language: campaign.defaultLanguage,
  };
}

/** The form as the database keeps it; only for a form without errors. */
export function detailsRow(details: Details) {
  const { target_count, follow_up_days, colour, default_language, ...words } = details;
  return {
    ...words,
    targetCount: target_count ? Number(target_count) : null,
    followUpDays: Number(follow_up_days),
    colour: parseColour(colour) ?? '',
    defaultLanguage: default_language,
  };
}

/** The fields in which two forms differ. */
export const changedFields = (a: Details, b: Details): DetailField[] =>
  FIELDS.filter(field => a[field] !== b[field]);

/** @returns one error a field; none where the form can be kept for a campaign in that state */
export function detailsErrors(details: Details, state: CampaignState): FieldError[] {
  const result = detailRules(state).safeParse(details);
  return FIELDS.flatMap(field => {
    const issue = result.error?.issues.find(({ path }) => path[0] === field);
    return issue ? [{ field, message: issue.message }] : [];
  });
}

function detailRules(state: CampaignState) {
  const upTo = (most: number) => z.string().max(most, tooLong(most));
  const words = (most: number, missing: string) => upTo(most).min(mayBeUnfinished(state) ? 0 : 1, missing);
  const whole = (least: number, most: number, message: string) =>
    z.string().refine(typed => /^\d{1,9}$/.test(typed) && +typed >= least && +typed <= most, message);
  return z.object({
    slug: z.string().superRefine((slug, context) => {
      const message = slugProblem(slug);
      if (message) context.addIssue({ code: 'custom', message });
    }),
    name: upTo(STAFF_LIMITS.campaignName).min(1, 'Give the campaign a name'),
    promoter: words(STAFF_LIMITS.promoter, 'Say who is behind the campaign'),
    summary: words(STAFF_LIMITS.summary, 'Write the summary'),
    background: words(STAFF_LIMITS.background, 'Write why it matters'),
    thanks: upTo(STAFF_LIMITS.thanks),
    target_count: z
      .literal('')
      .or(whole(1, 10_000_000, 'Enter a whole number such as 5000, or leave it empty')),
    follow_up_days: whole(1, 90, 'Enter a number of days from 1 to 90'),
    colour: z.string().superRefine((colour, context) => {
      const message = colour ? colourProblem(colour) : null;
      if (message) context.addIssue({ code: 'custom', message });
    }),
    default_language: z.enum(['en', 'cy'], 'Choose a language'),
  });
}

/** @returns why the colour cannot be used, with one that can; or null */
function colourProblem(typed: string): string | null {
  const colour = parseColour(typed);
  if (!colour) return 'Enter the colour as # and six digits or letters a to f, such as #1f4b5f';
  if (isReadable(colour)) return null;
  // Rounded down: 4.49 must not read as enough.
  const ratio = Math.floor(leastContrast(colour) * 10) / 10;
  return (
    `Words in or on #${colour} are too hard to read: the contrast is ${ratio} to 1, and 4.5 to 1 is needed. ` +
    `The nearest darker shade that works is #${darkerShade(colour)}`
  );
}

/** What can be read as a colour is shown in one way; anything else stays as typed. */
function shownColour(typed: string): string {
  const colour = parseColour(typed);
  return colour ? `#${colour}` : typed;
}
