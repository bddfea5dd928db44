import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { type StaffVisitor, signIn } from '../support/staff.ts';
import { confirmPath, LETTER, openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

let world: World;
let editor: StaffVisitor;
beforeAll(async () => {
  world = await openWorld();
  editor = await signIn(world, 'editor');
});
afterAll(() => world.close());

const PATH = '/staff/campaigns';

const row = (slug: string) => world.deps.db.read.campaign.findUniqueOrThrow({ where: { slug } });
const revisionOf = async (slug: string) => String((await row(slug)).revision);

/** Posts as the editor. */
async function send(url: string, form: Record<string, string>, status: number) {
  const answer = await editor.post(url, form);
  expect([url, answer.status]).toEqual([url, status]);
  return answer;
}

/** Posts to a campaign's page with the revision that it has now. */
async function post(slug: string, page: string, form: Record<string, string>) {
  return editor.post(`${PATH}/${slug}${page}`, { revision: await revisionOf(slug), ...form });
}

const DETAILS = {
  name: 'Meals, not fines',
  promoter: 'Invented Kitchens',
  summary: 'Ask your MP for a warm meal at every school.',
  background: 'Hungry children cannot learn.',
  thanks: 'Thank you for writing.',
  target_count: '5000',
  follow_up_days: '21',
  colour: '#1f4b5f',
  default_language: 'en',
};

/** A campaign of that slug, as the forms make it. */
async function draft(slug: string, details: Partial<typeof DETAILS> = {}): Promise<void> {
  await send(PATH, { name: 'Meals', slug }, 303);
  const saved = await post(slug, '', { slug, ...DETAILS, ...details });
  expect([saved.status, saved.headers.location]).toEqual([303, `${PATH}/${slug}?done=details`]);
}

/** A copy of the starter campaign, which lacks nothing. */
const copy = (slug: string) => send(PATH, { name: 'A copy', slug, from: 'school-attendance' }, 303);

async function publish(slug: string, body: string): Promise<void> {
  const { id } = await row(slug);
  await world.deps.db.write(tx =>
    tx.templateVersion.create({
      data: { campaignId: id, version: 1, subject: 'Meals', body, createdAt: world.deps.clock() },
    }),
  );
}

const auditOf = async (target: string) =>
  (await world.deps.db.read.auditEntry.findMany({ where: { target }, orderBy: { id: 'asc' } })).map(
    ({ who, what, details }) => ({ who, what, details }),
  );

describe('a campaign that staff make', () => {
  it('is a draft that the public cannot see, and staff can', async () => {
    await draft('meals');
    for (const page of ['', '/postcode', '/letter', '/theme.css', '/logo']) {
      await world.visitor().get(`/meals${page}`).expect(404);
    }
    const preview = await editor.get(`${PATH}/meals/preview`).expect(200);
    expect(preview.text).toContain('This is a preview for staff');
    expect(preview.text).toContain('Ask your MP for a warm meal at every school.');
    expect(preview.text).not.toContain('<form class="postcode-form" method="post"');
    expect(preview.text).toContain(`href="${PATH}/meals/theme.css?v=1f4b5f"`);
    await world.visitor().get(`${PATH}/meals/preview`).expect(303);
    const theme = await editor.get(`${PATH}/meals/theme.css?v=1f4b5f`).expect(200);
    expect(theme.text).toContain('--brand:#1f4b5f');
    expect(theme.headers['cache-control']).toBe('private, max-age=31536000, immutable');
  });

  it('says what is missing, and does not open before', async () => {
    await send(PATH, { name: 'Empty', slug: 'empty' }, 303);
    const refused = await post('empty', '/state', { step: 'open' });
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
    expect((await row('empty')).openedAt).toBeNull();
  });

  it('opens once nothing is missing, and every step is in the audit log', async () => {
    await draft('kitchens');
    const added = await post('kitchens', '/asks', {
      step: 'add',
      title: 'A warm meal',
      detail: 'Every day.',
    });
    expect(added.status).toBe(303);
    await publish('kitchens', 'Dear {{mp.name}}, there is no paragraph.');
    const unnamed = await post('kitchens', '/state', { step: 'open' });
    expect(unnamed.text).toContain('Write the letter’s paragraph for “A warm meal”, and publish it');
    await world.deps.db.write(tx =>
      tx.templateVersion.updateMany({
        where: { subject: 'Meals' },
        data: { body: 'Dear {{mp.name}}, {{#if asks.a-warm-meal}}please feed them.{{/if}}' },
      }),
    );
    expect((await post('kitchens', '/state', { step: 'open' })).status).toBe(303);
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
    const who = editor.email;
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
    await copy('fixed');
    const { revision: _, ...before } = await row('fixed');
    const renamed = await post('fixed', '', { ...DETAILS, slug: 'renamed' });
    expect([renamed.status, renamed.headers.location]).toEqual([303, `${PATH}/renamed?done=details`]);
    expect((await row('renamed')).id).toBe(before.id);
    await post('renamed', '/state', { step: 'open' });
    const refused = await post('renamed', '', { ...DETAILS, slug: 'again' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('The web address stays as it is once a campaign has opened');
    expect((await post('renamed', '', DETAILS)).status).toBe(303);
  });

  it.each([
    ['staff', 'The site uses this web address itself'],
    ['Meals!', 'Use small letters'],
    ['school-attendance', 'Another campaign has this web address'],
  ])('cannot have the web address %s', async (slug, words) => {
    const refused = await send(PATH, { name: 'My name', slug }, 422);
    expect(refused.text).toContain(words);
    expect(refused.text).toContain('<a href="#slug">');
    expect(refused.text).toContain('value="My name"');
  });

  it('is refused with 422, what was typed and a darker shade where a colour cannot be read', async () => {
    await draft('colours');
    const refused = await post('colours', '', {
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
    expect((await row('colours')).colour).toBe('1f4b5f');
    expect((await post('colours', '', { ...DETAILS, slug: 'colours', colour: shade })).status).toBe(303);
    expect((await row('colours')).colour).toBe(shade);
  });
});

describe('a campaign’s page', () => {
  it('shows each paragraph as it is stored, so that saving it again changes nothing', async () => {
    const background = 'First.\n\nSecond.\n\nThird.';
    await draft('again', { background });
    const page = await editor.get(`${PATH}/again`).expect(200);
    expect(page.text).toContain(`>${background}</textarea>`);
  });
});

describe('a copy of a campaign', () => {
  it('has everything but the letters, and the newest words as version 1', async () => {
    const { db } = world.deps;
    const original = await row('school-attendance');
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
    await copy('copied');
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

describe('two editors at once', () => {
  it('cannot overwrite each other unseen: the second is told, and keeps what was typed', async () => {
    await draft('shared');
    const revision = await revisionOf('shared');
    const mine = { ...DETAILS, slug: 'shared', revision };
    await send(`${PATH}/shared`, { ...mine, promoter: 'Theirs' }, 303);
    const refused = await send(`${PATH}/shared`, { ...mine, promoter: 'Mine' }, 409);
    expect(refused.text).toContain('somebody else has changed this campaign');
    expect(refused.text).toContain('value="Mine"');
    expect(refused.text).toContain('<dt>Who is behind it</dt><dd>Theirs</dd>');
    expect((await row('shared')).promoter).toBe('Theirs');
    const next = /name="revision" value="(\d+)"/.exec(refused.text)?.[1] ?? '';
    await send(`${PATH}/shared`, { ...mine, promoter: 'Mine', revision: next }, 303);
    expect((await row('shared')).promoter).toBe('Mine');
  });

  it('cannot change a list, or the state, from an old page', async () => {
    await copy('lists');
    const revision = await revisionOf('lists');
    const form = { revision, step: 'save', key: 'code', title: 'Mine', detail: 'My sentence' };
    await send(`${PATH}/lists/asks`, { ...form, title: 'Theirs' }, 303);
    const refused = await send(`${PATH}/lists/asks`, form, 409);
    expect(refused.text).toContain('value="Mine"');
    expect(refused.text).toContain('Saved by somebody else: Theirs');
    await send(`${PATH}/lists/state`, { revision, step: 'open' }, 409);
    await send(`${PATH}/lists/state`, { step: 'open' }, 409);
    expect((await row('lists')).openedAt).toBeNull();
  });
});

describe('the lists of a campaign', () => {
  const keys = async (slug: string) => {
    const { id } = await row(slug);
    const asks = await world.deps.db.read.ask.findMany({
      where: { campaignId: id },
      orderBy: { position: 'asc' },
    });
    return asks.map(({ key, retiredAt }) => (retiredAt ? `(${key})` : key));
  };

  it('are added to, put in order, changed and cut', async () => {
    await draft('ordered');
    for (const title of ['One', 'Two', 'Two']) {
      expect((await post('ordered', '/asks', { step: 'add', title, detail: 'So.' })).status).toBe(303);
    }
    expect(await keys('ordered')).toEqual(['one', 'two', 'two-2']);
    await post('ordered', '/asks', { step: 'up', key: 'two' });
    await post('ordered', '/asks', { step: 'down', key: 'two' });
    await post('ordered', '/asks', { step: 'down', key: 'one' });
    expect(await keys('ordered')).toEqual(['two', 'one', 'two-2']);
    await post('ordered', '/asks', { step: 'remove', key: 'one' });
    expect(await keys('ordered')).toEqual(['two', 'two-2']);
    const gone = await post('ordered', '/asks', { step: 'save', key: 'one', title: 'One', detail: 'So.' });
    expect(gone.status).toBe(422);
    const empty = await post('ordered', '/asks', {
      step: 'save',
      key: 'two',
      title: '',
      detail: 'Kept words',
    });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('<a href="#title-two">Enter the ask</a>');
    expect(empty.text).toContain('>Kept words</textarea>');
    await post('ordered', '/asks', { step: 'nonsense' }).then(({ status }) => expect(status).toBe(400));
  });

  it('keep what a letter or its words name, without offering it to new letters', async () => {
    const begun = world.visitor();
    await writeLetter(begun, 'BS37 5AA');
    await post('school-attendance', '/asks', { step: 'remove', key: 'code' });
    expect(await keys('school-attendance')).toEqual(['culture', 'accountability', 'invest', '(code)']);
    const page = await world.visitor().get('/school-attendance').expect(200);
    expect(page.text).not.toContain('An Attendance Code of Practice');
    const preview = await begun.get('/school-attendance/preview').expect(200);
    expect(preview.text).toContain('an Attendance Code of Practice');
    const late = world.visitor();
    await late.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    expect((await late.get('/school-attendance/letter').expect(200)).text).not.toContain('value="code"');
    await post('school-attendance', '/asks', { step: 'restore', key: 'code' });
    expect(await keys('school-attendance')).toEqual(['culture', 'accountability', 'invest', 'code']);
  });

  it('keep an organisation that somebody agreed to hear from', async () => {
    await copy('heard');
    const { id } = await row('heard');
    const [first, second] = await world.deps.db.read.organisation.findMany({ where: { campaignId: id } });
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
    for (const key of [first?.key ?? '', second?.key ?? ''])
      await post('heard', '/organisations', { step: 'remove', key });
    const left = await world.deps.db.read.organisation.findMany({ where: { campaignId: id } });
    expect(left.map(({ key, retiredAt }) => [key, retiredAt !== null])).toEqual([[first?.key, true]]);
  });

  it('are as staff left them after a restart, for the starter campaign too', async () => {
    await post('school-attendance', '/experiences', {
      step: 'save',
      key: 'fines',
      title: 'Changed by staff',
    });
    const before = await row('school-attendance');
    await world.restart();
    editor = await signIn(world, 'editor');
    expect(await row('school-attendance')).toEqual(before);
    const page = await editor.get(`${PATH}/school-attendance/experiences`).expect(200);
    expect(page.text).toContain('value="Changed by staff"');
  });
});

describe('what supporters see', () => {
  it('of a paused campaign: its message and no form; what they write is kept', async () => {
    const before = world.visitor();
    await submitLetter(before, await writeLetter(before, 'BS37 5AA'));
    await world.deliver();
    const writing = world.visitor();
    await writing.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    const refused = await post('school-attendance', '/state', { step: 'pause', pause_message: ' ' });
    expect(refused.text).toContain('<a href="#pause_message">');
    await post('school-attendance', '/state', { step: 'pause', pause_message: 'Back on Monday.' });

    const page = await world.visitor().get('/school-attendance').expect(200);
    expect(page.text).toContain('Back on Monday.');
    expect(page.text).not.toContain('name="postcode"');
    expect((await world.visitor().get('/')).text).not.toContain('href="/school-attendance"');
    const home = '/school-attendance';
    await world.visitor().get(`${home}/postcode`).expect(303).expect('Location', home);
    await world
      .visitor()
      .post(`${home}/postcode`, { postcode: 'BS37 5AA' })
      .expect(303)
      .expect('Location', home);
    await writing
      .post(`${home}/letter`, { ...LETTER, story: 'Typed while it was paused.' })
      .expect(303)
      .expect('Location', home);
    await before.post(`${home}/sent`, { action: 'change' }).expect(303).expect('Location', home);
    await before.post(confirmPath(world), {}).expect(303).expect('Location', `${home}/thanks`);
    await before.get(`${home}/thanks`).expect(200);
    await world.deliver();
    expect(world.mail.to('claire.young.mp@parliament.uk')).toHaveLength(1);

    expect((await post('school-attendance', '/state', { step: 'resume' })).status).toBe(303);
    expect((await writing.get(`${home}/letter`).expect(200)).text).toContain('Typed while it was paused.');
  });

  it('of a closed campaign: its message, the letters and thanks; and it opens again', async () => {
    await copy('over');
    await post('over', '/state', { step: 'open' });
    await post('over', '/state', {
      step: 'close',
      close_message: 'The Bill has changed.',
      last_day: '1999-01-01',
    });
    const page = await world.visitor().get('/over').expect(200);
    expect(page.text).toContain('The Bill has changed.');
    expect(page.text).toContain('Thank you to everyone');
    expect(page.text).not.toContain('name="postcode"');
    const refused = await world.visitor().post('/over/postcode', { postcode: 'BS37 5AA' });
    expect([refused.status, refused.headers.location]).toEqual([303, '/over']);
    expect(await world.deps.db.read.letter.count({ where: { campaign: { slug: 'over' } } })).toBe(0);
    const again = await post('over', '/state', { step: 'close', close_message: '' });
    expect(again.status).toBe(422);
    expect(again.text).toContain('This cannot be done now: the campaign is closed');
    await post('over', '/state', { step: 'reopen' });
    expect((await world.visitor().get('/over').expect(200)).text).toContain('name="postcode"');
  });

  it('of a campaign whose last day has gone by: that it is over, without anybody doing anything', async () => {
    await copy('dated');
    await post('dated', '/state', { step: 'open' });
    for (const [last_day, words] of [
      ['2026-11-23', 'The last day must be today or later'],
      ['24/11/2026', 'Enter the last day as a date'],
    ] as const) {
      const refused = await post('dated', '/state', { step: 'plan', last_day, close_message: '' });
      expect(refused.status).toBe(422);
      expect(refused.text).toContain(words);
    }
    await post('dated', '/state', {
      step: 'plan',
      last_day: '2026-11-24',
      close_message: 'It was a good run.',
    });
    expect((await world.visitor().get('/dated')).text).toContain('name="postcode"');
    world.pass(DAY);
    editor = await signIn(world, 'editor');
    expect((await world.visitor().get('/dated').expect(200)).text).toContain('It was a good run.');
    expect((await world.visitor().get('/')).text).not.toContain('href="/dated"');
    expect((await editor.get(`${PATH}/dated`)).text).toContain('Closed: its page says that it is over.');
  });
});
