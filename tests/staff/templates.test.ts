import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  EDITOR,
  type Editor,
  onOneLine,
  openEditor,
  type TemplateForm,
  templateFormIn,
  templateRows,
} from '../support/template-editor.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let erin: Editor;
let finn: Editor;
let rows: ReturnType<typeof templateRows>;

beforeAll(async () => {
  world = await openWorld();
  rows = templateRows(world);
  erin = await openEditor(world, 'erin@staff.example');
  finn = await openEditor(world, 'finn@staff.example');
});
afterAll(() => world.close());

describe('the letters’ pages', () => {
  it('list the campaigns, with what is published and whether there is a draft', async () => {
    const { text } = await erin.get('/staff/templates').expect(200);
    expect(onOneLine(text)).toContain('Version 1, published 24 November 2026');
    expect(text).toContain('There is no draft');
  });

  it('show the published words, the placeholders with their meaning, and an example', async () => {
    const { text } = await erin.get(EDITOR).expect(200);
    const [first] = await rows.versions();
    expect(templateFormIn(text)).toMatchObject({
      subject: first?.subject,
      body: first?.body,
      revision: 'version-1',
    });
    expect(onOneLine(text)).toContain('<code>{{mp.name}}</code> The MP as on an envelope.');
    expect(onOneLine(text)).toContain('Example: Ada Example');
    expect(onOneLine(text)).toContain('data-insert="{{#if asks.code}} {{/if}}"');
    expect(text).not.toContain('Mistakes to mend');
  });

  it('know no campaign that does not exist', async () => {
    for (const page of ['', '/publish', '/history', '/history/1']) {
      await erin.get(`/staff/templates/nothing${page}`).expect(404);
    }
    await erin.get(`${EDITOR}/history/99`).expect(404);
    await erin.post(`${EDITOR}/history/99/roll-back`, { note: 'x', version: '1' }).expect(404);
  });
});

describe('the preview', () => {
  const preview = async (readers: Record<string, string>, change: Partial<TemplateForm> = {}) => {
    const form = await erin.form();
    const { text } = await erin
      .post(`${EDITOR}/preview`, { ...form, ...change, ...readers, fragment: 'yes' })
      .expect(200);
    return onOneLine(text);
  };

  it.each([
    ['parent', 'the parent or carer of a disabled child|care for a disabled child'],
    ['young-person', 'a disabled young person'],
    ['professional', 'disabled children in education or health'],
    ['family', 'a disabled child in my family|a family like mine'],
    ['parent', 'Will you raise this with the Secretary of State for Education\\?'],
    ['parent', 'Made with “Everyone else”, because no variant before it takes this letter'],
    ['speaker', 'The Rt Hon Sir Lindsay Hoyle MP House of Commons'],
    ['speaker', 'while you preside over the House'],
    ['speaker', 'Made with “The Speaker and deputies”, because the MP is the Speaker or a deputy speaker'],
    ['deputy', 'while you preside over the House'],
    ['minister', 'as a minister, you cannot campaign'],
    ['minister', 'Made with “Ministers”, because the MP is a minister'],
    ['abstains', 'you do not take your seat in the Commons'],
    ['no-email', 'gets the letter to print and post'],
    ['cross-border', 'school in England, so the rules|to go to school in England|goes to school in England'],
    ['cross-border', 'because the child goes to school in England and the family lives outside it'],
    ['welsh', 'Annwyl [^,]+, .*24 Tachwedd 2026|24 Tachwedd 2026 Annwyl'],
    ['welsh', 'lang="cy">Gan eich etholwr Ada Example'],
    ['welsh-england', 'A wnewch chi godi hyn'],
    ['vacant', 'no letter is made'],
    ['somebody', 'Made with “Everyone else”'],
  ])('for %s shows “%s”', async (persona, shown) => {
    expect(await preview({ persona })).toMatch(new RegExp(shown));
  });

  it('shows a vacant seat no letter', async () => {
    expect(await preview({ persona: 'vacant' })).not.toContain('Yours sincerely');
  });

  it('begins with somebody to whom the variant’s letter goes', async () => {
    for (const [variant, persona] of [
      ['minister', 'minister'],
      ['cross-border', 'cross-border'],
      ['default', 'parent'],
    ]) {
      const { text } = await erin.get(`${EDITOR}?variant=${variant}`).expect(200);
      expect(text).toContain(`<option value="${persona}" selected>`);
    }
  });

  it('says so where a Welsh letter has no Welsh text', async () => {
    const shown = await preview({ persona: 'welsh-england' }, { subject_cy: '', body_cy: '' });
    expect(shown).toContain('so the letter is in English');
    expect(shown).toContain('Yours sincerely');
  });

  it('shows another letter, in other words, and the same one again', async () => {
    const letters = await Promise.all(
      ['1', '2', '3', '4', '5'].map(letter => preview({ persona: 'parent', letter })),
    );
    const texts = letters.map(letter => letter.replace(/name="letter".*/, ''));
    expect(new Set(texts).size).toBe(5);
    const second = await preview({ persona: 'parent', letter: '1', another: 'yes' });
    expect(second).toBe(letters[1]);
  });

  it('saves nothing', async () => {
    await preview({}, { body: 'Something else?' });
    expect(await rows.drafts()).toEqual([]);
  });

  it('is a whole page without JavaScript, with what was typed', async () => {
    const form = { ...(await erin.form()), body: 'Will {{nmae}} do?' };
    const { text } = await erin.post(`${EDITOR}/preview`, { ...form, persona: 'young-person' }).expect(200);
    expect(templateFormIn(text)).toEqual({ ...form, body_cy: form.body_cy.trim() });
    expect(text).toContain('<option value="young-person" selected>');
    expect(onOneLine(text)).toContain('Line 1: There is no placeholder “nmae”. Did you mean “name”?');
    expect(text).toContain('once the mistakes above are mended');
    await erin.get(`${EDITOR}/preview`).expect(303).expect('Location', EDITOR);
  });

  it('takes text alone: a form cannot hold an object', async () => {
    const { revision } = await erin.form();
    const { text } = await erin
      .post(`${EDITOR}/preview`, {
        revision,
        'body[type]': 'Program',
        'body[body]': 'x',
        subject: ['one', 'two'],
      })
      .expect(200);
    expect(templateFormIn(text)).toMatchObject({ subject: 'one', body: '', revision });
  });
});

describe('a draft', () => {
  it('with mistakes is saved as it was typed, and cannot be published', async () => {
    const form = await erin.form();
    const body = `${form.body}\n{{#if asks.cdoe}}\nNever closed`;
    await erin
      .post(EDITOR, { ...form, body, next: 'publish' })
      .expect(303)
      .expect('Location', `${EDITOR}/publish`);
    expect(await erin.form()).toMatchObject({ body });
    expect((await erin.get(`${EDITOR}?done=saved`)).text).toContain(
      'This text cannot be published yet. <a href="#mistakes">',
    );

    const { text } = await erin.get(`${EDITOR}/publish`).expect(200);
    expect(onOneLine(text)).toMatch(/Line \d+: \{\{#if asks\.cdoe\}\} is opened here and never closed/);
    expect(text).not.toContain('name="note"');
    const { revision } = await erin.form();
    const answer = await erin.post(`${EDITOR}/publish`, { revision, version: '1', note: 'Mine' }).expect(422);
    expect(answer.text).toContain('<title>Error: ');
    expect(answer.text).toContain('Mend the mistakes in the letter first');
    expect(await rows.versions()).toHaveLength(1);
  });

  it('has a subject on one line, in however many it was typed', async () => {
    const form = await erin.form();
    await erin
      .post(EDITOR, { ...form, subject: 'From\r\n{{name}}', subject_cy: 'Gan\n{{name}}' })
      .expect(303);
    expect(await erin.form()).toMatchObject({ subject: 'From {{name}}', subject_cy: 'Gan {{name}}' });
  });

  it('that is too long is saved too', async () => {
    const form = await erin.form();
    await erin.post(EDITOR, { ...form, body: 'x?'.repeat(15_000) }).expect(303);
    const { text } = await erin.get(EDITOR);
    expect(templateFormIn(text).body).toHaveLength(30_000);
    expect(text).toContain('Shorten this to 20,000 characters');
  });

  it('can be thrown away, by whoever has seen it', async () => {
    const before = await erin.form();
    await erin.post(EDITOR, { ...before, body: 'Another?' }).expect(303);
    const refused = await erin.post(`${EDITOR}/discard`, { revision: before.revision }).expect(409);
    expect(refused.text).toContain('Nothing was thrown away');
    expect(await rows.drafts()).toHaveLength(1);

    const page = (await erin.get(EDITOR)).text;
    const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';
    const twice = { revision: (await erin.form()).revision, version };
    for (const _click of [1, 2]) await erin.post(`${EDITOR}/discard`, twice).expect(303);
    await erin.post(`${EDITOR}/discard`, { ...twice, version: '0' }).expect(409);
    expect(await rows.drafts()).toEqual([]);
    expect((await erin.form()).revision).toBe('version-1');
    expect(await rows.audited()).toContainEqual({
      who: erin.email,
      what: 'template.discard',
      target: 'school-attendance',
      details: null,
    });
  });

  it('of somebody else is not overwritten unseen', async () => {
    const [hers, his] = [await erin.form(), await finn.form()];
    await erin.post(EDITOR, { ...hers, body: `${hers.body}\nFrom Erin.` }).expect(303);
    const typed = { ...his, body: `${his.body}\nFrom Finn, <b>by hand</b>.` };

    const refused = await finn.post(EDITOR, typed).expect(409);
    expect(refused.text).toContain('<title>Error: ');
    expect(onOneLine(refused.text)).toContain(`${erin.email} changed the letter`);
    expect(refused.text).toContain('<ins>From Finn, &lt;b&gt;by hand&lt;/b&gt;.</ins>');
    expect(refused.text).toContain('<del>From Erin.</del>');
    expect(templateFormIn(refused.text).body).toBe(typed.body);
    expect((await erin.form()).body).toContain('From Erin.');

    const onTop = { ...templateFormIn(refused.text), overwrite: 'yes' };
    const looked = await finn.post(`${EDITOR}/preview`, onTop).expect(200);
    expect(looked.text, 'a preview does not forget it').toContain('name="overwrite" value="yes"');
    await finn.post(EDITOR, onTop).expect(303);
    expect((await erin.form()).body).toBe(typed.body);
    expect((await rows.audited()).at(-1)).toMatchObject({ who: finn.email, what: 'template.overwrite' });
  });

  it('that was overwritten meanwhile is looked at once more', async () => {
    const hers = await erin.form();
    await finn.post(EDITOR, { ...(await finn.form()), body: 'First?' }).expect(303);
    const refused = templateFormIn((await erin.post(EDITOR, { ...hers, body: 'Hers?' }).expect(409)).text);
    await finn.post(EDITOR, { ...(await finn.form()), body: 'Second?' }).expect(303);
    await erin.post(EDITOR, { ...refused, overwrite: 'yes' }).expect(409);
    expect((await finn.form()).body).toBe('Second?');
  });

  it('keeps its revision to itself: one that was thrown away and begun again is another', async () => {
    const old = await erin.form();
    await finn.post(`${EDITOR}/discard`, { revision: (await finn.form()).revision }).expect(303);
    await finn.post(EDITOR, { ...(await finn.form()), body: 'Begun again?' }).expect(303);
    await erin.post(EDITOR, { ...old, body: 'On the old one?' }).expect(409);
    expect((await finn.form()).body).toBe('Begun again?');
    await finn.post(`${EDITOR}/discard`, { revision: (await finn.form()).revision }).expect(303);
  });

  it('is saved once by a double click', async () => {
    const form = { ...(await erin.form()), body: 'Twice?' };
    await erin.post(EDITOR, form).expect(303);
    await erin.post(EDITOR, form).expect(303);
    expect(await rows.drafts()).toHaveLength(1);
    await erin.post(`${EDITOR}/discard`, { revision: (await erin.form()).revision }).expect(303);
  });
});
