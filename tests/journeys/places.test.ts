import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  confirmPath,
  LETTER,
  openWorld,
  previewed,
  submitLetter,
  type World,
  writeLetter,
} from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** The page that a postcode leads to. */
async function pageFor(postcode: string) {
  const visitor = world.visitor();
  await visitor.post('/school-attendance/postcode', { postcode }).expect(303).expect('Location', /\/mp$/);
  return { visitor, page: await visitor.get('/school-attendance/mp').redirects(1).expect(200) };
}

describe('a postcode leads to', () => {
  it.each([
    ['bs375aa', 'Your MP is Claire Young'],
    ['BS37 5AA', 'Thornbury and Yate'],
    ['PR6 0AA', 'The Rt Hon Sir Lindsay Hoyle MP'],
    ['EH1 1YZ', 'The rules for schools in Scotland are not made in Westminster'],
    ['CF10 1AA', 'The rules for schools in Wales are not made in Westminster'],
    ['BT1 1AA', 'The rules for schools in Northern Ireland are not made in Westminster'],
    ['BT99 9ZZ', 'The rules for schools in Northern Ireland are not made in Westminster'],
    ['IM1 1AA', 'The Isle of Man has no MP in Westminster'],
    ['JE2 3AB', 'Jersey has no MP in Westminster'],
    ['GX11 1AA', 'This territory has no MP in Westminster'],
    ['BF1 0AA', 'Where is your home in the UK?'],
    ['N1 9AG', 'Which is your MP?'],
    ['ZZ99 9ZZ', 'We do not know the postcode <span class="unbroken">ZZ99 9ZZ</span>'],
  ])('%s: “%s”', async (postcode, expected) => {
    expect((await pageFor(postcode)).page.text).toContain(expected);
  });

  it.each([
    ['', 'Enter your postcode'],
    ['BS37', 'Enter the whole postcode'],
    ['nonsense', 'This does not look like one'],
    ['<script>', 'This does not look like one'],
  ])('an error beside the field for %j, and what was typed is kept', async (postcode, message) => {
    const page = await world.visitor().post('/school-attendance/postcode', { postcode }).expect(422);
    expect(page.text).toContain(`<a href="#postcode">`);
    expect(page.text).toContain(message);
    expect(page.text).toContain('<title>Error: ');
    expect(page.text).toContain(`value="${postcode.replace(/</g, '&lt;').replace(/>/g, '&gt;')}"`);
    expect(page.headers['set-cookie']).toBeUndefined();
  });
});

describe('somebody whose child crosses the border to school', () => {
  const crossing = () => world.deps.db.read.letter.count({ where: { crossBorder: true } });

  it('does not once they choose a seat in England', async () => {
    const { visitor } = await pageFor('CF10 1AA');
    const before = await crossing();
    await visitor.post('/school-attendance/mp', { cross_border: 'yes' }).expect(303);
    expect(await crossing()).toBe(before + 1);
    await visitor.post('/school-attendance/mp', { constituency: 'E14001545' }).expect(303);
    expect(await crossing()).toBe(before);
  });

  it('does not by a button of a page from before a postcode in England was given in another tab', async () => {
    const { visitor } = await pageFor('CF10 1AA');
    await visitor.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    const before = await crossing();
    await visitor.post('/school-attendance/mp', { cross_border: 'yes' }).expect(303);
    expect(await crossing()).toBe(before);
  });
});

describe('N1 9AG, whose sector lies in two constituencies', () => {
  it('offers both, and the letter records that one was chosen', async () => {
    const { visitor, page } = await pageFor('N1 9AG');
    expect(page.text).toContain('Islington South and Finsbury');
    expect(page.text).toContain('a by-election is due');
    await visitor.post('/school-attendance/mp', { constituency: 'E14001306' }).expect(303);
    expect((await visitor.get('/school-attendance/mp').expect(200)).text).toContain(
      'You chose Islington South',
    );
    await visitor.get('/school-attendance/letter').expect(200);
    const letter = await world.deps.db.read.letter.findFirst({ where: { constituencyCode: 'E14001306' } });
    expect(letter?.lookupSource).toBe('candidate');
  });

  it('leads to no letter where the seat is vacant, and keeps in touch instead', async () => {
    const { visitor } = await pageFor('N1 9AG');
    await visitor.post('/school-attendance/mp', { constituency: 'E14001290' }).expect(303);
    expect((await visitor.get('/school-attendance/mp').expect(200)).text).toContain(
      'has no MP at the moment',
    );
    await visitor.get('/school-attendance/letter').expect(303).expect('Location', '/school-attendance/mp');
    await visitor
      .post('/school-attendance/letter', LETTER)
      .expect(303)
      .expect('Location', '/school-attendance/mp');

    await visitor.post('/school-attendance/keep-in-touch', { email: 'nope' }).expect(422);
    const wish = { email: 'waiting@supporter.example', told: 'yes', updates: ['contact'] };
    await visitor.post('/school-attendance/keep-in-touch', wish).expect(303);
    const sent = await visitor.get('/school-attendance/keep-in-touch/sent').expect(200);
    expect(sent.text).toContain(
      'the link that we have sent to <strong>waiting<wbr>@supporter.example</strong>',
    );
    expect(sent.text).toContain('Put my email address right');
    await world.deliver();
    const link = confirmPath(world, 'waiting@supporter.example');
    await visitor.get(link).expect(200);
    const before = await world.deps.db.read.contact.findFirstOrThrow({ include: { consents: true } });
    expect(before).toMatchObject({ reason: 'vacant', constituencyCode: 'E14001290', confirmedAt: null });
    expect(before.consents.map(({ kind }) => kind).sort()).toEqual(['told', 'updates']);
    await visitor.post(link, {}).expect(303);
    const after = await world.deps.db.read.contact.findFirstOrThrow();
    expect(after.confirmedAt).not.toBeNull();
    expect((await visitor.get(link).expect(200)).text).toContain('Thank you. We will keep in touch');
  });
});

describe('“Not your MP?”', () => {
  it('finds another constituency by name, English or Welsh, and records that it was picked by hand', async () => {
    const { visitor } = await pageFor('BS37 5AA');
    const search = await visitor.get('/school-attendance/mp/choose?name=ynys%20mon').expect(200);
    expect(search.text).toContain('Ynys Môn');
    const none = await visitor.get('/school-attendance/mp/choose?name=%3Cb%3Enowhere').expect(200);
    expect(none.text).toContain('Nothing found for “&lt;b&gt;nowhere”');
    expect(none.text).toContain('Check the spelling, or type one word of the name.');
    expect(none.text).toContain('Parliament’s own site</a> tells you from your postcode.');
    await visitor.post('/school-attendance/mp', { constituency: 'E14001446' }).expect(303);
    const letter = await world.deps.db.read.letter.findFirst({ where: { constituencyCode: 'E14001446' } });
    expect(letter?.lookupSource).toBe('by_hand');
  });

  it('ignores a constituency that does not exist', async () => {
    const { visitor } = await pageFor('BS37 5AA');
    await visitor.post('/school-attendance/mp', { constituency: 'E99999999' }).expect(303);
    expect((await visitor.get('/school-attendance/mp').expect(200)).text).toContain('Claire Young');
  });
});

describe('a family in Wales whose child goes to school in England', () => {
  it('writes a letter that says so', async () => {
    const { visitor } = await pageFor('CF10 1AA');
    await visitor.get('/school-attendance/letter').expect(303);
    await visitor.post('/school-attendance/mp', { cross_border: 'yes' }).expect(303);
    expect((await visitor.get('/school-attendance/mp').expect(200)).text).toContain('Your MP is');
    await visitor.post('/school-attendance/letter', LETTER).expect(303);
    const preview = await visitor.get('/school-attendance/preview').expect(200);
    expect(previewed(preview.text).body).toMatch(/\bto (go to )?school in England\b/);
  });
});

describe('special MPs', () => {
  it('the Speaker is asked to raise it with ministers, and not to vote or speak', async () => {
    const preview = previewed((await writeLetter(world.visitor(), 'PR6 0AA')).text);
    expect(preview.body).toContain('you neither vote nor speak in debates');
    expect(preview.body).not.toMatch(/^Will you raise this with the Secretary/m);
  });

  it('an MP who publishes no email address gets a letter by post, counted apart', async () => {
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'SO41 9AA' }).expect(303);
    await visitor.post('/school-attendance/mp', { constituency: 'E14001373' }).expect(303);
    const mp = await visitor.get('/school-attendance/mp').expect(200);
    expect(mp.text).toContain('publishes no email address');
    await visitor
      .post('/school-attendance/letter', { ...LETTER, email: 'post@supporter.example' })
      .expect(303);
    await submitLetter(visitor, await visitor.get('/school-attendance/preview'));
    await world.deliver();
    await visitor.post(confirmPath(world, 'post@supporter.example'), {}).expect(303);
    const before = world.mail.received.length;
    await world.deliver();
    const [toPrint, ...others] = world.mail.received.slice(before);
    expect(others).toEqual([]);
    expect(toPrint?.envelope.to).toEqual(['post@supporter.example']);
    expect(toPrint?.text).toContain('House of Commons, London SW1A 0AA');
    const letter = await world.deps.db.read.letter.findFirstOrThrow({
      where: { email: 'post@supporter.example' },
    });
    expect(letter).toMatchObject({ way: 'own_means', state: 'confirmed' });
  });
});
