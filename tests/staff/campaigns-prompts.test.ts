import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPrompts } from '../../src/campaigns/prompt-store.ts';
import { CAMPAIGNS, type CampaignDesk, openCampaignDesk } from '../support/campaigns.ts';
import { signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let desk: CampaignDesk;
beforeAll(async () => {
  world = await openWorld();
  desk = await openCampaignDesk(world);
});
afterAll(() => world.close());

const promptsOf = async (slug: string) => readPrompts(world.deps.db.read, (await desk.row(slug)).id);
const post = (slug: string, form: Record<string, string | string[]>) =>
  desk.post(slug, '/prompts', form as Record<string, string>);

describe('the questions of a campaign', () => {
  it('are added, worded in both languages, put in order and removed', async () => {
    await desk.draft('asking');
    await post('asking', { step: 'add', question: 'What happened?' });
    await post('asking', {
      step: 'add',
      question: 'What helps?',
      question_cy: 'Beth sy’n helpu?',
      relationships: ['parent', 'made-up'],
    });
    const [first, second] = await promptsOf('asking');
    expect(second).toMatchObject({
      questionCy: 'Beth sy’n helpu?',
      relationships: ['parent'],
      experiences: [],
    });
    await post('asking', { step: 'up', id: String(second?.id), question: 'What helps?' });
    await post('asking', { step: 'save', id: String(first?.id), question: 'What came first?' });
    expect((await promptsOf('asking')).map(({ question }) => question)).toEqual([
      'What helps?',
      'What came first?',
    ]);
    await post('asking', { step: 'down', id: String(first?.id), question: 'What came first?' });
    await post('asking', { step: 'remove', id: String(second?.id) });
    expect((await promptsOf('asking')).map(({ question }) => question)).toEqual(['What came first?']);
    const entries = await world.deps.db.read.auditEntry.findMany({
      where: { target: 'asking' },
      orderBy: { id: 'asc' },
    });
    const steps = entries.map(({ details }) => (details as { list?: string; step?: string } | null) ?? {});
    expect(steps.filter(({ list }) => list === 'prompts').map(({ step }) => step)).toEqual([
      'add',
      'add',
      'up',
      'save',
      'down',
      'remove',
    ]);
  });

  it('keep what was typed where it cannot be saved', async () => {
    await desk.copy('wording');
    const [first] = await promptsOf('wording');
    const refused = await post('wording', {
      step: 'save',
      id: String(first?.id),
      question: '',
      question_cy: 'Pam?',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(`<a href="#question-${first?.id}">Enter the question</a>`);
    expect(refused.text).toContain('>Pam?</textarea>');
    const long = await post('wording', { step: 'add', question: 'x'.repeat(201) });
    expect(long.status).toBe(422);
    expect(long.text).toContain('<a href="#question-0">Use at most 200 characters</a>');
    const gone = await post('wording', { step: 'remove', id: '999999' });
    expect(gone.status).toBe(422);
    const outdated = await post('wording', { step: 'add', question: 'Late?', revision: '0' });
    expect(outdated.status).toBe(409);
    expect(outdated.text).toContain('>Late?</textarea>');
    expect((await post('wording', { step: 'nonsense' })).status).toBe(400);
  });

  it('keep the words of a form whose question is moved, and of one that is gone', async () => {
    await desk.copy('moving');
    const [first, second] = await promptsOf('moving');
    const form = { id: String(second?.id), question: 'In other words?' };
    const revision = await desk.revisionOf('moving');
    await post('moving', { step: 'up', ...form });
    expect((await promptsOf('moving')).slice(0, 2).map(({ id, question }) => [id, question])).toEqual([
      [second?.id, 'In other words?'],
      [first?.id, first?.question],
    ]);
    await post('moving', { step: 'remove', id: form.id });
    const late = await post('moving', { revision, step: 'save', ...form, question_cy: 'Pam?' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Your words stand under “Add one”');
    expect(late.text).toMatch(/id="question-0"[^>]*>In other words\?</);
    expect(late.text).toMatch(/id="question-cy-0"[^>]*>Pam\?</);
  });

  it('are added once by a double click', async () => {
    await desk.draft('clicked');
    const form = { revision: await desk.revisionOf('clicked'), step: 'add', question: 'What happened?' };
    for (const _click of [1, 2]) expect((await post('clicked', form)).status).toBe(303);
    expect(await promptsOf('clicked')).toHaveLength(1);
  });

  it('go with a copy, each campaign having its own', async () => {
    await desk.copy('copied');
    const [mine] = await promptsOf('copied');
    const [theirs] = await promptsOf('school-attendance');
    expect({ ...mine, id: 0 }).toEqual({ ...theirs, id: 0 });
    await post('school-attendance', { step: 'remove', id: String(mine?.id) }).then(({ status }) =>
      expect(status).toBe(422),
    );
    expect(await promptsOf('copied')).toContainEqual(mine);
  });

  it('are for editors', async () => {
    const viewer = await signIn(world, 'viewer');
    await viewer.get(`${CAMPAIGNS}/school-attendance/prompts`).expect(403);
  });
});
