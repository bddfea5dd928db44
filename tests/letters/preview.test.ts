import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  confirmPath,
  LETTER,
  openWorld,
  previewed,
  submitLetter,
  unescaped,
  type Visitor,
  type World,
  writeLetter,
} from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const PREVIEW = '/school-attendance/preview';
const TELLING = {
  ...LETTER,
  name: 'Zora Example',
  email: 'zora@supporter.example',
  story: 'My son, Oliver Hartley, was born on 3 May 2015.\n\nHe is at Oakfield Academy.',
};
const seenIn = (html: string) =>
  [...html.matchAll(/name="seen" value="([^"]*)"/g)].map(([, mark = '']) => unescaped(mark));
const letterOf = (email: string) => world.deps.db.read.letter.findFirstOrThrow({ where: { email } });

async function begun(letter = LETTER): Promise<{ visitor: Visitor; html: string }> {
  const visitor = world.visitor();
  return { visitor, html: (await writeLetter(visitor, 'BS37 5AA', letter)).text };
}

// What is typed is kept, however long it is; to look for each of its lines in the text would take minutes.
it('is not made for a story that is far too long', async () => {
  const { visitor } = await begun();
  const story = 'a\n'.repeat(30_000);
  await visitor.post('/school-attendance/letter/draft', { ...LETTER, story }).expect(204);
  await visitor.get('/school-attendance/myself').expect(303).expect('Location', PREVIEW);
  for (const action of ['send', 'myself']) {
    await visitor
      .post(PREVIEW, { subject: '', body: '', action })
      .expect(303)
      .expect('Location', '/school-attendance/letter');
  }
});

describe('the preview', () => {
  it('says how much is in the supporter’s own words, and the letter keeps it', async () => {
    const { visitor, html } = await begun({ ...LETTER, email: 'own@supporter.example' });
    expect(html).toContain('About 10% of this letter is in your own words.');
    const text = previewed(html);
    const body = text.body.replace(
      'Will you raise',
      `${'Our days begin at four and end in tears. '.repeat(12)}\n\nWill you raise`,
    );
    await visitor.post(PREVIEW, { ...text, body, action: 'answers' }).expect(303);
    const again = await visitor.get(PREVIEW).expect(200);
    expect(again.text).toMatch(
      /About [34][05]% of this letter is in your own words\. Letters like that get more/,
    );
    await submitLetter(visitor, again);
    const { ownWords, id } = await letterOf('own@supporter.example');
    expect(ownWords).toBeGreaterThan(30);
    await world.deliver();
    await visitor.post(confirmPath(world, 'own@supporter.example'), {}).expect(303);
    const { db } = world.deps;
    const figure = () => db.read.ownWordsFigure.findMany({ where: { hour: '', signups: { not: 0 } } });
    expect(await figure()).toEqual([{ campaignId: 1, hour: '', share: ownWords, signups: 1 }]);
    await db.write(tx => tx.letter.update({ where: { id }, data: { confirmedAt: null } }));
    expect(await figure()).toEqual([]);
  });

  it('blames nobody for the campaign’s words, and sends them', async () => {
    const { visitor, html } = await begun({ ...LETTER, story: '', email: 'plain@supporter.example' });
    expect(html).toContain('That is fine: it counts, and you can send it.');
    await submitLetter(visitor, await visitor.get(PREVIEW));
    expect(await letterOf('plain@supporter.example')).toMatchObject({ ownWords: 0 });
  });

  it('points out what tells who a child is, once, and lets the supporter decide', async () => {
    const { visitor, html } = await begun(TELLING);
    expect(html).toContain('Before you send: does this tell who the child is?');
    expect(html.match(/“My son, Oliver Hartley, was born on 3 May 2015\.”/g), 'quoted once').toHaveLength(1);
    expect(html).toContain('<span>Oliver Hartley</span>. You could write “My son, 9”.');
    expect(html).toContain('<span>3 May 2015</span>. You could write how old the child is');
    expect(html).toContain('<a href="#body">Change it');
    expect(html).toContain('>I have checked this: email me the link</button>');
    const seen = seenIn(html);
    expect(seen).toEqual(['name Oliver Hartley', 'birth 3 May 2015', 'school Oakfield Academy']);
    const text = previewed(html);
    const body = text.body.replace('He is at', 'Our number is 07700 900123. He is at');
    const asked = await visitor.post(PREVIEW, { ...text, body, seen, action: 'send' }).expect(409);
    expect(asked.text).toContain('“Our number is 07700 900123.”');
    expect(previewed(asked.text).body).toBe(body);
    expect(asked.text).toMatch(/id="details"[^>]* autofocus/);
    await visitor
      .post(PREVIEW, { ...text, body, seen: seenIn(asked.text), action: 'send' })
      .expect(303)
      .expect('Location', '/school-attendance/sent');
  });

  it('asks whoever hands it over without having been shown it', async () => {
    const { visitor, html } = await begun({ ...TELLING, email: 'unseen@supporter.example' });
    const asked = await visitor.post(PREVIEW, { ...previewed(html), action: 'send' }).expect(409);
    expect(asked.text).toContain('Oakfield Academy');
    await visitor.post(PREVIEW, { ...previewed(html), action: 'myself' }).expect(409);
    expect(await letterOf('unseen@supporter.example')).toMatchObject({ state: 'draft' });
  });

  it('neither keeps nor logs what it found', async () => {
    expect(JSON.stringify(world.log)).not.toMatch(/Oliver|Hartley|Oakfield|07700 900/);
  });

  it('speaks Welsh, and says that the letter is in English', async () => {
    const visitor = world.visitor();
    await visitor.get('/school-attendance?lang=cy').expect(200);
    const { text } = await writeLetter(visitor, 'BS37 5AA', { ...TELLING, email: 'cy@supporter.example' });
    expect(text).toContain('<h1>Gwiriwch eich llythyr</h1>');
    expect(text).toContain('Enw llawn plentyn:');
    expect(text).toContain('Rwyf wedi gwirio hyn');
    expect(text).toMatch(/Mae tua \d+% o’r llythyr hwn yn eich geiriau eich hun/);
  });

  it('follows the language of the page until a word of it is changed', async () => {
    const visitor = world.visitor();
    const english = await writeLetter(visitor, 'BS37 5AA', { ...TELLING, email: 'either@supporter.example' });
    expect(previewed(english.text).body).toContain('Yours sincerely');
    const welsh = await visitor.get('/school-attendance/preview?lang=cy').expect(200);
    expect(previewed(welsh.text).body).toContain('Annwyl ');
    expect(welsh.text).not.toContain('Saesneg yw’r llythyr hwn');
    const fields = previewed(welsh.text);
    const changed = { ...fields, body: `${fields.body}\n\nDiolch.`, action: 'answers' };
    await visitor.post('/school-attendance/preview', changed).expect(303);
    const back = await visitor.get('/school-attendance/preview?lang=en').expect(200);
    expect(previewed(back.text).body).toContain('Diolch.');
    expect(back.text).toContain('This letter is in Welsh');
  });
});

describe('after the letter', () => {
  it('a link speaks the letter’s language to whoever chose none', async () => {
    const visitor = world.visitor();
    const email = 'dolen@supporter.example';
    await visitor.get('/school-attendance?lang=cy').expect(200);
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA', { ...LETTER, email }));
    expect((await visitor.get('/school-attendance/sent')).text).toContain(
      '<h1>Edrychwch ar eich e-bost</h1>',
    );
    await world.deliver();
    const link = confirmPath(world, email);
    const page = (await world.visitor().get(link).expect(200)).text;
    expect(page).toContain('<h1>Anfon eich llythyr at Claire Young MP?</h1>');
    expect((await world.visitor().get(`${link}?lang=en`)).text).toContain(
      'Send your letter to Claire Young MP?',
    );
    await visitor.post(link, {}).expect(303);
    expect((await visitor.get('/school-attendance/thanks')).text).toContain('<h1>Diolch</h1>');
    expect((await world.visitor().get(link).expect(200)).text).toContain(
      'Rydych wedi ysgrifennu at Claire Young MP',
    );
  });

  it('neighbours are counted, and never named by small numbers', async () => {
    const thanks = async (n: number) => {
      const visitor = world.visitor();
      const email = `n${n}@supporter.example`;
      await submitLetter(
        visitor,
        await writeLetter(visitor, 'GL1 2EH', { ...LETTER, email, name: `Neighbour ${'x'.repeat(n + 1)}` }),
      );
      await world.deliver();
      await visitor.post(confirmPath(world, email), {}).expect(303);
      return (await visitor.get('/school-attendance/thanks').expect(200)).text;
    };
    expect(await thanks(0)).toContain('fewer than 5 people have written');
    for (const n of [1, 2]) await thanks(n);
    expect(await thanks(3)).toContain('fewer than 5 people have written');
    const fifth = await thanks(4);
    expect(fifth).toMatch(/<strong>5<\/strong> <span>people in \S+/);
    expect(fifth).toContain('Around 8 December 2026 we email you one question');
    expect(fifth).toContain('for 28 days');
    const shared = [...fifth.matchAll(/<a href="([^"]+)" rel="noopener noreferrer">/g)].map(([, href = '']) =>
      decodeURIComponent(unescaped(href)),
    );
    expect(shared).toHaveLength(5);
    for (const href of shared) {
      expect(href).toContain('http://localhost:3000/school-attendance');
      expect(href).not.toMatch(/Neighbour|supporter\.example|GL1/);
    }
  });
});
