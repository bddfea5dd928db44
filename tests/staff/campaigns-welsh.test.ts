import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMPAIGNS, type CampaignDesk, DETAILS, openCampaignDesk } from '../support/campaigns.ts';
import { signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let desk: CampaignDesk;
beforeAll(async () => {
  world = await openWorld();
  desk = await openCampaignDesk(world);
});
afterAll(() => world.close());

const welshPage = async (slug: string) =>
  (await desk.editor.get(`${CAMPAIGNS}/${slug}/welsh`).expect(200)).text;
/** What a field of the page holds. */
const fieldIn = (html: string, id: string) =>
  new RegExp(`id="${id}" name="${id}"[^>]*>([^<]*)</textarea>`).exec(html)?.[1];

describe('the Welsh texts of a campaign', () => {
  it('are written beside the English, shown to supporters, and audited', async () => {
    await desk.copy('bilingual');
    await desk.post('bilingual', '', { ...DETAILS, slug: 'bilingual' });
    const before = await welshPage('bilingual');
    expect(before).toContain('Hungry children cannot learn.');
    expect(fieldIn(before, 'name')).toBe('');
    expect(fieldIn(before, 'asks.culture.title')).toBe('Newid diwylliant');
    const saved = await desk.post('bilingual', '/welsh', {
      name: 'Prydau,  nid dirwyon',
      background: 'Ni all plant newynog ddysgu.\r\n\r\nDim un.',
      'asks.culture.title': 'Newid',
      'asks.invented.title': 'Dim byd',
    });
    expect([saved.status, saved.headers.location]).toEqual([303, `${CAMPAIGNS}/bilingual/welsh?done=saved`]);
    const after = await welshPage('bilingual');
    expect(fieldIn(after, 'name')).toBe('Prydau, nid dirwyon');
    expect(fieldIn(after, 'asks.code.title')).toBe('');
    expect((await desk.row('bilingual')).welsh).toEqual({
      name: { text: 'Prydau, nid dirwyon', of: 'Meals, not fines' },
      background: { text: 'Ni all plant newynog ddysgu.\n\nDim un.', of: 'Hungry children cannot learn.' },
      'asks.culture.title': { text: 'Newid', of: 'A change of culture' },
    });
    const entry = await world.deps.db.read.auditEntry.findFirstOrThrow({
      where: { target: 'bilingual' },
      orderBy: { id: 'desc' },
    });
    expect(entry).toMatchObject({ who: desk.editor.email, what: 'campaign.change' });
    expect(String((entry.details as { welsh: string }).welsh).split(', ')).toContain('asks.culture.title');

    expect((await desk.post('bilingual', '/state', { step: 'open' })).status).toBe(303);
    const page = await world.visitor().get('/bilingual?lang=cy').expect(200);
    expect(page.text).toContain('<h1>Prydau, nid dirwyon</h1>');
    expect(page.text).toContain('<p>Dim un.</p>');
    expect(page.text).toContain('<p class="lead" lang="en">Ask your MP for a warm meal');
    expect((await world.visitor().get('/bilingual')).text).toContain('<h1>Meals, not fines</h1>');
    const list = await world.visitor().get('/?lang=cy').expect(200);
    expect(list.text).toContain('>Prydau, nid dirwyon</a>');
  });

  it('that are too long are refused, and what was typed is kept', async () => {
    await desk.draft('long');
    const summary = 'Hir '.repeat(100);
    const refused = await desk.post('long', '/welsh', { name: 'Prydau', summary });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('<a href="#summary">Use at most 300 characters</a>');
    expect([fieldIn(refused.text, 'name'), fieldIn(refused.text, 'summary')]).toEqual([
      'Prydau',
      summary.trim(),
    ]);
    expect((await desk.row('long')).welsh).toEqual({});
  });

  it('do not overwrite what somebody else has saved since', async () => {
    await desk.draft('two');
    const revision = await desk.revisionOf('two');
    await desk.post('two', '/welsh', { name: 'Ei un nhw' });
    const late = await desk.editor.post(`${CAMPAIGNS}/two/welsh`, { revision, name: 'Ein un ni' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Nothing was saved');
    expect(fieldIn(late.text, 'name')).toBe('Ein un ni');
    expect(late.text).toContain('Saved by somebody else: <span lang="cy">Ei un nhw</span>');
    expect((await desk.row('two')).welsh).toEqual({ name: { text: 'Ei un nhw', of: DETAILS.name } });
  });

  it('say so where the English has changed since', async () => {
    await desk.draft('stale');
    await desk.post('stale', '/welsh', { summary: 'Crynodeb' });
    expect(await welshPage('stale')).not.toContain('The English has changed');
    await desk.post('stale', '', { ...DETAILS, slug: 'stale', summary: 'Ask for two meals.' });
    expect((await welshPage('stale')).match(/The English has changed/g)).toHaveLength(1);
    await desk.post('stale', '/welsh', { summary: 'Crynodeb' });
    expect(await welshPage('stale')).not.toContain('The English has changed');
  });

  it('stay with an ask that is offered no longer', async () => {
    await desk.copy('retired');
    await desk.post('retired', '/asks', { step: 'remove', key: 'code' });
    const page = await welshPage('retired');
    const culture = fieldIn(page, 'asks.culture.title') ?? '';
    await desk.post('retired', '/welsh', { 'asks.culture.title': culture });
    await desk.post('retired', '/asks', { step: 'restore', key: 'code' });
    expect(fieldIn(await welshPage('retired'), 'asks.code.title')).toBe('Cod Ymarfer ar Bresenoldeb');
  });

  it('are saved once by a double click', async () => {
    await desk.draft('clicked');
    const revision = await desk.revisionOf('clicked');
    for (const _click of [1, 2])
      expect((await desk.post('clicked', '/welsh', { revision, name: 'Prydau' })).status).toBe(303);
  });

  it('are copied with the campaign, but for its name', async () => {
    await desk.copy('copied');
    const { welsh } = await desk.row('copied');
    expect(Object.keys(welsh as object)).toContain('summary');
    expect(Object.keys(welsh as object)).not.toContain('name');
  });

  it('are previewed before it opens', async () => {
    await desk.draft('early');
    await desk.post('early', '/welsh', { name: 'Yn gynnar' });
    const page = await desk.editor.get(`${CAMPAIGNS}/early/preview?lang=cy`).expect(200);
    expect(page.text).toContain('<html lang="cy">');
    expect(page.text).toContain('<h1>Yn gynnar</h1>');
    expect((await desk.editor.get(`${CAMPAIGNS}/early/preview`)).text).toContain('<h1>Meals, not fines</h1>');
  });

  it('are for editors alone', async () => {
    const viewer = await signIn(world, 'viewer');
    await viewer.get(`${CAMPAIGNS}/school-attendance/welsh`).expect(403);
    await viewer.post(`${CAMPAIGNS}/school-attendance/welsh`, { name: 'Dim' }).expect(403);
  });

  it('come with the starter campaign, all of them', async () => {
    const page = await welshPage('school-attendance');
    const empty = [...page.matchAll(/id="([\w.-]+)" name="\1"[^>]*/g)]
      .map(([, id = '']) => id)
      .filter(id => !fieldIn(page, id));
    expect(empty).toEqual([]);
    expect((await desk.editor.get(`${CAMPAIGNS}/school-attendance`)).text).toContain(
      'Write the Welsh texts</a> (19 of 19)',
    );
  });
});
