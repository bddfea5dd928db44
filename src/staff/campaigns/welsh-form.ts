import type { CampaignText } from '../../campaigns/campaign-words.ts';
import { type FieldError, type FormBody, readLine, readText } from '../../web/form.ts';
import { lengthErrors, STAFF_LIMITS } from '../limits.ts';

/** How staff know each text, how long it may be, and whether it has many lines. */
const FIELDS: Record<string, { label: string; most: number; long: boolean }> = {
  name: { label: 'Name', most: STAFF_LIMITS.campaignName, long: false },
  promoter: { label: 'Who is behind it', most: STAFF_LIMITS.promoter, long: false },
  summary: { label: 'Summary', most: STAFF_LIMITS.summary, long: true },
  background: { label: 'Why it matters', most: STAFF_LIMITS.background, long: true },
  thanks: { label: 'Thank you', most: STAFF_LIMITS.thanks, long: true },
  pauseMessage: { label: 'Your message while it is paused', most: STAFF_LIMITS.campaignMessage, long: true },
  closeMessage: { label: 'Your closing message', most: STAFF_LIMITS.campaignMessage, long: true },
  'logo.alt': { label: 'What the logo shows', most: STAFF_LIMITS.alt, long: false },
  'asks.title': { label: 'Ask', most: STAFF_LIMITS.choiceTitle, long: false },
  'asks.detail': { label: 'The ask in one sentence', most: STAFF_LIMITS.choiceDetail, long: false },
  'experiences.title': { label: 'Experience', most: STAFF_LIMITS.choiceTitle, long: false },
  'organisations.name': { label: 'Organisation', most: STAFF_LIMITS.choiceTitle, long: false },
};

const fieldOf = ({ list, field }: CampaignText) => {
  const found = FIELDS[list ? `${list}.${field}` : field];
  if (!found) throw new Error(`no field for ${field}`);
  return found;
};

/** The form as typed, by the ids of the texts. */
export type TypedWelsh = Record<string, string>;

/** What was typed, cleaned, text by text; it never fails. */
export function readWelsh(texts: readonly CampaignText[], body: FormBody): TypedWelsh {
  return Object.fromEntries(
    texts.map(text => [text.id, (fieldOf(text).long ? readText : readLine)(body[text.id])]),
  );
}

/** @returns one error a field; what is empty is shown in English */
export function welshErrors(texts: readonly CampaignText[], typed: TypedWelsh): FieldError[] {
  return texts.flatMap(text => lengthErrors(text.id, typed[text.id] ?? '', fieldOf(text).most));
}

/** The ids of the texts whose Welsh differs from what is stored. */
export const changedWelsh = (texts: readonly CampaignText[], typed: TypedWelsh): string[] =>
  texts.filter(({ id, welsh }) => typed[id] !== welsh).map(({ id }) => id);

/** What the view shows of each text. @param typed what could not be kept; absent: what is stored */
export function welshFields(texts: readonly CampaignText[], typed?: TypedWelsh, outdated = false) {
  return texts.map(text => {
    const value = typed?.[text.id] ?? text.welsh;
    return { ...text, ...fieldOf(text), value, theirs: outdated && value !== text.welsh ? text.welsh : '' };
  });
}
