import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onPostgresql } from '../support/databases.ts';
import { plansOf } from '../support/query-plans.ts';
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
let finn: Editor;
let rows: ReturnType<typeof templateRows>;

beforeAll(async () => {
  world = await openWorld();
  rows = templateRows(world);
  erin = await openEditor(world, 'erin@staff.example');
  finn = await openEditor(world, 'finn@staff.example');
});
afterAll(() => world.close());

/** What the preview's parent answers. */
const SAMPLE_FORM = {
  relationship: 'parent',
  asks: ['culture', 'code', 'accountability', 'invest'],
  experiences: ['support', 'fines', 'provision', 'part-time', 'pressure'],
  consent_story: 'yes',
  name: 'Ada Example',
  email: 'preview@supporter.example',
  address1: '1 Invented Street',
  address2: '',
  town: 'Sampleton',
};

/** Saves a draft whose story is followed by that line. */
async function saveLine(who: Editor, line: string): Promise<void> {
  const form = await who.form();
  const body = form.body.replace('{{story}}', `{{story}}\n\n${line}`);
  await who.post(EDITOR, { ...form, body }).expect(303);
}

async function publish(who: Editor, note: string): Promise<void> {
  const { text } = await who.get(`${EDITOR}/publish`).expect(200);
  const version = /name="version" value="(\d+)"/.exec(text)?.[1] ?? '';
  await who
    .post(`${EDITOR}/publish`, { revision: templateFormIn(text).revision, version, note })
    .expect(303)
    .expect('Location', `${EDITOR}/history?done=published`);
}

describe('publishing', () => {
  it('gives new letters the new words, and letters in progress keep theirs', async () => {
    const before = world.visitor();
    const begun = previewed((await writeLetter(before, 'BS37 5AA')).text);
    await saveLine(erin, 'A line that is new.');
    const page = (await erin.get(`${EDITOR}/publish`).expect(200)).text;
    expect(page).toContain('<ins>A line that is new.</ins>');
    await publish(erin, 'One line more');

    expect(previewed((await before.get('/school-attendance/preview')).text)).toEqual(begun);
    expect(begun.body).not.toContain('A line that is new.');
    const after = previewed((await writeLetter(world.visitor(), 'BS37 5AA')).text);
    expect(after.body).toContain('A line that is new.');

    expect((await rows.versions()).at(-1)).toMatchObject({
      version: 2,
      publishedBy: erin.email,
      note: 'One line more',
    });
    expect(await rows.drafts()).toEqual([]);
    expect((await rows.audited()).at(-1)).toEqual({
      who: erin.email,
      what: 'template.publish',
      target: 'school-attendance',
      details: { version: 2 },
    });
  });

  it('asks what changed', async () => {
    await saveLine(erin, 'Another line.');
    const { revision } = await erin.form();
    for (const [note, message] of [
      ['', 'Say in a few words what changed'],
      ['x'.repeat(201), 'Shorten the note'],
    ] as const) {
      const { text } = await erin.post(`${EDITOR}/publish`, { revision, version: '2', note }).expect(422);
      expect(text).toContain(message);
    }
    expect(await rows.versions()).toHaveLength(2);
  });

  it('does not publish what was not looked at', async () => {
    const seen = await erin.form();
    await saveLine(finn, 'A line put in meanwhile.');
    const { text } = await erin
      .post(`${EDITOR}/publish`, { revision: seen.revision, version: '2', note: 'Mine' })
      .expect(409);
    expect(text).toContain('<ins>A line put in meanwhile.</ins>');
    expect(text).toContain('value="Mine"');
    const { revision } = await erin.form();
    await erin.post(`${EDITOR}/publish`, { revision, version: '1', note: 'Mine' }).expect(409);
    await erin.post(`${EDITOR}/publish`, { revision, version: 'x', note: 'Mine' }).expect(409);
    expect(await rows.versions()).toHaveLength(2);
  });

  it('publishes once by a double click', async () => {
    const form = { revision: (await erin.form()).revision, version: '2', note: 'Twice' };
    await erin.post(`${EDITOR}/publish`, form).expect(303);
    await erin
      .post(`${EDITOR}/publish`, form)
      .expect(303)
      .expect('Location', `${EDITOR}/history?done=published`);
    await finn.post(`${EDITOR}/publish`, form).expect(409);
    expect(await rows.versions()).toHaveLength(3);
  });
});

describe('the history', () => {
  it('tells who published what, when and why', async () => {
    const { text } = await erin.get(`${EDITOR}/history`).expect(200);
    for (const told of ['One line more', 'Twice', erin.email, 'It came with the campaign']) {
      expect(text).toContain(told);
    }
    expect(onOneLine(text)).toContain('Version 3</a> <strong>(what supporters get now)</strong>');
  });

  // How the database goes about it is SQLite's to say.
  it.skipIf(onPostgresql)('goes through no letter, however many there are', async () => {
    const pages = () => erin.get(`${EDITOR}/history`).then(() => erin.get(`${EDITOR}/history/3`));
    expect(await plansOf(world, 'TemplateVersion', pages)).not.toEqual([]);
    expect(await plansOf(world, 'Letter', pages)).toEqual([]);
  });

  it('shows the differences from the version before, or from any other', async () => {
    const { text } = await erin.get(`${EDITOR}/history/3`).expect(200);
    expect(text).toContain('<ins>Another line.</ins>');
    expect(text).not.toContain('<ins>A line that is new.</ins>');
    const whole = (await erin.get(`${EDITOR}/history/3?with=1`).expect(200)).text;
    expect(whole).toContain('<ins>A line that is new.</ins>');
    const back = (await erin.get(`${EDITOR}/history/1?with=3`).expect(200)).text;
    expect(back).toContain('<del>A line that is new.</del>');
    await erin.get(`${EDITOR}/history/1?with=nothing`).expect(200);
  });

  it('leads back to an older text, as a new version', async () => {
    const past = await rows.versions();
    await erin.post(`${EDITOR}/history/1/roll-back`, { version: '2', note: 'Back' }).expect(409);
    await erin.post(`${EDITOR}/history/1/roll-back`, { version: '3', note: '' }).expect(422);
    expect(await rows.versions()).toEqual(past);

    await erin.post(`${EDITOR}/history/1/roll-back`, { version: '3', note: 'Back to version 1' }).expect(303);
    // By a double click.
    await erin.post(`${EDITOR}/history/1/roll-back`, { version: '3', note: 'Back to version 1' }).expect(303);
    const [first] = past;
    const newest = (await rows.versions()).at(-1);
    expect(await rows.versions()).toEqual([...past, newest]);
    expect(newest).toMatchObject({
      version: 4,
      subject: first?.subject,
      body: first?.body,
      publishedBy: erin.email,
    });
    expect((await rows.audited()).at(-1)).toMatchObject({
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
      .post(`${EDITOR}/history/2/roll-back`, { version: '4', note: 'Back' })
      .expect(422);
    expect(onOneLine(text)).toContain('There is no placeholder “asks.code”');
    await db.write(tx => tx.ask.create({ data: removed }));
    expect(await rows.versions()).toHaveLength(4);
  });

  it('is never changed, not by a mistake in the code either', async () => {
    const { db } = world.deps;
    const past = await rows.versions();
    await expect(db.write(tx => tx.templateVersion.updateMany({ data: { body: 'x' } }))).rejects.toThrow();
    expect(await rows.versions()).toEqual(past);
  });
});

describe('a published letter', () => {
  it('is what the preview showed, to the letter', async () => {
    const form = await erin.form();
    const body = form.body
      .replace(/\{\{or\}\}[\s\S]*?\{\{\/oneOf\}\}/g, '')
      .replace(/\{\{#oneOf\}\}|\{\{[#/]anyOrder\}\}/g, '');
    await erin.post(EDITOR, { ...form, body }).expect(303);
    await publish(erin, 'One wording each');
    const shown = onOneLine(
      (await erin.post(`${EDITOR}/preview`, { ...(await erin.form()), persona: 'parent', fragment: 'yes' }))
        .text,
    );
    const where = { nation: 'England', member: { circumstance: null, email: { not: null } } };
    const { db } = world.deps;
    const seat = await db.read.constituency.findFirstOrThrow({ where, orderBy: { name: 'asc' } });
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    await visitor.post('/school-attendance/mp', { constituency: seat.code }).expect(303);
    const answers = {
      ...SAMPLE_FORM,
      story: /(?<story>My son is nine[^<]*?same\.)/.exec(shown)?.groups?.story ?? '',
    };
    await visitor.post('/school-attendance/letter', answers).expect(303);
    const letter = previewed((await visitor.get('/school-attendance/preview')).text);
    expect(shown.replace('ZZ99 9ZZ', 'BS37 5AA')).toContain(letter.body.replace(/\s+/g, ' '));
    expect(shown).toContain(letter.subject);
  });
});
