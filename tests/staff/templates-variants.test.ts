import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signIn } from '../support/staff.ts';
import {
  EDITOR,
  type Editor,
  onOneLine,
  openEditor,
  templateFormIn,
  templateRows,
} from '../support/template-editor.ts';
import { openWorld, previewed, type World, writeLetter } from '../support/world.ts';

let world: World;
let erin: Editor;
let rows: ReturnType<typeof templateRows>;
beforeEach(async () => {
  world = await openWorld();
  rows = templateRows(world);
  erin = await openEditor(world, 'erin@staff.example');
});
afterEach(() => world.close());

type Stored = { key: string; name: string; rule: Record<string, string[]>; subject: string };
const variants = async () => (await rows.drafts())[0]?.variants as Stored[] | undefined;
const keys = async () => (await variants())?.map(({ key }) => key);
const revision = async () => (await erin.form()).revision;
const change = async (key: string, action: string, status = 303) =>
  erin.post(`${EDITOR}/variants/${key}`, { revision: await revision(), action }).expect(status);
const add = async (name: string, status = 303) =>
  erin.post(`${EDITOR}/variants`, { revision: await revision(), new_name: name }).expect(status);

async function publish(version: string) {
  const form = { revision: await revision(), version, note: 'Other variants' };
  await erin.post(`${EDITOR}/publish`, form).expect(303);
}

describe('the list of variants', () => {
  it('names each with its rule in words, the default last, which cannot be taken out', async () => {
    const text = onOneLine((await erin.get(EDITOR).expect(200)).text);
    const list = text.slice(text.indexOf('<ol>'), text.indexOf('</ol>'));
    expect([...list.matchAll(/variant=([\w-]+)#template/g)].map(([, key]) => key)).toEqual([
      'speaker',
      'minister',
      'abstains',
      'cross-border',
      'default',
    ]);
    expect(list).toContain('Where the MP is the Speaker or a deputy speaker. English and Welsh');
    expect(list).toContain('Where the child goes to school in England and the family lives outside it');
    expect(list).not.toContain('/variants/default');
    await change('default', 'remove');
    expect(await keys()).toHaveLength(4);
  });

  it('is put in order, added to and cut, in a draft', async () => {
    await change('cross-border', 'earlier');
    expect(await keys()).toEqual(['speaker', 'minister', 'cross-border', 'abstains']);
    await change('speaker', 'later');
    expect(await keys()).toEqual(['minister', 'speaker', 'cross-border', 'abstains']);
    await change('abstains', 'remove');
    const added = await add('Young people');
    expect(added.headers.location).toBe(`${EDITOR}?variant=young-people&done=added`);
    expect(await keys()).toEqual(['minister', 'speaker', 'cross-border', 'young-people']);
    expect((await erin.form('young-people')).body).toBe((await erin.form()).body);
    expect(await rows.versions()).toHaveLength(1);
  });

  it('says what was done', async () => {
    const noticed = async ({ headers }: { headers: Record<string, string> }) =>
      /<p class="notice" role="status">(.*?)<\/p>/.exec((await erin.get(headers.location ?? '')).text)?.[1];
    expect(await noticed(await change('cross-border', 'earlier'))).toBe(
      'The order is changed, in the draft.',
    );
    expect(await noticed(await change('abstains', 'remove'))).toBe('The variant is no longer in the draft.');
    expect(await noticed(await add('Young people'))).toBe('The variant is in the draft.');
    const discarded = await erin.post(`${EDITOR}/discard`, { revision: await revision() }).expect(303);
    expect(await noticed(discarded)).toBe('The draft is thrown away.');
    expect(await noticed({ headers: { location: `${EDITOR}?done=added` } })).toBeUndefined();
  });

  it.each([
    ['', 'Give the new variant a name'],
    ['ministers', 'Another variant has this name'],
    ['x'.repeat(61), 'Shorten the name to 60 characters'],
  ])('takes no new one called %j', async (name, message) => {
    const { text } = await add(name, 422);
    expect(text).toContain('<title>Error: ');
    expect(text).toContain(`<a href="#new_name">${message}`);
    expect(text).toContain(`name="new_name" type="text" value="${name}"`);
    expect(await rows.drafts()).toEqual([]);
  });

  it('is not changed by who has not seen the newest', async () => {
    const seen = await revision();
    await add('First');
    const { text } = await erin
      .post(`${EDITOR}/variants`, { revision: seen, new_name: 'Second' })
      .expect(409);
    expect(text).toContain('Nothing was done');
    expect(text).toContain('value="Second"');
    await erin.post(`${EDITOR}/variants/minister`, { revision: seen, action: 'remove' }).expect(409);
    expect(await keys()).toContain('minister');
  });

  it('stays as it is where it is asked for what it does not know', async () => {
    await change('minister', 'erase', 400);
    await change('minister', '', 400);
    expect(await rows.drafts()).toEqual([]);
  });

  it('is for editors alone', async () => {
    const viewer = await signIn(world, 'viewer', 'viewer@staff.example');
    expect((await viewer.post(`${EDITOR}/variants`, { new_name: 'Mine' })).status).toBe(403);
    expect((await viewer.post(`${EDITOR}/variants/minister`, { action: 'remove' })).status).toBe(403);
    await erin.get(`${EDITOR}?variant=nobody`).expect(404);
  });
});

describe('a variant', () => {
  it('is given another name, rule and texts, in both languages', async () => {
    const form = await erin.form('minister');
    await erin
      .post(EDITOR, {
        ...form,
        name: 'Ministers and parents',
        rule_circumstance: ['minister', 'king'],
        rule_relationship: 'parent',
        subject: 'For ministers: {{name}}',
        subject_cy: 'I weinidogion: {{name}}',
      })
      .expect(303)
      .expect('Location', `${EDITOR}?variant=minister&persona=&done=saved`);
    const before = (await rows.versions())[0]?.variants as Stored[];
    const after = await variants();
    expect(after?.[1]).toMatchObject({
      key: 'minister',
      name: 'Ministers and parents',
      rule: { circumstance: ['minister'], nation: [], relationship: ['parent'], school: [] },
      subject: 'For ministers: {{name}}',
      subjectCy: 'I weinidogion: {{name}}',
    });
    expect(after?.filter(({ key }) => key !== 'minister')).toEqual(
      before.filter(({ key }) => key !== 'minister'),
    );
    const { text } = await erin.get(`${EDITOR}?variant=minister`);
    expect(onOneLine(text)).toContain('Where the MP is a minister, and the writer is a parent or carer');
    expect(text.match(/name="rule_\w+" value="[\w-]+" checked/g)).toHaveLength(2);
  });

  it('shows its mistakes where they are, and those of the others with their names', async () => {
    const form = await erin.form('minister');
    const broken = { name: '', rule_circumstance: 'minister', body_cy: `${form.body_cy}\n{{enw}}` };
    await erin.post(EDITOR, { ...form, ...broken }).expect(303);
    const own = onOneLine((await erin.get(`${EDITOR}?variant=minister`)).text);
    expect(own).toContain('<a href="#name">Name: Give this variant a name');
    expect(own).toMatch(/data-field="body_cy">In Welsh, line \d+: There is no placeholder “enw”/);
    await erin.post(EDITOR, { ...form, ...broken, name: 'Ministers' }).expect(409);
    await erin.post(EDITOR, { ...(await erin.form('minister')), ...broken, name: 'Ministers' }).expect(303);
    const other = onOneLine((await erin.get(EDITOR)).text);
    expect(other).toMatch(/\?variant=minister#body_cy">“Ministers”. In Welsh, line \d+:/);
    const { text } = await erin.get(`${EDITOR}/publish`).expect(200);
    expect(text).toContain('“Ministers”. In Welsh, line');
    expect(text).not.toContain('name="note"');
  });

  it('that somebody else took out meanwhile is not lost', async () => {
    const form = { ...(await erin.form('abstains')), name: 'Mine', rule_circumstance: 'abstains' };
    await change('abstains', 'remove');
    const refused = await erin.post(EDITOR, form).expect(409);
    expect(onOneLine(refused.text)).toContain('They took this variant out');
    await erin.post(EDITOR, { ...form, ...templateFormIn(refused.text), overwrite: 'yes' }).expect(303);
    expect(await keys()).toEqual(['speaker', 'minister', 'cross-border', 'abstains']);
  });
});

describe('published variants', () => {
  it('show their differences text by text, and are what letters are made with', async () => {
    await add('Parents');
    await erin
      .post(EDITOR, {
        ...(await erin.form('parents')),
        name: 'Parents',
        rule_relationship: 'parent',
        subject: 'A parent writes: {{name}}',
      })
      .expect(303);
    const { text } = await erin.get(`${EDITOR}/publish`).expect(200);
    for (const title of ['Variants and their rules', 'Parents', 'Parents, in Welsh']) {
      expect(text).toContain(`<h3>${title}</h3>`);
    }
    expect(text).not.toContain('<h3>Ministers</h3>');
    expect(text).toContain('<ins>Parents: the writer is a parent or carer of a disabled child</ins>');
    await publish('1');
    const visitor = world.visitor();
    const letter = previewed((await writeLetter(visitor, 'BS37 5AA')).text);
    expect(letter.subject).toBe('A parent writes: Ada Example');
    await visitor.post('/school-attendance/preview', letter).expect(303);
    const [row] = await world.deps.db.read.letter.findMany();
    expect(row?.variant).toBe('parents');
    const admin = await signIn(world, 'admin', 'admin@staff.example');
    const page = await admin.get(`/staff/letters/${row?.reference}`).expect(200);
    expect(page.text).toContain('letter version 2, variant “Parents”');
    const history = await erin.get(`${EDITOR}/history/2`).expect(200);
    expect(history.text).toContain('A parent writes: {{name}}');
    expect(onOneLine(history.text)).toContain('5. Parents');
  });

  it('are copied with their campaign', async () => {
    await erin
      .post('/staff/campaigns', { name: 'A copy', slug: 'a-copy', from: 'school-attendance' })
      .expect(303);
    const [original, copy] = await rows.versions();
    expect(copy).toMatchObject({ version: 1, variants: original?.variants, bodyCy: original?.bodyCy });
    expect(copy?.variants).toHaveLength(4);
  });
});

describe('an MP’s office, as staff correct it', () => {
  it.each([
    ['minister', 'BS37 5AA', 'E14001545', 'Will you raise this within government'],
    ['speaker', 'BS37 5AA', 'E14001545', 'you neither vote nor speak in debates'],
    ['deputy_speaker', 'BS37 5AA', 'E14001545', 'you neither vote nor speak in debates'],
    ['abstains', 'BS37 5AA', 'E14001545', 'you do not take your seat in the Commons'],
    ['', 'PR6 0AA', 'E14001170', 'Will you raise this with the Secretary of State for Education?'],
  ])('decides the variant: %j', async (circumstance, postcode, code, question) => {
    const admin = await signIn(world, 'admin', 'admin@staff.example');
    const { text } = await admin.get(`/staff/mps/${code}`).expect(200);
    const typed = (name: string) => new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(text)?.[1] ?? '';
    const form = Object.fromEntries(
      ['full_title', 'address_as', 'email', 'seen'].map(name => [name, typed(name)]),
    );
    await admin.post(`/staff/mps/${code}/correction`, { ...form, circumstance });
    const [correction] = await world.deps.db.read.memberCorrection.findMany();
    expect(correction).toMatchObject({ circumstance, fullTitle: null, email: null });
    const letter = previewed((await writeLetter(world.visitor(), postcode)).text);
    expect(letter.body).toContain(question);
  });
});
