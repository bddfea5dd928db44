import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMPAIGNS, type CampaignDesk, openCampaignDesk } from '../support/campaigns.ts';
import { openWorld, type World, writeLetter } from '../support/world.ts';

let world: World;
let desk: CampaignDesk;
beforeAll(async () => {
  world = await openWorld();
  desk = await openCampaignDesk(world);
});
afterAll(() => world.close());

/** What the form of a choice sends, whichever of its buttons is pressed. */
const written = (key: string, title: string) => ({ key, title, detail: 'So.' });

describe('the lists of a campaign', () => {
  const keys = async (slug: string) => {
    const { id } = await desk.row(slug);
    const asks = await world.deps.db.read.ask.findMany({
      where: { campaignId: id },
      orderBy: { position: 'asc' },
    });
    return asks.map(({ key, retiredAt }) => (retiredAt ? `(${key})` : key));
  };

  it('are added to, put in order, changed and cut', async () => {
    await desk.draft('ordered');
    for (const title of ['One', 'Two', 'Two']) {
      expect((await desk.post('ordered', '/asks', { step: 'add', title, detail: 'So.' })).status).toBe(303);
    }
    expect(await keys('ordered')).toEqual(['one', 'two', 'two-2']);
    await desk.post('ordered', '/asks', { step: 'up', ...written('two', 'Two') });
    await desk.post('ordered', '/asks', { step: 'down', ...written('two', 'Two') });
    await desk.post('ordered', '/asks', { step: 'down', ...written('one', 'One') });
    expect(await keys('ordered')).toEqual(['two', 'one', 'two-2']);
    await desk.post('ordered', '/asks', { step: 'remove', key: 'one' });
    expect(await keys('ordered')).toEqual(['two', 'two-2']);
    const gone = await desk.post('ordered', '/asks', {
      step: 'save',
      key: 'one',
      title: 'One',
      detail: 'So.',
    });
    expect(gone.status).toBe(422);
    const empty = await desk.post('ordered', '/asks', {
      step: 'save',
      key: 'two',
      title: '',
      detail: 'Kept words',
    });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('<a href="#title-two">Enter the ask</a>');
    expect(empty.text).toContain('>Kept words</textarea>');
    await desk.post('ordered', '/asks', { step: 'nonsense' }).then(({ status }) => expect(status).toBe(400));
  });

  it.each(['', '/asks', '/prompts'])('say that a button saves its own part alone: %j', async page => {
    const { text } = await desk.editor.get(`${CAMPAIGNS}/school-attendance${page}`).expect(200);
    expect(text).toContain('which saves that part alone');
  });

  it('offer thirty at most, and say so', async () => {
    await desk.draft('long');
    const add = (title: string) => desk.post('long', '/experiences', { step: 'add', title });
    for (let number = 1; number <= 30; number += 1) expect((await add(`Number ${number}`)).status).toBe(303);
    const full = await add('One too many');
    expect([full.status, full.text]).toEqual([
      422,
      expect.stringContaining('Nobody reads more than 30. Remove one first'),
    ]);
    expect(full.text).toContain('>One too many</textarea>');
    await desk.post('long', '/experiences', { step: 'remove', key: 'number-1' });
    expect((await add('One too many')).status).toBe(303);
  });

  it('keep what a letter or its words name, without offering it to new letters', async () => {
    const begun = world.visitor();
    await writeLetter(begun, 'BS37 5AA');
    await desk.post('school-attendance', '/asks', { step: 'remove', key: 'code' });
    expect(await keys('school-attendance')).toEqual(['culture', 'accountability', 'invest', '(code)']);
    const page = await world.visitor().get('/school-attendance').expect(200);
    expect(page.text).not.toContain('An Attendance Code of Practice');
    const preview = await begun.get('/school-attendance/preview').expect(200);
    expect(preview.text).toContain('an Attendance Code of Practice');
    const late = world.visitor();
    await late.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    expect((await late.get('/school-attendance/letter').expect(200)).text).not.toContain('value="code"');
    await desk.post('school-attendance', '/asks', { step: 'restore', key: 'code' });
    expect(await keys('school-attendance')).toEqual(['culture', 'accountability', 'invest', 'code']);
  });

  it('keep the last ask for as long as supporters write', async () => {
    await desk.copy('one-ask');
    await desk.post('one-ask', '/state', { step: 'open' });
    for (const key of ['culture', 'code', 'accountability'])
      await desk.post('one-ask', '/asks', { step: 'remove', key });
    const last = await desk.post('one-ask', '/asks', { step: 'remove', key: 'invest' });
    expect([last.status, last.text]).toEqual([
      422,
      expect.stringContaining('<a href="#list">Supporters are writing now, and need one ask at least'),
    ]);
    await desk.post('one-ask', '/state', { step: 'pause', pause_message: 'Soon.' });
    await desk.post('one-ask', '/asks', { step: 'remove', key: 'invest' });
    expect((await keys('one-ask')).filter(key => !key.startsWith('('))).toEqual([]);
  });

  it('keep the words of a form whose choice is moved', async () => {
    await desk.copy('moved');
    const before = (await keys('moved')).indexOf('code');
    const form = { key: 'code', title: 'One\r\ncode', detail: 'So.' };
    await desk.post('moved', '/asks', { step: 'up', ...form });
    const page = await desk.editor.get(`${CAMPAIGNS}/moved/asks`).expect(200);
    expect(page.text).toMatch(/id="title-code"[^>]*>One code</);
    expect((await keys('moved')).indexOf('code')).toBe(before - 1);
    const refused = await desk.post('moved', '/asks', { step: 'down', ...form, title: '' });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('href="#title-code"')]);
  });

  it('show the words for a choice that somebody has taken out since, to be added anew', async () => {
    await desk.draft('taken-out');
    await desk.post('taken-out', '/asks', { step: 'add', title: 'One', detail: 'So.' });
    const revision = await desk.revisionOf('taken-out');
    await desk.post('taken-out', '/asks', { step: 'remove', key: 'one' });
    const form = { step: 'save', key: 'one', title: 'An hour’s', detail: 'Hard work' };
    const late = await desk.post('taken-out', '/asks', { revision, ...form });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Your words stand under “Add one”');
    expect(late.text).toMatch(/id="title"[^>]*>An hour’s</);
    expect(late.text).toMatch(/id="detail"[^>]*>Hard work</);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['adds', { step: 'add', title: 'Two', detail: 'So.' }, ['one', 'two']],
    ['saves', { step: 'save', key: 'one', title: 'Else', detail: 'So.' }, ['one']],
    ['removes', { step: 'remove', key: 'one' }, []],
  ])('take a double click that %s once', async (what, form, left) => {
    await desk.draft(what);
    await desk.post(what, '/asks', { step: 'add', title: 'One', detail: 'So.' });
    const revision = await desk.revisionOf(what);
    for (const _click of [1, 2]) {
      const { status, headers } = await desk.post(what, '/asks', { revision, ...form });
      expect([status, headers.location]).toEqual([303, `${CAMPAIGNS}/${what}/asks?done=${form.step}`]);
    }
    expect(await keys(what)).toEqual(left);
  });

  it('keep an organisation that somebody agreed to hear from, and its name', async () => {
    await desk.copy('heard');
    const { id } = await desk.row('heard');
    const organisations = () =>
      world.deps.db.read.organisation.findMany({ where: { campaignId: id }, orderBy: { key: 'asc' } });
    const [first, second] = await organisations();
    await world.deps.db.write(tx =>
      tx.contact.create({
        data: {
          id: 'contact-heard',
          campaignId: id,
          reason: 'nation',
          nation: 'Wales',
          email: 'ada@supporter.example',
          createdAt: world.deps.clock(),
          consents: {
            create: {
              kind: 'updates',
              organisation: first?.key ?? '',
              wording: 'Yes',
              givenAt: world.deps.clock(),
            },
          },
        },
      }),
    );
    const rename = async (key = '') => {
      const { status, text } = await desk.post('heard', '/organisations', {
        step: 'save',
        key,
        title: 'Other',
      });
      return [status, text.includes('have agreed to hear from')];
    };
    expect(await rename(first?.key)).toEqual([422, true]);
    expect(await rename(second?.key)).toEqual([303, false]);
    expect((await organisations()).map(({ name }) => name)).toEqual([first?.name, 'Other']);
    for (const key of [first?.key ?? '', second?.key ?? ''])
      await desk.post('heard', '/organisations', { step: 'remove', key });
    const left = await organisations();
    expect(left.map(({ key, retiredAt }) => [key, retiredAt !== null])).toEqual([
      [first?.key, true],
      [second?.key, true],
    ]);
  });

  it('keep everything that was offered once somebody has begun a letter', async () => {
    await desk.copy('begun');
    await desk.post('begun', '/asks', { step: 'add', title: 'Early', detail: 'So.' });
    await desk.post('begun', '/asks', { step: 'remove', key: 'early' });
    expect(await keys('begun')).not.toContain('(early)');
    await desk.post('begun', '/state', { step: 'open' });
    await world.visitor().post('/begun/postcode', { postcode: 'BS37 5AA' }).expect(303);
    const remove = async (list: string, title: string) => {
      await desk.post('begun', `/${list}`, { step: 'add', title, detail: 'So.' });
      await desk.post('begun', `/${list}`, { step: 'remove', key: title.toLowerCase() });
      const { text } = await desk.editor.get(`${CAMPAIGNS}/begun/${list}`).expect(200);
      expect(text).toContain(`Offer it again<span class="hidden">: ${title}</span>`);
    };
    for (const list of ['asks', 'experiences', 'organisations']) await remove(list, 'Late');
  });

  it('are as staff left them after a restart, for the starter campaign too', async () => {
    await desk.post('school-attendance', '/experiences', {
      step: 'save',
      key: 'fines',
      title: 'Changed by staff',
    });
    const before = await desk.row('school-attendance');
    await world.restart();
    desk = await openCampaignDesk(world);
    expect(await desk.row('school-attendance')).toEqual(before);
    const page = await desk.editor.get(`${CAMPAIGNS}/school-attendance/experiences`).expect(200);
    expect(page.text).toContain('>Changed by staff</textarea>');
  });
});
