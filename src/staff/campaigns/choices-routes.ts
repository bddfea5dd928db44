import { type Request, type Response, Router } from 'express';
import type { Campaign } from '../../campaigns/campaign-store.ts';
import {
  addChoice,
  CHOICE_LISTS,
  type Choice,
  type ChoiceList,
  changeChoice,
  moveChoice,
  offered,
  removeChoice,
  restoreChoice,
} from '../../campaigns/choices.ts';
import type { Transaction } from '../../db/database.ts';
import { type FieldError, readLine } from '../../web/form.ts';
import { audit } from '../audit.ts';
import { staffOnly } from '../guard.ts';
import { lengthErrors, STAFF_LIMITS } from '../limits.ts';
import { type CampaignParts, changeCampaign, readCampaign } from './change-campaign.ts';
import { choicesOf, hasBeenAgreedTo, isInUse, writeChoices } from './choice-store.ts';
import { NOT_LISTED, readStep, SAVES, STEPS, type Step } from './list-steps.ts';

/** The words of each list's page. `detail`: whether its choices have a second line. */
const WORDS = {
  asks: {
    title: 'Asks',
    one: 'ask',
    intro:
      'What supporters can ask their MP to press for. Every one is ticked to begin with; the supporter may untick it.',
    label: 'The ask in a few words',
    detail: 'The ask in one sentence',
  },
  experiences: {
    title: 'Experiences',
    one: 'experience',
    intro:
      'What a supporter may have lived through or seen. Each one that they tick adds its paragraph to their letter.',
    label: 'The experience in a few words',
    detail: null,
  },
  organisations: {
    title: 'Organisations for keeping in touch',
    one: 'organisation',
    intro:
      'Who may email a supporter about the campaign, if the supporter ticks its box. No box is ticked to begin with.',
    label: 'The organisation’s name',
    detail: null,
  },
} as const satisfies Record<ChoiceList, object>;

/** What somebody has chosen in a letter is not lost when it is removed: it can be offered again. */
type ChoiceStep = Step | 'restore';

const CHOICE_STEPS = new Map<ChoiceStep, string>([
  ...STEPS,
  ['remove', 'Removed. Once somebody has written, it is kept below for their letters.'],
  ['restore', 'Offered again.'],
]);

const LONGEST = { title: STAFF_LIMITS.choiceTitle, detail: STAFF_LIMITS.choiceDetail };

/** Choices that are offered in one list: a tired parent reads them all, and a template is tried with each. */
const MOST = 30;

type Typed = { key: string; title: string; detail: string };

/** `/staff/campaigns/:slug/asks`, `/experiences`, `/organisations`: what supporters can choose. */
export function choicesRoutes(parts: CampaignParts): Router {
  const router = Router();

  for (const list of CHOICE_LISTS) {
    const path = `/staff/campaigns/:slug/${list}`;

    router.get(path, staffOnly('edit-campaigns'), (req, res) => showList(req, res, list));

    router.post(path, staffOnly('edit-campaigns'), async (req, res) => {
      const { slug } = req.params;
      const step = readStep(CHOICE_STEPS, req.body);
      const typed = {
        // What is added has no key yet: it is given one.
        key: step === 'add' ? '' : readLine(req.body.key),
        title: readLine(req.body.title),
        detail: WORDS[list].detail ? readLine(req.body.detail) : '',
      };
      const isDone = (campaign: Campaign) => isAsAsked(choicesOf(campaign, list), step, typed);
      const form = { slug, revision: req.body.revision, isDone };
      const failed = await changeCampaign(parts, res, form, async (tx, campaign, by) => {
        const choices = choicesOf(campaign, list);
        const errors = [
          ...typedErrors(list, step, typed, choices),
          ...lastAskErrors(list, step, campaign),
          ...(await otherNameErrors(tx, list, step, typed, campaign)),
        ];
        if (errors.length > 0) return errors;
        const inUse = step === 'remove' && (await isInUse(tx, campaign.id, list, typed.key));
        const changed = stepped(choices, step, typed, { inUse, now: by.at });
        await writeChoices(tx, campaign.id, list, changed);
        const key =
          typed.key || (changed.find(choice => !choices.some(({ key }) => key === choice.key))?.key ?? '');
        const details = { list, step, key };
        await audit(tx, { ...by, what: 'campaign.change', target: campaign.slug, details });
      });
      if (!failed) return res.redirect(303, `/staff/campaigns/${slug}/${list}?done=${step}`);
      await showList(req, res.status(failed.status), list, { typed, step, ...failed });
    });
  }

  return router;

  async function showList(
    req: Request,
    res: Response,
    list: ChoiceList,
    page: { typed?: Typed; step?: ChoiceStep; errors?: FieldError[]; outdated?: boolean } = {},
  ): Promise<void> {
    const edited = await readCampaign(parts, req.params.slug);
    const choices = choicesOf(edited, list);
    const { typed, step } = page;
    const saving = step && SAVES.has(step) ? typed : undefined;
    const live = offered(choices);
    // Somebody took it out meanwhile: its words can be added anew.
    const gone = saving && !live.some(({ key }) => key === saving.key);
    res.render('staff/campaigns/choices', {
      title: `${WORDS[list].title} of ${edited.name}`,
      edited,
      list,
      words: WORDS[list],
      ...page,
      done: CHOICE_STEPS.get(readLine(req.query.done) as ChoiceStep),
      choices: live.map((stored, index) => ({
        ...stored,
        ...(saving?.key === stored.key ? saving : {}),
        ...fieldsOf(list, stored.key, index + 1),
        stored,
        theirs: page.outdated && saving?.key === stored.key ? differing(stored, saving) : {},
        errors: page.errors,
        first: index === 0,
        last: index === live.length - 1,
      })),
      retired: choices.filter(({ retiredAt }) => retiredAt !== null),
      gone,
      added: step === 'add' || gone ? typed : {},
    });
  }
}

/** A choice's fields are named after it, so that the error summary's links land on the right one. */
function fieldsOf(list: ChoiceList, key: string, number: number) {
  const { label, detail } = WORDS[list];
  return {
    titleField: `title-${key}`,
    titleLabel: `${number}. ${label}`,
    detailField: `detail-${key}`,
    detailLabel: `${number}. ${detail ?? ''}`,
  };
}

/** What is stored, where it is not what was typed. */
const differing = (stored: Choice, typed: Typed) => ({
  title: stored.title === typed.title ? '' : stored.title,
  detail: stored.detail === typed.detail ? '' : stored.detail,
});

/** The list after a step. */
function stepped(
  choices: readonly Choice[],
  step: ChoiceStep,
  { key, ...words }: Typed,
  { inUse, now }: { inUse: boolean; now: Date },
): Choice[] {
  const steps: Record<ChoiceStep, () => Choice[]> = {
    add: () => addChoice(choices, words),
    save: () => changeChoice(choices, key, words),
    up: () => moveChoice(changeChoice(choices, key, words), key, -1),
    down: () => moveChoice(changeChoice(choices, key, words), key, 1),
    remove: () => removeChoice(choices, key, inUse, now),
    restore: () => restoreChoice(choices, key),
  };
  return steps[step]();
}

/** Without an ask nobody can write: what opening asks for holds for as long as supporters write. */
function lastAskErrors(list: ChoiceList, step: ChoiceStep, { state, asks }: Campaign): FieldError[] {
  const isLast = list === 'asks' && step === 'remove' && offered(asks).length === 1;
  if (state !== 'open' || !isLast) return [];
  return [
    { field: 'list', message: 'Supporters are writing now, and need one ask at least. Add another first' },
  ];
}

/** Whoever agreed to hear from one organisation must not be handed to another that was given its place. */
async function otherNameErrors(
  tx: Transaction,
  list: ChoiceList,
  step: ChoiceStep,
  { key, title }: Typed,
  { id, organisations }: Campaign,
): Promise<FieldError[]> {
  if (list !== 'organisations' || !SAVES.has(step)) return [];
  const stored = organisations.find(one => one.key === key);
  if (!stored || stored.name === title || !(await hasBeenAgreedTo(tx, id, key))) return [];
  const message = `Supporters have agreed to hear from ${stored.name} by that name. Remove it, and add the other one`;
  return [{ field: `title-${key}`, message }];
}

/** Whether the list is as the step leaves it. Nobody can tell of a move. */
function isAsAsked(choices: readonly Choice[], step: ChoiceStep, { key, title, detail }: Typed): boolean {
  const live = offered(choices);
  const says = (choice?: Choice) => choice?.title === title && choice.detail === detail;
  const found = live.find(choice => choice.key === key);
  const asked: Record<ChoiceStep, () => boolean> = {
    add: () => says(live.at(-1)),
    save: () => says(found),
    up: () => false,
    down: () => false,
    remove: () => found === undefined,
    restore: () => found !== undefined,
  };
  return asked[step]();
}

function typedErrors(
  list: ChoiceList,
  step: ChoiceStep,
  { key, title, detail }: Typed,
  choices: readonly Choice[],
): FieldError[] {
  if (step !== 'add' && !choices.some(choice => choice.key === key)) return [NOT_LISTED];
  if ((step === 'add' || step === 'restore') && offered(choices).length >= MOST) {
    const field = step === 'add' ? 'title' : 'list';
    return [{ field, message: `Nobody reads more than ${MOST}. Remove one first` }];
  }
  if (step !== 'add' && !SAVES.has(step)) return [];
  const { one, detail: hasDetail } = WORDS[list];
  const name = (field: string) => (step === 'add' ? field : `${field}-${key}`);
  const texts = { title, ...(hasDetail ? { detail } : {}) };
  return Object.entries(texts).flatMap(([field, text]) => {
    if (!text)
      return [
        { field: name(field), message: `Enter the ${one}${field === 'detail' ? ' in one sentence' : ''}` },
      ];
    return lengthErrors(name(field), text, LONGEST[field as keyof typeof LONGEST]);
  });
}
