import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/clock.ts';
import { openDictionary } from '../../src/languages/words.ts';
import { RELATIONSHIPS } from '../../src/letters/letter.ts';
import { later, onlyLetter, submitted } from '../support/lifecycle.ts';
import { solve } from '../support/proof.ts';
import {
  LETTER,
  openWorld,
  previewed,
  unescaped,
  type Visitor,
  type World,
  writeLetter,
} from '../support/world.ts';

const FORM = '/school-attendance/letter';
const STORY = '/school-attendance/story';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function withPlace(): Promise<Visitor> {
  const visitor = world.visitor();
  await visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
  return visitor;
}
const field = (html: string, name: string) =>
  unescaped(new RegExp(`<textarea id="${name}"[^>]*>([^<]*)<`).exec(html)?.[1] ?? '');

describe('a draft', () => {
  it('is saved while it is written, whatever it lacks', async () => {
    const visitor = await withPlace();
    const half = {
      ...LETTER,
      relationship: 'nobody',
      story: 'x'.repeat(10_001),
      email: 'ada@',
      consent_story: '',
    };
    await visitor.post(`${FORM}/draft`, half).expect(204);
    const page = await visitor.get(FORM).expect(200);
    expect(field(page.text, 'story')).toBe('x'.repeat(10_001));
    expect(page.text).toContain('value="ada@"');
    expect(page.text).toContain('value="1 Invented Street"');
  });

  it('takes answers behind a story until it is five times as long as a letter takes, and keeps what it has', async () => {
    const visitor = await withPlace();
    const answer = (n: number) => ({ 'answer-1': `${n}${'x'.repeat(20_000)}` });
    await visitor.post(`${STORY}/draft`, answer(1)).expect(204);
    await visitor.post(STORY, answer(2)).expect(303);
    for (const page of [STORY, `${STORY}/draft`]) await visitor.post(page, answer(3)).expect(413);
    const { story } = await onlyLetter(world);
    expect(story).toHaveLength(2 * 20_001 + 2);
    await visitor.post(STORY, { action: 'skip', before: answer(2)['answer-1'] }).expect(303);
    expect((await onlyLetter(world)).story).toHaveLength(20_001);
  });

  it('is saved from our own pages alone', async () => {
    const visitor = await withPlace();
    await visitor.raw
      .post(`${FORM}/draft`)
      .set('Sec-Fetch-Site', 'cross-site')
      .type('form')
      .send('story=Theirs')
      .expect(403);
    expect((await onlyLetter(world)).story).toBe('');
  });

  it('is of nobody without its key', async () => {
    await withPlace();
    await world.visitor().post(`${FORM}/draft`, LETTER).expect(404);
    await world.visitor().post(`${STORY}/draft`, { 'answer-1': 'Mine.' }).expect(404);
    expect((await onlyLetter(world)).story).toBe('');
  });

  it('holds the later of what two pages save', async () => {
    const visitor = await withPlace();
    await Promise.all([
      visitor.post(`${FORM}/draft`, { ...LETTER, story: 'One.' }).expect(204),
      visitor.post(`${FORM}/draft`, { ...LETTER, story: 'Two.' }).expect(204),
    ]);
    await visitor.post(`${FORM}/draft`, { ...LETTER, story: 'Three.' }).expect(204);
    expect((await onlyLetter(world)).story).toBe('Three.');
  });

  it('is not what is saved once it is handed over', async () => {
    const visitor = await submitted(world);
    const before = await onlyLetter(world);
    await visitor.post(`${FORM}/draft`, { ...LETTER, story: 'Late.' }).expect(409);
    await visitor.post(`${STORY}/draft`, { 'answer-1': 'Late.' }).expect(409);
    expect(await onlyLetter(world)).toEqual(before);
  });

  it('keeps words that come while the campaign pauses', async () => {
    const visitor = await withPlace();
    await world.deps.db.write(tx => tx.campaign.updateMany({ data: { pausedAt: world.deps.clock() } }));
    await visitor.post(`${FORM}/draft`, LETTER).expect(204);
    await visitor.post(`${FORM}/later`, LETTER).expect(303).expect('Location', '/school-attendance');
    await visitor.post(STORY, { 'answer-1': 'More.' }).expect(303).expect('Location', '/school-attendance');
    expect((await onlyLetter(world)).story).toMatch(/He cried for a week\.\n\nMore\.$/);
    expect(world.mail.received).toEqual([]);
  });

  it.each([
    ['six hours', 6 * HOUR],
    ['six days', 6 * DAY],
  ])('lasts while somebody goes on writing for %s at a time', async (_how, time) => {
    const visitor = await withPlace();
    for (let round = 1; round <= 4; round += 1) {
      await later(world, time);
      const saved = await visitor.post(`${FORM}/draft`, { ...LETTER, story: `Round ${round}.` }).expect(204);
      expect(saved.headers['set-cookie']?.[0]).toMatch(/^draft-school-attendance=[\w-]+; Max-Age=604800;/);
    }
    await later(world, time);
    await visitor.post(FORM, LETTER).expect(303).expect('Location', '/school-attendance/preview');
  });

  it('bears the language of the page that saved it last', async () => {
    const visitor = await withPlace();
    await visitor.get(`${FORM}?lang=cy`).expect(200);
    await visitor.post(`${FORM}/draft`, LETTER).expect(204);
    expect((await onlyLetter(world)).language).toBe('cy');
    await visitor.get(`${FORM}?lang=en`).expect(200);
    await visitor.post(FORM, LETTER).expect(303);
    expect((await onlyLetter(world)).language).toBe('en');
  });

  it('may be saved as often as an honest typist types', async () => {
    const visitor = await withPlace();
    for (let save = 0; save < 130; save += 1) {
      await visitor.post(`${FORM}/draft`, { ...LETTER, story: `${save}` }).expect(204);
    }
    expect((await onlyLetter(world)).story).toBe('129');
  });
});

describe('a form that lies open for days', () => {
  it('brings its sum in time, and is weighed by what it brings last', async () => {
    await world.close();
    world = await openWorld({ PROOF_OF_WORK: 'on' });
    const visitor = await withPlace();
    const { text } = await visitor.get(FORM).expect(200);
    const [, puzzle = '', bits = ''] = /data-puzzle="([^"]+)" data-bits="(\d+)"/.exec(text) ?? [];
    const proof = solve({ puzzle, bits: Number(bits) });
    await visitor
      .post(`${FORM}/draft`, { ...LETTER, homepage: 'https://spam.example', proof: '' })
      .expect(204);
    expect((await onlyLetter(world)).signs).toEqual(['trap', 'fast', 'unproved']);
    for (const time of [6 * HOUR, 6 * DAY, 6 * DAY]) {
      world.pass(time);
      await visitor.post(`${FORM}/draft`, { ...LETTER, proof }).expect(204);
    }
    await visitor.post(FORM, { ...LETTER, proof }).expect(303);
    expect((await onlyLetter(world)).signs).toEqual([]);
  });
});

describe('the questions to begin with', () => {
  it('fit who writes, and their answers become the story', async () => {
    const visitor = await withPlace();
    await visitor
      .post(`${FORM}/questions`, { ...LETTER, story: 'Before.', name: '' })
      .expect(303)
      .expect('Location', STORY);
    const page = await visitor.get(STORY).expect(200);
    expect(page.text).toContain('What happened when your family was fined');
    expect(page.text).toContain('What is a school morning like for you and your child?');
    expect(page.text).not.toContain('What is a school day like for you?');
    const names = [...page.text.matchAll(/<textarea id="(answer-\d+)"/g)].map(([, name = '']) => name);
    expect(names).toHaveLength(3);
    const answers = {
      [names[0] ?? '']: 'A letter came.',
      [names[1] ?? '']: ' ',
      [names[2] ?? '']: 'A taxi.',
    };
    // A double click.
    for (let click = 0; click < 2; click += 1) {
      await visitor.post(STORY, answers).expect(303).expect('Location', `${FORM}#story`);
    }
    const form = await visitor.get(FORM).expect(200);
    expect(field(form.text, 'story')).toBe('Before.\n\nA letter came.\n\nA taxi.');
  });

  it('are saved while they are answered, each time in the place of the last', async () => {
    const visitor = await withPlace();
    await visitor.post(`${STORY}/draft`, { 'answer-1': 'A let' }).expect(204);
    await visitor
      .post(`${STORY}/draft`, { before: 'A let', 'answer-1': 'A letter.', 'answer-2': 'So' })
      .expect(204);
    await visitor
      .post(STORY, { before: 'A letter.\r\n\r\nSo', 'answer-1': 'A letter.', 'answer-2': '' })
      .expect(303);
    expect((await onlyLetter(world)).story).toBe('A letter.');
  });

  it('are in Welsh, and in English where nobody has put them into Welsh', async () => {
    await world.deps.db.write(tx =>
      tx.prompt.updateMany({
        where: { question: { startsWith: 'What would have' } },
        data: { questionCy: '' },
      }),
    );
    const visitor = await withPlace();
    const { text } = await visitor.get(`${STORY}?lang=cy`).expect(200);
    expect(text).toContain('Beth yw’r un peth y dylai eich Aelod Seneddol ei gofio?');
    expect(text).toMatch(/lang="en">What would have helped/);
  });

  it('are left out where the campaign has none', async () => {
    await world.deps.db.write(tx => tx.prompt.deleteMany());
    const visitor = await withPlace();
    expect((await visitor.get(FORM).expect(200)).text).not.toContain('Ask me questions');
    await visitor.get(STORY).expect(303).expect('Location', `${FORM}#story`);
  });
});

describe('the form', () => {
  it('advises on the length of the story, by who writes', async () => {
    const visitor = await withPlace();
    const adviceTo = async (change: object) => {
      await visitor.post(`${FORM}/draft`, { ...LETTER, ...change }).expect(204);
      const { text } = await visitor.get(FORM).expect(200);
      return unescaped(/id="story-advice">([^<]*)</.exec(text)?.[1] ?? '');
    };
    expect(await adviceTo({ story: '' })).toContain('Nothing here yet.');
    expect(await adviceTo({ story: 'We were fined twice.', relationship: '' })).toContain('what happened');
    expect(await adviceTo({ story: 'word '.repeat(40), relationship: 'professional' })).toBe(
      'You have written about 40 words. A few sentences more about what you have seen at work make it stronger.',
    );
    expect(await adviceTo({ story: 'word '.repeat(138) })).toBe(
      'You have written about 140 words. That is plenty.',
    );
  });

  it('says its limit beforehand and never cuts', async () => {
    const visitor = await withPlace();
    const { text } = await visitor.get(FORM).expect(200);
    expect(text).toContain('At most 10,000 characters.');
    expect(text).not.toMatch(/<textarea[^>]*maxlength/);
    const refused = await visitor.post(FORM, { ...LETTER, story: ` ${'é'.repeat(11_234)}\r\n` }).expect(422);
    expect(refused.text).toContain('Take out 1,234 or more characters: it can have 10,000');
    expect(refused.text).toContain('Take out 1,234 or more characters before you go on.');
    expect(field(refused.text, 'story')).toBe('é'.repeat(11_234));
  });

  it('ticks no consent beforehand, and takes no answer for a no', async () => {
    const visitor = await withPlace();
    const ticked = (html: string) =>
      [...html.matchAll(/name="(consent_story|share_story|updates)" value="(\w*)" ?checked/g)].map(
        ([, , value]) => value,
      );
    expect(ticked((await visitor.get(FORM).expect(200)).text)).toEqual([]);
    await visitor.post(FORM, { ...LETTER, share_story: 'no' }).expect(303);
    expect(ticked((await visitor.get(FORM).expect(200)).text)).toEqual(['yes', 'no']);
  });

  it('and its errors are in Welsh for whoever chose it', async () => {
    const visitor = await withPlace();
    const page = await visitor.get(`${FORM}?lang=cy`).expect(200);
    expect(page.text).toContain('<html lang="cy">');
    expect(page.text).toContain('Eich llythyr at Claire Young');
    const refused = await visitor.post(FORM, {}).expect(422);
    expect(refused.text).toContain('<title>Gwall: Eich llythyr at Claire Young – Dear MP</title>');
    for (const words of ['Dewiswch pwy ydych chi', 'Rhowch eich enw llawn', 'Rhowch eich tref neu ddinas']) {
      expect(refused.text).toContain(words);
    }
  });

  it('takes a letter by its fields alone, as ever', async () => {
    const preview = await writeLetter(world.visitor(), 'BS37 5AA');
    expect(previewed(preview.text).body).toContain('He cried for a week.');
  });

  it('names who writes as staff do', () => {
    const words = openDictionary(path.join(import.meta.dirname, '../../languages'))('en');
    for (const { key, title } of RELATIONSHIPS) {
      expect(words.text(`letters:form.relationships.${key}`)).toBe(title);
    }
  });

  it('is sent by Enter as by its last button, not by the first that is seen', async () => {
    const { text } = await (await withPlace()).get(FORM).expect(200);
    const [first = ''] = text.slice(text.indexOf('<form class="writing"')).match(/<button[^>]*>[^<]*/) ?? [];
    expect(first).toContain('See your letter');
    expect(first).not.toContain('formaction');
  });
});
