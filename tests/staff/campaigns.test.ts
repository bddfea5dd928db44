import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMPAIGNS, type CampaignDesk, DETAILS, openCampaignDesk } from '../support/campaigns.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let desk: CampaignDesk;
beforeAll(async () => {
  world = await openWorld();
  desk = await openCampaignDesk(world);
});
afterAll(() => world.close());

const auditOf = async (target: string) =>
  (await world.deps.db.read.auditEntry.findMany({ where: { target }, orderBy: { id: 'asc' } })).map(
    ({ who, what, details }) => ({ who, what, details }),
  );

describe('a campaign that staff make', () => {
  it('is a draft that the public cannot see, and staff can', async () => {
    await desk.draft('meals');
    for (const page of ['', '/postcode', '/letter', '/theme.css', '/logo']) {
      await world.visitor().get(`/meals${page}`).expect(404);
    }
    const preview = await desk.editor.get(`${CAMPAIGNS}/meals/preview`).expect(200);
    expect(preview.text).toContain('This is a preview for staff');
    expect(preview.text).toContain('Ask your MP for a warm meal at every school.');
    expect(preview.text).not.toContain('<form class="postcode-form" method="post"');
    expect(preview.text).toContain(`href="${CAMPAIGNS}/meals/theme.css?v=1f4b5f"`);
    await world.visitor().get(`${CAMPAIGNS}/meals/preview`).expect(303);
    const theme = await desk.editor.get(`${CAMPAIGNS}/meals/theme.css?v=1f4b5f`).expect(200);
    expect(theme.text).toContain('--brand:#1f4b5f');
    expect(theme.headers['cache-control']).toBe('private, max-age=31536000, immutable');
  });

  it('says what is missing, and does not open before', async () => {
    await desk.send(CAMPAIGNS, { name: 'Empty', slug: 'empty' }, 303);
    const refused = await desk.post('empty', '/state', { step: 'open' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('<title>Error: ');
    for (const words of [
      'Say who is behind the campaign',
      'Write the summary',
      'Write why it matters',
      'Add at least one ask',
      'Write the letter and publish it',
    ]) {
      expect(refused.text).toContain(`<a href="#missing">${words}</a>`);
    }
    for (const href of ['#promoter', `${CAMPAIGNS}/empty/asks`, '/staff/templates/empty']) {
      expect(refused.text).toContain(`<li><a href="${href}">`);
    }
    expect((await desk.row('empty')).openedAt).toBeNull();
  });

  it('opens once nothing is missing, and every step is in the audit log', async () => {
    await desk.draft('kitchens');
    const added = await desk.post('kitchens', '/asks', {
      step: 'add',
      title: 'A warm meal',
      detail: 'Every day.',
    });
    expect(added.status).toBe(303);
    await desk.publish('kitchens', 'Dear {{mp.name}}, there is no paragraph.');
    const unnamed = await desk.post('kitchens', '/state', { step: 'open' });
    expect(unnamed.text).toContain('Write the letter’s paragraph for “A warm meal”, and publish it');
    await desk.publish('kitchens', 'Dear {{mp.name}}, {{#if asks.a-warm-meal}}please feed them.{{/if}}');
    expect((await desk.post('kitchens', '/state', { step: 'open' })).status).toBe(303);
    const page = await world.visitor().get('/kitchens').expect(200);
    expect(page.text).toContain('A warm meal');
    expect(page.text).toContain('href="/kitchens/theme.css?v=1f4b5f"');
    const theme = await world.visitor().get('/kitchens/theme.css?v=1f4b5f').expect(200);
    expect(theme.headers).toMatchObject({
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(theme.text).toContain('--brand:#1f4b5f');
    expect((await world.visitor().get('/').expect(200)).text).toContain('href="/kitchens"');
    const who = desk.editor.email;
    expect(await auditOf('kitchens')).toEqual([
      { who, what: 'campaign.create', details: null },
      {
        who,
        what: 'campaign.change',
        details: {
          fields: 'name, promoter, summary, background, thanks, target_count, follow_up_days, colour',
        },
      },
      { who, what: 'campaign.change', details: { list: 'asks', step: 'add', key: 'a-warm-meal' } },
      { who, what: 'campaign.open', details: null },
    ]);
  });

  it('keeps its web address once it has opened', async () => {
    await desk.copy('fixed');
    const { revision: _, ...before } = await desk.row('fixed');
    const renamed = await desk.post('fixed', '', { ...DETAILS, slug: 'renamed' });
    expect([renamed.status, renamed.headers.location]).toEqual([303, `${CAMPAIGNS}/renamed?done=details`]);
    expect((await desk.row('renamed')).id).toBe(before.id);
    await desk.post('renamed', '/state', { step: 'open' });
    const refused = await desk.post('renamed', '', { ...DETAILS, slug: 'again' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('The web address stays as it is once a campaign has opened');
    expect((await desk.post('renamed', '', DETAILS)).status).toBe(303);
  });

  it.each([
    ['staff', 'The site uses this web address itself'],
    ['Meals!', 'Use small letters'],
    ['school-attendance', 'Another campaign has this web address'],
  ])('cannot have the web address %s', async (slug, words) => {
    const refused = await desk.send(CAMPAIGNS, { name: 'My name', slug }, 422);
    expect(refused.text).toContain(words);
    expect(refused.text).toContain('<a href="#slug">');
    expect(refused.text).toContain('value="My name"');
  });

  it('is refused with 422, what was typed and a darker shade where a colour cannot be read', async () => {
    await desk.draft('colours');
    const refused = await desk.post('colours', '', {
      ...DETAILS,
      slug: 'colours',
      colour: '#FFCC00',
      target_count: 'x',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(
      /<a href="#colour">Words in or on #ffcc00 are too hard to read: the contrast is 1\.\d/,
    );
    const shade = /darker shade that works is #([\da-f]{6})/.exec(refused.text)?.[1] ?? '';
    expect(refused.text).toContain('<a href="#target_count">');
    expect(refused.text).toContain('Invented Kitchens');
    expect((await desk.row('colours')).colour).toBe('1f4b5f');
    expect((await desk.post('colours', '', { ...DETAILS, slug: 'colours', colour: shade })).status).toBe(303);
    expect((await desk.row('colours')).colour).toBe(shade);
  });
});

describe('a campaign’s page', () => {
  it('shows each paragraph as it is stored, so that saving it again changes nothing', async () => {
    const background = 'First.\n\nSecond.\n\nThird.';
    await desk.draft('again', { background });
    const page = await desk.editor.get(`${CAMPAIGNS}/again`).expect(200);
    expect(page.text).toContain(`>${background}</textarea>`);
  });
});

describe('a copy of a campaign', () => {
  it('has everything but the letters, and the newest words as version 1', async () => {
    const { db } = world.deps;
    const original = await desk.row('school-attendance');
    await db.write(tx =>
      tx.templateVersion.create({
        data: {
          campaignId: original.id,
          version: 7,
          subject: 'Newest',
          body: 'Newest words',
          createdAt: new Date(),
        },
      }),
    );
    await desk.copy('copied');
    await db.write(tx => tx.templateVersion.deleteMany({ where: { campaignId: original.id, version: 7 } }));
    const include = {
      asks: true,
      experiences: true,
      organisations: true,
      templateVersions: true,
      letters: true,
    };
    const copied = await db.read.campaign.findUniqueOrThrow({ where: { slug: 'copied' }, include });
    const first = await db.read.campaign.findUniqueOrThrow({ where: { id: original.id }, include });
    const bare = (rows: { campaignId: number }[]) => rows.map(({ campaignId, ...rest }) => rest);
    expect(copied).toMatchObject({ promoter: first.promoter, background: first.background, openedAt: null });
    expect(bare(copied.asks)).toEqual(bare(first.asks));
    expect(bare(copied.experiences)).toEqual(bare(first.experiences));
    expect(bare(copied.organisations)).toEqual(bare(first.organisations));
    expect(copied.templateVersions).toMatchObject([{ version: 1, subject: 'Newest', body: 'Newest words' }]);
    expect(copied.letters).toEqual([]);
  });
});

describe('a copy of a campaign that has another address by now', () => {
  it('is not an empty one instead', async () => {
    await desk.send(CAMPAIGNS, { name: 'A copy', slug: 'of-nothing', from: 'nowhere-now' }, 404);
    expect(await world.deps.db.read.campaign.count({ where: { slug: 'of-nothing' } })).toBe(0);
  });
});

describe('two editors at once', () => {
  it('cannot overwrite each other unseen: the second is told, and keeps what was typed', async () => {
    await desk.draft('shared');
    const revision = await desk.revisionOf('shared');
    const mine = { ...DETAILS, slug: 'shared', revision };
    await desk.send(`${CAMPAIGNS}/shared`, { ...mine, promoter: 'Theirs' }, 303);
    const refused = await desk.send(`${CAMPAIGNS}/shared`, { ...mine, promoter: 'Mine' }, 409);
    expect(refused.text).toContain('this campaign has changed since you opened this page');
    expect(refused.text).toContain('value="Mine"');
    expect(refused.text).toContain('<dt>Who is behind it</dt><dd>Theirs</dd>');
    expect((await desk.row('shared')).promoter).toBe('Theirs');
    const next = /name="revision" value="(\d+)"/.exec(refused.text)?.[1] ?? '';
    await desk.send(`${CAMPAIGNS}/shared`, { ...mine, promoter: 'Mine', revision: next }, 303);
    expect((await desk.row('shared')).promoter).toBe('Mine');
  });

  it.each<[string, string, Record<string, string>]>([
    ['details', '', { ...DETAILS, name: 'Other', slug: 'twice-details' }],
    ['the last day', '/state', { step: 'plan', last_day: '2026-12-24', close_message: 'Over.' }],
    ['opening', '/state', { step: 'open' }],
  ])('are not told of one another where one clicks twice: %s', async (what, page, form) => {
    const slug = `twice-${what.replaceAll(' ', '-')}`;
    await desk.copy(slug);
    const revision = await desk.revisionOf(slug);
    for (const _click of [1, 2]) await desk.send(`${CAMPAIGNS}/${slug}${page}`, { ...form, revision }, 303);
    expect(Number(await desk.revisionOf(slug))).toBe(Number(revision) + 1);
  });

  it('are not told of one another where one clicks twice to give it another web address', async () => {
    await desk.copy('before-the-move');
    const revision = await desk.revisionOf('before-the-move');
    const form = { ...DETAILS, slug: 'behind-the-move', revision };
    for (const _click of [1, 2]) {
      const { headers } = await desk.send(`${CAMPAIGNS}/before-the-move`, form, 303);
      expect(headers.location).toBe(`${CAMPAIGNS}/behind-the-move?done=details`);
    }
    expect(Number(await desk.revisionOf('behind-the-move'))).toBe(Number(revision) + 1);
    await desk.send(`${CAMPAIGNS}/before-the-move`, { ...form, name: 'Mine' }, 404);
    const now = await desk.revisionOf('behind-the-move');
    await desk.send(`${CAMPAIGNS}/before-the-move`, { ...form, name: 'Mine', revision: now }, 404);
    expect((await desk.row('behind-the-move')).name).toBe(DETAILS.name);
  });

  it('cannot change a list, or the state, from an old page', async () => {
    await desk.copy('lists');
    const revision = await desk.revisionOf('lists');
    const form = { revision, step: 'save', key: 'code', title: 'Mine', detail: 'My sentence' };
    await desk.send(`${CAMPAIGNS}/lists/asks`, { ...form, title: 'Theirs' }, 303);
    const refused = await desk.send(`${CAMPAIGNS}/lists/asks`, form, 409);
    expect(refused.text).toContain('>Mine</textarea>');
    expect(refused.text).toContain('Saved by somebody else: Theirs');
    await desk.send(`${CAMPAIGNS}/lists/state`, { revision, step: 'open' }, 409);
    await desk.send(`${CAMPAIGNS}/lists/state`, { step: 'open' }, 409);
    expect((await desk.row('lists')).openedAt).toBeNull();
  });
});
