import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formTokenIn, signIn } from '../support/staff.ts';
import { openWorld, previewed, unescaped, type World, writeLetter } from '../support/world.ts';

const PATH = '/staff/templates/school-attendance';

let world: World;
let erin: Editor;
let finn: Editor;

beforeAll(async () => {
  world = await openWorld();
  erin = await editor('erin@staff.example');
  finn = await editor('finn@staff.example');
});
afterAll(() => world.close());

type Editor = Awaited<ReturnType<typeof editor>>;

/** An editor who has a form open: posts carry its token, and can be expected of. */
async function editor(email: string) {
  const { get, raw } = await signIn(world, 'editor', email);
  const token = formTokenIn((await get('/staff/account')).text);
  return {
    email,
    get,
    post(url: string, form: Record<string, string | string[]>) {
      const pairs = Object.entries(form).flatMap(([name, value]) =>
        [value].flat().map(one => [name, one] as [string, string]),
      );
      const sent = new URLSearchParams([['_csrf', token], ...pairs]).toString();
      return raw.post(url).set('Sec-Fetch-Site', 'same-origin').type('form').send(sent);
    },
  };
}

type Form = { subject: string; body: string; revision: string };

/** What stands in the editor's form. */
function formIn(html: string): Form {
  const revision = /name="revision" value="([^"]*)"/.exec(html)?.[1] ?? '';
  return { ...previewed(html), revision };
}

const open = async (who: Editor) => formIn((await who.get(PATH).expect(200)).text);

/** Saves a draft whose story is followed by that line. @returns what was saved */
async function saveLine(who: Editor, line: string): Promise<Form> {
  const form = await open(who);
  const changed = { ...form, body: form.body.replace('{{story}}', `{{story}}\n\n${line}`) };
  await who.post(PATH, changed).expect(303);
  return open(who);
}

async function publish(who: Editor, note: string): Promise<void> {
  const { text } = await who.get(`${PATH}/publish`).expect(200);
  const version = /name="version" value="(\d+)"/.exec(text)?.[1] ?? '';
  await who
    .post(`${PATH}/publish`, { revision: formIn(text).revision, version, note })
    .expect(303)
    .expect('Location', `${PATH}/history`);
}

const versions = () => world.deps.db.read.templateVersion.findMany({ orderBy: { version: 'asc' } });
const drafts = () => world.deps.db.read.templateDraft.findMany();
const audited = async () =>
  (await world.deps.db.read.auditEntry.findMany({ orderBy: { id: 'asc' } })).map(
    ({ who, what, target, details }) => ({
      who,
      what,
      target,
      details,
    }),
  );
const bodyOf = (html: string) => unescaped(html.replace(/\s+/g, ' '));

describe('the letters’ pages', () => {
  it('list the campaigns, with what is published and whether there is a draft', async () => {
    const { text } = await erin.get('/staff/templates').expect(200);
    expect(bodyOf(text)).toContain('Version 1, published 24 November 2026');
    expect(text).toContain('There is no draft');
  });

  it('show the published words, the placeholders with their meaning, and an example', async () => {
    const { text } = await erin.get(PATH).expect(200);
    const [first] = await versions();
    expect(formIn(text)).toMatchObject({
      subject: first?.subject,
      body: first?.body,
      revision: 'version-1',
    });
    expect(bodyOf(text)).toContain('<code>{{mp.name}}</code> The MP as on an envelope.');
    expect(bodyOf(text)).toContain('Example: Ada Example');
    expect(bodyOf(text)).toContain('data-insert="{{#if asks.code}} {{/if}}"');
    expect(text).not.toContain('Mistakes to mend');
  });

  it('know no campaign that does not exist', async () => {
    for (const page of ['', '/publish', '/history', '/history/1']) {
      await erin.get(`/staff/templates/nothing${page}`).expect(404);
    }
    await erin.get(`${PATH}/history/99`).expect(404);
    await erin.post(`${PATH}/history/99/roll-back`, { note: 'x', version: '1' }).expect(404);
  });
});

describe('the preview', () => {
  const preview = async (readers: Record<string, string>, change: Partial<Form> = {}) => {
    const form = await open(erin);
    const { text } = await erin
      .post(`${PATH}/preview`, { ...form, ...change, ...readers, fragment: 'yes' })
      .expect(200);
    return bodyOf(text);
  };

  it.each([
    ['parent', 'mp', 'I am the parent or carer of a disabled child'],
    ['young-person', 'mp', 'I am a disabled young person'],
    ['professional', 'mp', 'I work with disabled children in education or health'],
    ['family', 'mp', 'There is a disabled child in my family'],
    ['parent', 'mp', 'Will you raise this with the Secretary of State for Education?'],
    ['parent', 'speaker', 'The Rt Hon Sir Lindsay Hoyle MP House of Commons'],
    ['parent', 'speaker', 'while you preside over the House'],
    ['parent', 'minister', 'as a minister, you cannot campaign'],
    ['parent', 'abstains', 'you do not take your seat in the Commons'],
    ['parent', 'no-email', 'gets the letter to print and post'],
    ['parent', 'wales', 'goes to school in England, so the rules made in Westminster'],
    ['parent', 'vacant', 'no letter is made'],
    ['someone', 'somebody', 'I am the parent or carer of a disabled child'],
  ])('for %s and %s shows “%s”', async (relationship, mp, shown) => {
    expect(await preview({ relationship, mp })).toContain(shown);
  });

  it('shows a vacant seat no letter', async () => {
    expect(await preview({ mp: 'vacant' })).not.toContain('Yours sincerely');
  });

  it('shows what a supporter gets, to the letter', async () => {
    const { db } = world.deps;
    const shown = await preview({ relationship: 'parent', mp: 'mp' });
    const where = { nation: 'England', member: { circumstance: null, email: { not: null } } };
    const seat = await db.read.constituency.findFirstOrThrow({ where, orderBy: { name: 'asc' } });
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    await visitor.post('/school-attendance/mp', { constituency: seat.code }).expect(303);
    const { story } = /(?<story>My son is nine[^<]*?same\.)/.exec(shown)?.groups ?? {};
    await visitor
      .post('/school-attendance/letter', {
        relationship: 'parent',
        asks: ['culture', 'code', 'accountability', 'invest'],
        experiences: ['support', 'fines', 'provision', 'part-time', 'pressure'],
        story: story ?? '',
        consent_story: 'yes',
        name: 'Ada Example',
        email: 'preview@supporter.example',
        address1: '1 Invented Street',
        address2: '',
        town: 'Sampleton',
      })
      .expect(303);
    const letter = previewed((await visitor.get('/school-attendance/preview')).text);
    expect(shown.replace('ZZ99 9ZZ', 'BS37 5AA')).toContain(letter.body.replace(/\s+/g, ' '));
    expect(shown).toContain(letter.subject);
  });

  it('saves nothing', async () => {
    await preview({}, { body: 'Something else?' });
    expect(await drafts()).toEqual([]);
  });

  it('is a whole page without JavaScript, with what was typed', async () => {
    const form = { ...(await open(erin)), body: 'Will {{nmae}} do?' };
    const { text } = await erin
      .post(`${PATH}/preview`, { ...form, relationship: 'family', mp: 'speaker' })
      .expect(200);
    expect(formIn(text)).toEqual(form);
    expect(text).toContain('<option value="speaker" selected>');
    expect(bodyOf(text)).toContain('Line 1: There is no placeholder “nmae”. Did you mean “name”?');
    expect(text).toContain('once the mistakes above are mended');
    await erin.get(`${PATH}/preview`).expect(303).expect('Location', PATH);
  });

  it('takes text alone: a form cannot hold an object', async () => {
    const { revision } = await open(erin);
    const { text } = await erin
      .post(`${PATH}/preview`, {
        revision,
        'body[type]': 'Program',
        'body[body]': 'x',
        subject: ['one', 'two'],
      })
      .expect(200);
    expect(formIn(text)).toEqual({ subject: 'one', body: '', revision });
  });
});

describe('a draft', () => {
  it('with mistakes is saved as it was typed, and cannot be published', async () => {
    const form = await open(erin);
    const body = `${form.body}\n{{#if asks.cdoe}}\nNever closed`;
    await erin
      .post(PATH, { ...form, body, next: 'publish' })
      .expect(303)
      .expect('Location', `${PATH}/publish`);
    expect(await open(erin)).toMatchObject({ body });

    const { text } = await erin.get(`${PATH}/publish`).expect(200);
    expect(bodyOf(text)).toMatch(/Line \d+: \{\{#if asks\.cdoe\}\} is opened here and never closed/);
    expect(text).not.toContain('name="note"');
    const { revision } = await open(erin);
    const answer = await erin.post(`${PATH}/publish`, { revision, version: '1', note: 'Mine' }).expect(422);
    expect(answer.text).toContain('<title>Error: ');
    expect(answer.text).toContain('Mend the mistakes in the letter first');
    expect(await versions()).toHaveLength(1);
  });

  it('that is too long is saved too', async () => {
    const form = await open(erin);
    await erin.post(PATH, { ...form, body: 'x?'.repeat(15_000) }).expect(303);
    const { text } = await erin.get(PATH);
    expect(formIn(text).body).toHaveLength(30_000);
    expect(text).toContain('Shorten this to 20,000 characters');
  });

  it('can be thrown away, by whoever has seen it', async () => {
    const before = await open(erin);
    await erin.post(PATH, { ...before, body: 'Another?' }).expect(303);
    const refused = await erin.post(`${PATH}/discard`, { revision: before.revision }).expect(409);
    expect(refused.text).toContain('Nothing was thrown away');
    expect(await drafts()).toHaveLength(1);

    await erin.post(`${PATH}/discard`, { revision: (await open(erin)).revision }).expect(303);
    expect(await drafts()).toEqual([]);
    expect((await open(erin)).revision).toBe('version-1');
    expect(await audited()).toContainEqual({
      who: erin.email,
      what: 'template.discard',
      target: 'school-attendance',
      details: null,
    });
  });

  it('of somebody else is not overwritten unseen', async () => {
    const [hers, his] = [await open(erin), await open(finn)];
    await erin.post(PATH, { ...hers, body: `${hers.body}\nFrom Erin.` }).expect(303);
    const typed = { ...his, body: `${his.body}\nFrom Finn, <b>by hand</b>.` };

    const refused = await finn.post(PATH, typed).expect(409);
    expect(refused.text).toContain('<title>Error: ');
    expect(bodyOf(refused.text)).toContain(`${erin.email} changed the letter`);
    expect(refused.text).toContain('<ins>From Finn, &lt;b&gt;by hand&lt;/b&gt;.</ins>');
    expect(refused.text).toContain('<del>From Erin.</del>');
    expect(formIn(refused.text).body).toBe(typed.body);
    expect((await open(erin)).body).toContain('From Erin.');

    const onTop = { ...formIn(refused.text), overwrite: 'yes' };
    const looked = await finn.post(`${PATH}/preview`, onTop).expect(200);
    expect(looked.text, 'a preview does not forget it').toContain('name="overwrite" value="yes"');
    await finn.post(PATH, onTop).expect(303);
    expect((await open(erin)).body).toBe(typed.body);
    expect((await audited()).at(-1)).toMatchObject({ who: finn.email, what: 'template.overwrite' });
  });

  it('that was overwritten meanwhile is looked at once more', async () => {
    const hers = await open(erin);
    await finn.post(PATH, { ...(await open(finn)), body: 'First?' }).expect(303);
    const refused = formIn((await erin.post(PATH, { ...hers, body: 'Hers?' }).expect(409)).text);
    await finn.post(PATH, { ...(await open(finn)), body: 'Second?' }).expect(303);
    await erin.post(PATH, { ...refused, overwrite: 'yes' }).expect(409);
    expect((await open(finn)).body).toBe('Second?');
  });

  it('keeps its revision to itself: one that was thrown away and begun again is another', async () => {
    const old = await open(erin);
    await finn.post(`${PATH}/discard`, { revision: (await open(finn)).revision }).expect(303);
    await finn.post(PATH, { ...(await open(finn)), body: 'Begun again?' }).expect(303);
    await erin.post(PATH, { ...old, body: 'On the old one?' }).expect(409);
    expect((await open(finn)).body).toBe('Begun again?');
    await finn.post(`${PATH}/discard`, { revision: (await open(finn)).revision }).expect(303);
  });

  it('is saved once by a double click', async () => {
    const form = { ...(await open(erin)), body: 'Twice?' };
    await erin.post(PATH, form).expect(303);
    await erin.post(PATH, form).expect(303);
    expect(await drafts()).toHaveLength(1);
    await erin.post(`${PATH}/discard`, { revision: (await open(erin)).revision }).expect(303);
  });
});

describe('publishing', () => {
  it('gives new letters the new words, and letters in progress keep theirs', async () => {
    const before = world.visitor();
    const begun = previewed((await writeLetter(before, 'BS37 5AA')).text);
    await saveLine(erin, 'A line that is new.');
    const page = (await erin.get(`${PATH}/publish`).expect(200)).text;
    expect(page).toContain('<ins>A line that is new.</ins>');
    await publish(erin, 'One line more');

    expect(previewed((await before.get('/school-attendance/preview')).text)).toEqual(begun);
    expect(begun.body).not.toContain('A line that is new.');
    const after = previewed((await writeLetter(world.visitor(), 'BS37 5AA')).text);
    expect(after.body).toContain('A line that is new.');

    expect((await versions()).at(-1)).toMatchObject({
      version: 2,
      publishedBy: erin.email,
      note: 'One line more',
    });
    expect(await drafts()).toEqual([]);
    expect((await audited()).at(-1)).toEqual({
      who: erin.email,
      what: 'template.publish',
      target: 'school-attendance',
      details: { version: 2 },
    });
  });

  it('asks what changed', async () => {
    await saveLine(erin, 'Another line.');
    const { revision } = await open(erin);
    for (const [note, message] of [
      ['', 'Say in a few words what changed'],
      ['x'.repeat(201), 'Shorten the note'],
    ] as const) {
      const { text } = await erin.post(`${PATH}/publish`, { revision, version: '2', note }).expect(422);
      expect(text).toContain(message);
    }
    expect(await versions()).toHaveLength(2);
  });

  it('does not publish what was not looked at', async () => {
    const seen = await open(erin);
    await saveLine(finn, 'A line put in meanwhile.');
    const { text } = await erin
      .post(`${PATH}/publish`, { revision: seen.revision, version: '2', note: 'Mine' })
      .expect(409);
    expect(text).toContain('<ins>A line put in meanwhile.</ins>');
    expect(text).toContain('value="Mine"');
    const { revision } = await open(erin);
    await erin.post(`${PATH}/publish`, { revision, version: '1', note: 'Mine' }).expect(409);
    await erin.post(`${PATH}/publish`, { revision, version: 'x', note: 'Mine' }).expect(409);
    expect(await versions()).toHaveLength(2);
  });

  it('publishes once by a double click', async () => {
    const form = { revision: (await open(erin)).revision, version: '2', note: 'Twice' };
    await erin.post(`${PATH}/publish`, form).expect(303);
    await erin.post(`${PATH}/publish`, form).expect(303).expect('Location', `${PATH}/history`);
    await finn.post(`${PATH}/publish`, form).expect(409);
    expect(await versions()).toHaveLength(3);
  });
});

describe('the history', () => {
  it('tells who published what, when and why', async () => {
    const { text } = await erin.get(`${PATH}/history`).expect(200);
    for (const told of ['One line more', 'Twice', erin.email, 'It came with the campaign']) {
      expect(text).toContain(told);
    }
    expect(bodyOf(text)).toContain('Version 3</a> <strong>(what supporters get now)</strong>');
  });

  it('shows the differences from the version before, or from any other', async () => {
    const { text } = await erin.get(`${PATH}/history/3`).expect(200);
    expect(text).toContain('<ins>Another line.</ins>');
    expect(text).not.toContain('<ins>A line that is new.</ins>');
    const whole = (await erin.get(`${PATH}/history/3?with=1`).expect(200)).text;
    expect(whole).toContain('<ins>A line that is new.</ins>');
    const back = (await erin.get(`${PATH}/history/1?with=3`).expect(200)).text;
    expect(back).toContain('<del>A line that is new.</del>');
    await erin.get(`${PATH}/history/1?with=nothing`).expect(200);
  });

  it('leads back to an older text, as a new version', async () => {
    const past = await versions();
    await erin.post(`${PATH}/history/1/roll-back`, { version: '2', note: 'Back' }).expect(409);
    await erin.post(`${PATH}/history/1/roll-back`, { version: '3', note: '' }).expect(422);
    expect(await versions()).toEqual(past);

    await erin.post(`${PATH}/history/1/roll-back`, { version: '3', note: 'Back to version 1' }).expect(303);
    const [first] = past;
    const newest = (await versions()).at(-1);
    expect(await versions()).toEqual([...past, newest]);
    expect(newest).toMatchObject({
      version: 4,
      subject: first?.subject,
      body: first?.body,
      publishedBy: erin.email,
    });
    expect((await audited()).at(-1)).toMatchObject({
      what: 'template.roll-back',
      details: { version: 4, text: 1 },
    });
    const letter = previewed((await writeLetter(world.visitor(), 'BS37 5AA')).text);
    expect(letter.body).not.toContain('A line that is new.');
  });

  it('does not lead back to a text that no longer fits the campaign', async () => {
    const { db } = world.deps;
    const { id } = await db.read.campaign.findUniqueOrThrow({ where: { slug: 'school-attendance' } });
    const ask = { campaignId_key: { campaignId: id, key: 'code' } };
    const removed = await db.write(tx => tx.ask.delete({ where: ask }));
    const { text } = await erin
      .post(`${PATH}/history/2/roll-back`, { version: '4', note: 'Back' })
      .expect(422);
    expect(bodyOf(text)).toContain('There is no placeholder “asks.code”');
    await db.write(tx => tx.ask.create({ data: removed }));
    expect(await versions()).toHaveLength(4);
  });

  it('is never changed, not by a mistake in the code either', async () => {
    const { db } = world.deps;
    const past = await versions();
    await expect(db.write(tx => tx.templateVersion.updateMany({ data: { body: 'x' } }))).rejects.toThrow();
    expect(await versions()).toEqual(past);
  });
});
