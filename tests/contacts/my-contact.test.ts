import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { standingIn } from '../support/files.ts';
import { pathIn } from '../support/lifecycle.ts';
import { confirmPath, openWorld, type Visitor, type World } from '../support/world.ts';

const WAITING = 'waiting@supporter.example';
const VACANT = 'E14001290';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** Asks to be told of a new MP and to be kept in touch, as far as the mail to confirm. */
async function asked(query = '', email = WAITING) {
  const visitor = world.visitor();
  await visitor.get(`/school-attendance${query}`).expect(200);
  await visitor.post('/school-attendance/postcode', { postcode: 'N1 9AG' }).expect(303);
  await visitor.post('/school-attendance/mp', { constituency: VACANT }).expect(303);
  const wish = { email, told: 'yes', updates: ['contact'] };
  const { headers } = await visitor.post('/school-attendance/keep-in-touch', wish).expect(303);
  await world.deliver();
  return { visitor, sent: `${headers.location}`, path: pathIn(world, 'keep-in-touch', email) };
}

async function confirmed(query = '') {
  const given = await asked(query);
  await world.visitor().post(confirmPath(world, WAITING), {}).expect(303);
  return given;
}

const opened = async (path: string) => (await world.visitor().get(path).expect(200)).text;
const onlyContact = () => world.deps.db.read.contact.findFirstOrThrow({ include: { consents: true } });
const consentId = async (kind: string) =>
  (await onlyContact()).consents.find(consent => consent.kind === kind)?.id ?? 0;

describe('somebody who asks once more on the same device', () => {
  const asksAgain = (visitor: Visitor, email: string) =>
    visitor.post('/school-attendance/keep-in-touch', { email, told: 'yes' }).expect(303);
  const takesBack = async (path: string, kind: string) =>
    world
      .visitor()
      .post(`${path}/consents/${await consentId(kind)}`, {})
      .expect(303);

  it('is told that their earlier wish stands, and not to look for a link', async () => {
    const { visitor } = await confirmed();
    const { headers } = await asksAgain(visitor, 'other@supporter.example');
    const page = await visitor.get(`${headers.location}`).expect(200);
    expect(page.text).toContain('We keep in touch already');
    expect(page.text).not.toContain('link that we have sent to');
    await world.deliver();
    expect(world.mail.to('other@supporter.example')).toEqual([]);
  });

  it('gets a link once they have taken back all that they asked for, and the old one is over', async () => {
    const { visitor, path } = await confirmed();
    const link = confirmPath(world, WAITING);
    await takesBack(path, 'told');
    await takesBack(path, 'updates');
    expect((await visitor.get(link).expect(410)).text).not.toContain('We will keep in touch');
    const { headers } = await asksAgain(visitor, 'other@supporter.example');
    expect((await visitor.get(`${headers.location}`).expect(200)).text).toContain(
      'link that we have sent to',
    );
    await world.deliver();
    await visitor.post(confirmPath(world, 'other@supporter.example'), {}).expect(303);
    const contacts = await world.deps.db.read.contact.findMany();
    const now = contacts.find(({ email }) => email === 'other@supporter.example');
    expect(now?.letterId).not.toBeNull();
    expect(contacts.filter(contact => contact !== now)).toMatchObject([{ letterId: null }]);
    expect(await opened(path), 'its own page goes on telling the truth').toContain('You have taken back all');
  });
});

describe('the page of somebody who left an address alone', () => {
  it('shows what is held, when and to what they agreed', async () => {
    const { path } = await confirmed();
    const page = await opened(path);
    for (const words of [
      'You asked us to keep in touch, and confirmed it.',
      'You confirmed it: 24 November 2026 at 10:00',
      WAITING,
      'Holborn and St Pancras',
      'Email me once there is a new MP to write to.',
      'may email me about this campaign',
    ]) {
      expect(page).toContain(words);
    }
    expect(page.match(/>Take this back</g)).toHaveLength(2);
  });

  it('opens before they confirmed, and says so', async () => {
    const { path } = await asked();
    expect(await opened(path)).toContain('You have not confirmed this yet');
  });

  it('opens with its own link alone, of which the log knows nothing', async () => {
    const { path } = await asked();
    await world.visitor().get('/keep-in-touch/no-such-token').expect(404);
    await world.visitor().get(path.replace('keep-in-touch', 'my-letter')).expect(404);
    await world.visitor().get(confirmPath(world, WAITING).replace('confirm', 'keep-in-touch')).expect(404);
    await world.visitor().get(path).expect(200).expect('Cache-Control', 'no-store');
    expect(JSON.stringify(world.log)).not.toContain(path.split('/').at(-1));
  });

  it('is linked from the mail about the new MP too', async () => {
    const { path } = await confirmed();
    const { db, clock, askThoseWhoWaited } = world.deps;
    const member = { id: 999_001, constituencyCode: VACANT, fullTitle: 'Dr Nova Invented', party: 'None' };
    await db.write(tx => tx.member.create({ data: member }));
    await askThoseWhoWaited(clock());
    await world.deliver();
    const later = pathIn(world, 'keep-in-touch', WAITING);
    expect(later).not.toBe(path);
    expect(await opened(later)).toContain('We told you of the new MP: 24 November 2026 at 10:00');
  });

  it('gives a copy of it all', async () => {
    const { path } = await confirmed();
    const { headers, text } = await world.visitor().get(`${path}/copy`).expect(200);
    expect(headers['content-disposition']).toBe('attachment; filename=keep-in-touch.txt');
    for (const words of [WAITING, 'Holborn and St Pancras', 'Email me once there is a new MP']) {
      expect(text).toContain(words);
    }
  });
});

describe('a wish that is taken back', () => {
  it('stays on record with both times, and is acted on no more', async () => {
    const { path } = await confirmed();
    const take = async (kind: string) =>
      world
        .visitor()
        .post(`${path}/consents/${await consentId(kind)}`, {})
        .expect(303);
    const { headers } = await take('told');
    expect(await opened(`${headers.location}`)).toContain('You have taken that back.');
    expect((await take('told')).headers.location).toMatch(/done=none$/);
    const { consents } = await onlyContact();
    expect(consents.map(({ kind, withdrawnAt }) => [kind, withdrawnAt !== null])).toEqual([
      ['updates', false],
      ['told', true],
    ]);
    await take('updates');
    expect(await opened(path)).toContain('You have taken back all that you asked for.');
  });

  it('must be one of their own', async () => {
    await asked();
    const id = await consentId('told');
    const { path } = await asked('', 'other@supporter.example');
    await world
      .visitor()
      .post(`${path}/consents/${id}`, {})
      .expect(303)
      .expect('Location', /done=none$/);
    for (const none of ['x', '9999999999'])
      await world.visitor().post(`${path}/consents/${none}`, {}).expect(404);
    expect(await world.deps.db.read.consent.count({ where: { withdrawnAt: { not: null } } })).toBe(0);
  });
});

describe('erasing an address', () => {
  const states = async () => (await world.deps.db.read.letter.findMany()).map(({ state }) => state);

  it('takes a second page with a button, and leaves nothing of it, nor of the draft', async () => {
    const { path } = await confirmed();
    expect(await opened(`${path}/erase`)).toContain('A letter that you have begun');
    expect((await onlyContact()).email).toBe(WAITING);
    await world.visitor().post(`${path}/erase`, {}).expect(303).expect('Location', '/keep-in-touch/erased');
    await world.visitor().get('/keep-in-touch/erased').expect(200);
    const { read } = world.deps.db;
    expect([await read.contact.count(), await read.consent.count(), await states()]).toEqual([
      0,
      0,
      ['erased'],
    ]);
    expect(await standingIn(world, [WAITING])).toEqual([]);
    await world.visitor().get(path).expect(404);
  });

  it('leaves the draft of whoever typed an address that is not theirs', async () => {
    const { path } = await asked();
    expect(await opened(`${path}/erase`)).not.toContain('A letter that you have begun');
    await world.visitor().post(`${path}/erase`, {}).expect(303);
    expect([await world.deps.db.read.contact.count(), await states()]).toEqual([0, ['draft']]);
  });

  it('is refused when another site asks for it', async () => {
    const { path } = await asked();
    await world.visitor().raw.post(`${path}/erase`).set('Sec-Fetch-Site', 'cross-site').expect(403);
    expect(await world.deps.db.read.contact.count()).toBe(1);
  });
});

it('all of it is in Welsh for whoever chose that', async () => {
  const { visitor, sent, path } = await confirmed('?lang=cy');
  const form = (await visitor.post('/school-attendance/keep-in-touch', { email: 'nope' }).expect(422)).text;
  expect(form).toContain('<a href="#email">Rhowch gyfeiriad e-bost fel enw@example.com</a>');
  expect(form).toContain('Ticiwch o leiaf un blwch');
  expect((await visitor.get(sent).expect(200)).text).toContain('Edrychwch ar eich e-bost');
  const [mail] = world.mail.to(WAITING);
  expect(mail?.subject).toBe('Cadarnhewch y cawn ni gadw mewn cysylltiad');
  expect(mail?.text).toContain('- Anfonwch e-bost ataf pan fydd Aelod Seneddol newydd');
  expect(await onlyContact()).toMatchObject({
    language: 'cy',
    consents: [{ language: 'cy' }, { language: 'cy' }],
  });
  const page = await opened(path);
  expect(page).toContain('<html lang="cy">');
  expect(page).toContain('Cadarnhaoch hynny: 24 Tachwedd 2026 am 10:00');
  expect(await opened(`${path}/erase`)).toContain('Dileu am byth');
  expect(await opened(confirmPath(world, WAITING))).toContain('Diolch, byddwn yn cadw mewn cysylltiad');
});
