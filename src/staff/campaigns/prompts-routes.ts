import { type Request, type Response, Router } from 'express';
import type { Campaign } from '../../campaigns/campaign-store.ts';
import { offered } from '../../campaigns/choices.ts';
import { type PlacedPrompt, readPrompts } from '../../campaigns/prompt-store.ts';
import type { Prompt } from '../../campaigns/prompts.ts';
import type { Transaction } from '../../db/database.ts';
import { RELATIONSHIPS } from '../../letters/letter.ts';
import { type FieldError, type FormBody, readChoices, readLine } from '../../web/form.ts';
import { audit } from '../audit.ts';
import { staffOnly } from '../guard.ts';
import { lengthErrors, STAFF_LIMITS } from '../limits.ts';
import { type CampaignParts, changeCampaign, readCampaign } from './change-campaign.ts';
import { NOT_LISTED, readStep, SAVES, STEPS, type Step } from './list-steps.ts';

const PAGE = '/staff/campaigns/:slug/prompts';

/** The id of one that is not stored yet. */
const NEW = 0;

const NOTHING: Omit<Prompt, 'id'> = { question: '', questionCy: '', relationships: [], experiences: [] };

/** `/staff/campaigns/:slug/prompts`: the questions that help supporters to begin their story. */
export function promptsRoutes(parts: CampaignParts): Router {
  const router = Router();

  router.get(PAGE, staffOnly('edit-campaigns'), (req, res) => showPrompts(req, res));

  router.post(PAGE, staffOnly('edit-campaigns'), async (req, res) => {
    const { slug } = req.params;
    const step = readStep(STEPS, req.body);
    const isDone = async (campaign: Campaign, tx: Transaction) =>
      isAsAsked(await readPrompts(tx, campaign.id), step, readTyped(req.body, campaign));
    const form = { slug, revision: req.body.revision, isDone };
    const failed = await changeCampaign(parts, res, form, async (tx, campaign, by) => {
      const typed = readTyped(req.body, campaign);
      const prompts = await readPrompts(tx, campaign.id);
      const errors = typedErrors(step, typed, prompts);
      if (errors.length > 0) return errors;
      await take(tx, campaign.id, step, typed, prompts);
      const details = { list: 'prompts', step, key: typed.question };
      await audit(tx, { ...by, what: 'campaign.change', target: campaign.slug, details });
    });
    if (!failed) return res.redirect(303, `/staff/campaigns/${slug}/prompts?done=${step}`);
    await showPrompts(req, res.status(failed.status), { step, ...failed });
  });

  return router;

  async function showPrompts(
    req: Request,
    res: Response,
    page: { step?: Step; errors?: FieldError[]; outdated?: boolean } = {},
  ): Promise<void> {
    const edited = await readCampaign(parts, req.params.slug);
    const prompts = await readPrompts(parts.db.read, edited.id);
    const typed = page.step ? readTyped(req.body, edited) : null;
    const saving = page.step && SAVES.has(page.step) ? typed : null;
    // Somebody took it out meanwhile: its words can be added anew.
    const gone = saving !== null && !prompts.some(({ id }) => id === saving.id);
    const shown = (prompt: Prompt, label: string) => ({
      ...prompt,
      label,
      questionField: `question-${prompt.id}`,
      questionCyField: `question-cy-${prompt.id}`,
      relationships: marked(RELATIONSHIPS, prompt.relationships),
      experiences: marked(offered(edited.experiences), prompt.experiences),
      errors: page.errors,
    });
    res.render('staff/campaigns/prompts', {
      title: `Questions of ${edited.name}`,
      edited,
      gone,
      ...page,
      done: STEPS.get(readLine(req.query.done) as Step),
      prompts: prompts.map((stored, index) => ({
        ...shown(saving?.id === stored.id ? saving : stored, `${index + 1}. The question`),
        first: index === 0,
        last: index === prompts.length - 1,
      })),
      added: shown({ ...NOTHING, ...(page.step === 'add' || gone ? typed : {}), id: NEW }, 'The question'),
    });
  }
}

function readTyped(body: FormBody, campaign: Campaign): Prompt {
  const among = (value: unknown, choices: readonly { key: string }[]) =>
    readChoices(value).filter(chosen => choices.some(({ key }) => key === chosen));
  return {
    id: Number(readLine(body.id)) || NEW,
    question: readLine(body.question),
    questionCy: readLine(body.question_cy),
    relationships: among(body.relationships, RELATIONSHIPS),
    experiences: among(body.experiences, campaign.experiences),
  };
}

/** Whether the questions are as the step leaves them. Nobody can tell of a move. */
function isAsAsked(prompts: readonly PlacedPrompt[], step: Step, typed: Prompt): boolean {
  const wordsOf = ({ question, questionCy, relationships, experiences }: Prompt) =>
    JSON.stringify([question, questionCy, relationships, experiences]);
  const says = (prompt?: Prompt) => prompt !== undefined && wordsOf(prompt) === wordsOf(typed);
  const found = prompts.find(({ id }) => id === typed.id);
  const asked: Record<Step, () => boolean> = {
    add: () => says(prompts.at(-1)),
    save: () => says(found),
    up: () => false,
    down: () => false,
    remove: () => found === undefined,
  };
  return asked[step]();
}

function typedErrors(step: Step, typed: Prompt, prompts: readonly Prompt[]): FieldError[] {
  const { id, question, questionCy } = typed;
  if (step !== 'add' && !prompts.some(prompt => prompt.id === id)) return [NOT_LISTED];
  if (step !== 'add' && !SAVES.has(step)) return [];
  return [
    ...(question ? [] : [{ field: `question-${id}`, message: 'Enter the question' }]),
    ...lengthErrors(`question-${id}`, question, STAFF_LIMITS.question),
    ...lengthErrors(`question-cy-${id}`, questionCy, STAFF_LIMITS.question),
  ];
}

async function take(
  tx: Transaction,
  campaignId: number,
  step: Step,
  { id, ...words }: Prompt,
  prompts: readonly PlacedPrompt[],
): Promise<void> {
  const last = prompts.at(-1)?.position ?? -1;
  const place = prompts.findIndex(prompt => prompt.id === id);
  const save = () => tx.prompt.update({ where: { id }, data: words });
  const move = async (by: -1 | 1) => {
    await save();
    const [one, other] = [prompts[place], prompts[place + by]];
    if (!one || !other) return;
    await tx.prompt.update({ where: { id: one.id }, data: { position: other.position } });
    await tx.prompt.update({ where: { id: other.id }, data: { position: one.position } });
  };
  const steps: Record<Step, () => Promise<unknown>> = {
    add: () => tx.prompt.create({ data: { ...words, campaignId, position: last + 1 } }),
    save,
    up: () => move(-1),
    down: () => move(1),
    remove: () => tx.prompt.delete({ where: { id } }),
  };
  await steps[step]();
}

const marked = (choices: readonly { key: string; title: string }[], keys: readonly string[]) =>
  choices.map(({ key, title }) => ({ key, title, checked: keys.includes(key) }));
