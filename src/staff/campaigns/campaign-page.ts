import type { Response } from 'express';
import { canMoveCampaign, mayChangeLastDay, mayChangeSlug } from '../../campaigns/campaign-state.ts';
import { type Campaign, newestTemplate } from '../../campaigns/campaign-store.ts';
import { textsOf } from '../../campaigns/campaign-words.ts';
import { CHOICE_LISTS, offered } from '../../campaigns/choices.ts';
import { londonDate } from '../../clock.ts';
import type { FieldError } from '../../web/form.ts';
import { LOGO_LIMITS } from '../limits.ts';
import { type CampaignParts, readCampaign } from './change-campaign.ts';
import { changedFields, DETAIL_FIELDS, type Details, detailsOf } from './details-form.ts';
import { missingFrom, placeOf } from './missing-from.ts';

/** What was typed into the forms of a campaign's page; absent: what is stored. */
type TypedCampaign = {
  details?: Details;
  pauseMessage?: string;
  closeMessage?: string;
  lastDay?: string;
  alt?: string;
};

type CampaignPage = {
  typed?: TypedCampaign;
  errors?: FieldError[];
  outdated?: boolean;
  /** What was done on the page before, as its address names it. */
  done?: string;
};

/** What each state means, for staff. */
const STATE_WORDS: Record<Campaign['state'], string> = {
  draft: 'A draft: only staff can see it.',
  open: 'Open: supporters can write.',
  paused: 'Paused: its page shows your message, and nobody can write a new letter.',
  closed: 'Closed: its page says that it is over.',
};

const DONE = new Map([
  ['details', 'Saved.'],
  ['state', 'Done.'],
  ['logo', 'The logo is saved.'],
]);

/** Shows `/staff/campaigns/:slug`, with what was typed where it could not be kept. */
export async function showStaffCampaign(
  parts: CampaignParts,
  res: Response,
  slug: unknown,
  { typed = {}, errors = [], outdated = false, done = '' }: CampaignPage = {},
): Promise<void> {
  const edited = await readCampaign(parts, slug);
  const letter = await newestTemplate(parts.db.read, edited.id);
  const texts = textsOf(edited);
  const stored = detailsOf(edited);
  const form = typed.details ?? stored;
  const { state, closesOn } = edited;
  res.render('staff/campaigns/edit', {
    title: edited.name,
    edited,
    form,
    errors,
    outdated,
    done: DONE.get(done),
    since: outdated ? differences(stored, form) : [],
    state: {
      [state]: true,
      words: STATE_WORDS[state],
      keepsSlug: !mayChangeSlug(state),
      mayPause: canMoveCampaign(state, 'pause'),
      mayClose: canMoveCampaign(state, 'close'),
      mayChangeLastDay: mayChangeLastDay(state),
      lastDay: closesOn ? londonDate(new Date(`${closesOn}T12:00:00Z`)) : null,
    },
    missing: missingFrom(edited, letter).map(one => ({ ...one, href: placeOf(one, edited) })),
    welsh: { of: texts.length, written: texts.filter(({ welsh }) => welsh).length },
    pauseMessage: typed.pauseMessage ?? edited.pauseMessage,
    closeMessage: typed.closeMessage ?? edited.closeMessage,
    lastDay: typed.lastDay ?? closesOn ?? '',
    alt: typed.alt ?? edited.logo?.alt ?? '',
    logoLimits: LOGO_LIMITS,
    lists: CHOICE_LISTS.map(list => ({
      list,
      count: offered<{ retiredAt: Date | null }>(edited[list]).length,
    })),
    prompts: await parts.db.read.prompt.count({ where: { campaignId: edited.id } }),
  });
}

/** What somebody else saved, beside what was typed. */
const differences = (stored: Details, form: Details) =>
  changedFields(stored, form).map(field => ({ label: DETAIL_FIELDS[field].label, value: stored[field] }));
