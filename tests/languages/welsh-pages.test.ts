import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readResources } from '../../src/languages/words.ts';
import { mailsTo, pathIn } from '../support/lifecycle.ts';
import { NOVA, seatGoesTo } from '../support/seat.ts';
import {
  confirmPath,
  LETTER,
  openWorld,
  submitLetter,
  unescaped,
  type Visitor,
  type World,
} from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const RESOURCES = readResources(path.join(import.meta.dirname, '..', '..', 'languages'));
const textsIn = (words: unknown): string[] =>
  typeof words === 'string' ? [words] : Object.values(words as object).flatMap(textsIn);

/** What stands between marks and values, where it is long enough to be a phrase of that language. */
const phrasesIn = (language: string) =>
  textsIn(RESOURCES[language]).flatMap(text =>
    text.split(/<[^>]*>|\{\{[^}]*\}\}/).flatMap(piece => (piece.trim().length > 12 ? [piece.trim()] : [])),
  );
const WELSH = textsIn(RESOURCES.cy).join('\n');
const ENGLISH_ONLY = phrasesIn('en').filter(phrase => !WELSH.includes(phrase));

/** Without what is marked as English: names and sources that are nobody's to translate. */
const shownBy = (html: string) =>
  unescaped(
    html
      .replace(/<(?!html)(\w+)[^>]* lang="en"[^>]*>[\s\S]*?<\/\1>/g, ' ')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' '),
  );
const englishIn = (html: string) => ENGLISH_ONLY.filter(phrase => shownBy(html).includes(phrase));

async function welshVisitor(): Promise<Visitor> {
  const visitor = world.visitor();
  await visitor.get('/privacy?lang=cy').expect(200);
  return visitor;
}

describe('a supporter’s page in Welsh holds no English words of ours', () => {
  it('in a test that finds them on the English page', async () => {
    for (const url of ['/school-attendance', '/privacy', '/accessibility', '/data-sources']) {
      expect(englishIn((await world.visitor().get(url)).text).length, url).toBeGreaterThan(5);
    }
  });

  it.each([
    ['/school-attendance', 200],
    ['/school-attendance/postcode', 200],
    ['/school-attendance/mp', 404],
    ['/privacy', 200],
    ['/accessibility', 200],
    ['/data-sources', 200],
    ['/nothing-here', 404],
    ['/confirm/nothing', 404],
  ])('%s (%i)', async (url, status) => {
    const page = await (await welshVisitor()).get(url).expect(status);
    expect(page.text).toContain('<html lang="cy">');
    expect(englishIn(page.text)).toEqual([]);
  });

  it.each([
    ['BS37 5AA', 'Eich Aelod Seneddol yw Claire Young'],
    ['EH1 1YZ', 'Nid yn San Steffan y gwneir y rheolau ar gyfer ysgolion yn yr Alban'],
    ['CF10 1AA', 'eich Aelod o’r Senedd (AS)'],
    ['BT1 1AA', 'ysgolion yng Ngogledd Iwerddon'],
    ['IM1 1AA', 'Nid oes gan Ynys Manaw Aelod Seneddol yn San Steffan'],
    ['JE2 3AB', 'Nid oes gan Jersey'],
    ['GX11 1AA', 'y diriogaeth hon'],
    ['BF1 0AA', 'Ble mae eich cartref yn y Deyrnas Unedig?'],
    ['N1 9AG', 'Pa un yw eich Aelod Seneddol?'],
    ['ZZ99 9ZZ', 'Nid yw’r côd post <span class="unbroken">ZZ99 9ZZ</span> yn hysbys i ni'],
  ])('for the postcode %s: “%s”', async (postcode, expected) => {
    const visitor = await welshVisitor();
    await visitor.post('/school-attendance/postcode', { postcode }).expect(303);
    const page = await visitor.get('/school-attendance/mp').redirects(1).expect(200);
    expect(page.text).toContain(expected);
    expect(englishIn(page.text)).toEqual([]);
  });

  it.each(['', 'BS37', 'nonsense'])('for what is no postcode: %j', async postcode => {
    const page = await (await welshVisitor()).post('/school-attendance/postcode', { postcode }).expect(422);
    expect(englishIn(page.text)).toEqual([]);
  });

  it('where the seat is vacant', async () => {
    const visitor = await welshVisitor();
    await world.deps.db.write(tx => tx.member.delete({ where: { constituencyCode: 'W07000089' } }));
    await visitor.post('/school-attendance/postcode', { postcode: 'CF10 1AA' }).expect(303);
    const form = { constituency: 'W07000089', cross_border: 'yes' };
    await visitor.post('/school-attendance/mp', form).expect(303);
    const page = await visitor.get('/school-attendance/mp').expect(200);
    expect(page.text).toContain('Nid oes gan Dwyrain Caerdydd Aelod Seneddol ar hyn o bryd');
    expect(englishIn(page.text)).toEqual([]);
  });

  it.each([
    ['pausedAt', 'pauseMessage', 'seibiant'],
    ['closedAt', 'closeMessage', 'Mae’r ymgyrch hon ar ben'],
  ])('where the campaign has %s', async (at, message, expected) => {
    const where = { slug: 'school-attendance' };
    const change = (data: object) => world.deps.db.write(tx => tx.campaign.update({ where, data }));
    await change({ [at]: world.deps.clock(), [message]: 'News of today.' });
    const page = await (await welshVisitor()).get('/school-attendance').expect(200);
    await change({ [at]: null, [message]: '' });
    expect(page.text).toContain(expected);
    expect(page.text).toMatch(/<div[^>]* lang="en"><p>News of today\.<\/p>/);
    expect(englishIn(page.text)).toEqual([]);
  });
});

describe('constituencies in Welsh', () => {
  it('go by their Welsh names, and are found by both', async () => {
    const visitor = await welshVisitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'ZZ99 9ZZ' }).expect(303);
    for (const name of ['Vale of Glamorgan', 'Bro Morgannwg']) {
      const page = await visitor
        .get(`/school-attendance/mp/choose?name=${encodeURIComponent(name)}`)
        .expect(200);
      expect(page.text).toContain('<strong>Bro Morgannwg</strong>');
    }
    const carmarthen = await visitor.get('/school-attendance/mp/choose?name=carmarthen').expect(200);
    expect(carmarthen.text).toContain('<strong>Caerfyrddin</strong>');
    const gower = await visitor.get('/school-attendance/mp/choose?name=gwyr').expect(200);
    expect(gower.text).toContain('<strong>Gŵyr</strong>');
    expect((await visitor.get('/school-attendance/mp/choose?lang=en&name=gwyr')).text).toContain(
      '<strong>Gower</strong>',
    );
  });
});

describe('a letter in Welsh', () => {
  it('goes by the Welsh name of its constituency on every page and in every mail', async () => {
    const visitor = await welshVisitor();
    const begin = async () => {
      await visitor.post('/school-attendance/postcode', { postcode: 'CF62 1AA' }).expect(303);
      const seat = { constituency: 'W07000110', cross_border: 'yes' };
      await visitor.post('/school-attendance/mp', seat).expect(303);
    };
    await begin();
    const pages = [await visitor.get('/school-attendance/letter').expect(200)];
    await visitor.post('/school-attendance/letter', LETTER).expect(303);
    await submitLetter(visitor, await visitor.get('/school-attendance/preview').expect(200));
    await world.deliver();
    await visitor.post(confirmPath(world), {}).expect(303);
    await seatGoesTo(world, null, 'W07000110');
    await world.deliver();
    pages.push(await visitor.get('/school-attendance/thanks').expect(200));
    pages.push(await visitor.get(confirmPath(world)).expect(200));
    pages.push(await visitor.get(pathIn(world, 'my-letter')).expect(200));
    const texts = [...pages.map(({ text }) => shownBy(text)), mailsTo(world, /yn aros am/).at(-1)?.text];
    await seatGoesTo(world, NOVA, 'W07000110');
    await world.deliver();
    texts.push(mailsTo(world, /a ddylem anfon/).at(-1)?.text);
    for (const text of texts.map(text => text?.replace(/\s+/g, ' '))) {
      expect(text).toContain('Bro Morgannwg');
      expect(text).not.toContain('Vale of Glamorgan');
    }
  });
});

describe('a campaign without Welsh words', () => {
  it('is shown in English, which its page says once and marks', async () => {
    const where = { slug: 'school-attendance' };
    const { welsh } = await world.deps.db.read.campaign.findUniqueOrThrow({ where });
    const change = (data: object) => world.deps.db.write(tx => tx.campaign.update({ where, data }));
    await change({ welsh: {} });
    const page = await (await welshVisitor()).get('/school-attendance').expect(200);
    await change({ welsh: welsh as object });
    expect(page.text.match(/Mae rhai o eiriau’r ymgyrch ei hun yn Saesneg/g)).toHaveLength(1);
    expect(page.text).toContain('<h1 lang="en">Support, not fines');
    expect(page.text).toContain('<strong lang="en">A change of culture</strong>');
    const written = await (await welshVisitor()).get('/school-attendance').expect(200);
    expect(written.text).toContain('<h1>Cymorth, nid dirwyon');
    expect(written.text).not.toContain('yn Saesneg');
    expect(written.text).not.toContain('lang="en">A');
  });
});
