import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHOICE_LISTS } from '../../src/campaigns/choices.ts';
import { TEMPLATE_LIMITS } from '../../src/campaigns/template-tags.ts';
import { type CampaignDesk, openCampaignDesk } from '../support/campaigns.ts';
import { EDITOR, openEditor, templateRows } from '../support/template-editor.ts';
import { openWorld, type World } from '../support/world.ts';

/** What grows most on its way: one character, and nine bytes as browsers send it. */
const full = (characters: number) => '’'.repeat(characters);

const MOST_CHOICES = 30;

let world: World;
let desk: CampaignDesk;
beforeAll(async () => {
  world = await openWorld();
  desk = await openCampaignDesk(world);
});
afterAll(() => world.close());

describe('the largest form that the rules allow, in the characters that take most room,', () => {
  it('is kept of a letter, with its four texts as long as can be', async () => {
    const { form, post } = await openEditor(world, 'erin@staff.example');
    const text = full(TEMPLATE_LIMITS.source);
    const texts = { subject: text, body: text, subject_cy: text, body_cy: text };
    await post(EDITOR, { ...(await form()), ...texts }).expect(303);
    const [draft] = await templateRows(world).drafts();
    expect(draft).toMatchObject({ subject: text, body: text, subjectCy: text, bodyCy: text });
  });

  it('is kept of a campaign’s details', async () => {
    await desk.draft('details');
    const texts = { summary: full(300), background: full(5_000), thanks: full(2_000) };
    await desk.draft('large', texts);
    expect(await desk.row('large')).toMatchObject(texts);
  });

  it('is kept of a campaign’s words in Welsh, with all lists full', async () => {
    await desk.copy('welsh');
    const words = { pauseMessage: 'A message', closeMessage: 'A message' };
    const { id: campaignId } = await desk.row('welsh');
    const rows = Array.from({ length: MOST_CHOICES }, (_, position) => ({
      ...{ campaignId, position, key: `choice-${position}-${'x'.repeat(25)}` },
    }));
    await world.deps.db.write(async tx => {
      await tx.campaign.update({ where: { id: campaignId }, data: words });
      await tx.ask.deleteMany({ where: { campaignId } });
      await tx.experience.deleteMany({ where: { campaignId } });
      await tx.organisation.deleteMany({ where: { campaignId } });
      await tx.ask.createMany({ data: rows.map(row => ({ ...row, title: row.key, detail: row.key })) });
      await tx.experience.createMany({ data: rows.map(row => ({ ...row, title: row.key })) });
      await tx.organisation.createMany({ data: rows.map(row => ({ ...row, name: row.key })) });
    });
    const { text } = await desk.editor.get('/staff/campaigns/welsh/welsh').expect(200);
    const ids = [...text.matchAll(/<textarea id="([^"]+)"[^>]*lang="cy"/g)].map(([, id]) => id ?? '');
    expect(ids.length).toBeGreaterThan(CHOICE_LISTS.length * MOST_CHOICES);
    const most: Record<string, number> = { background: 5_000, thanks: 2_000, pauseMessage: 2_000 };
    const typed = Object.fromEntries(
      ids.map(id => [
        id,
        full(most[id] ?? (id === 'closeMessage' ? 2_000 : id.endsWith('.detail') ? 300 : 100)),
      ]),
    );
    const saved = await desk.post('welsh', '/welsh', typed);
    expect(saved.status).toBe(303);
    expect(Object.keys((await desk.row('welsh')).welsh as object).sort()).toEqual([...ids].sort());
  });

  it('has an end, so that nobody fills the memory with one', async () => {
    const page = await desk.post('welsh', '/welsh', { background: 'x'.repeat(1_100_000) });
    expect(page.status).toBe(413);
  });
});
