import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordIncident } from '../../src/mps/live-incidents.ts';
import { type StaffVisitor, seenOn, signIn } from '../support/staff.ts';
import { confirmPath, LETTER, openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

const CODE = 'E14001545';
const VACANT = 'E14001290';
const MP = 'claire.young.mp@parliament.uk';

let world: World;
let admin: StaffVisitor;
beforeEach(async () => {
  world = await openWorld();
  admin = await signIn(world, 'admin', 'admin@staff.example');
});
afterEach(() => world.close());

const AS_REGISTERED = { full_title: 'Claire Young', address_as: '', email: MP, circumstance: '' };
const seenBy = (visitor: StaffVisitor) => seenOn(visitor, `/staff/mps/${CODE}`);
const correct = async (form: Record<string, string>, status = 303) => {
  const typed = { seen: await seenBy(admin), ...AS_REGISTERED, ...form };
  const response = await admin.post(`/staff/mps/${CODE}/correction`, typed);
  expect(response.status).toBe(status);
  return response;
};
const corrections = () => world.deps.db.read.memberCorrection.findMany();
const audited = () =>
  world.deps.db.read.auditEntry.findMany({
    where: { what: { startsWith: 'mp.' } },
    select: { who: true, what: true, target: true, details: true },
    orderBy: { id: 'asc' },
  });

/** A letter from a writer of that name, confirmed and delivered. @returns what the preview said */
async function sendLetter(i: number, letter = LETTER) {
  const email = `writer${i}@supporter.example`;
  const visitor = world.visitor();
  const preview = await writeLetter(visitor, 'BS37 5AA', { ...letter, email });
  await submitLetter(visitor, preview);
  await world.deliver();
  await visitor.post(confirmPath(world, email), {}).expect(303);
  await world.deliver();
  return preview.text;
}

describe('finding an MP', () => {
  it.each([
    ['thornbury', 'Thornbury and Yate', 'Claire Young MP'],
    ['hoyle lindsay', 'Chorley', 'The Rt Hon Sir Lindsay Hoyle MP'],
    ['ynys mon', 'Ynys Môn', 'MP'],
    ['bro morgannwg', 'Vale of Glamorgan', 'MP'],
    ['holborn pancras', 'Holborn and St Pancras', 'Vacant'],
  ])('finds %s: %s', async (name, constituency, shown) => {
    const { text } = await admin.get(`/staff/mps?${new URLSearchParams({ name })}`).expect(200);
    expect(text).toContain('<p>1 seat</p>');
    expect(text).toContain(constituency);
    expect(text).toContain(shown);
  });

  it('says what to try where there is none', async () => {
    const { text } = await admin.get('/staff/mps?name=nobody+at+all').expect(200);
    expect(text).toContain('Try a part of it');
    await admin.get('/staff/mps/E14009999').expect(404);
  });
});

describe('the first page about MPs', () => {
  it('lists the vacant seat and who publishes no address, and says what empty lists mean', async () => {
    const { text } = await admin.get('/staff/mps').expect(200);
    expect(text).toContain(`href="/staff/mps/${VACANT}"`);
    expect(text.match(/Publishes no email address/g)).toHaveLength(2);
    expect(text).toContain('when two letters to it have failed');
    expect(text).toContain('No fault in the last 7 days');
    expect(text).toContain('No refresh has changed anything so far');
  });

  it('names an address that failed twice, until it is corrected', async () => {
    world.mail.behaviour.refuse = address => (address === MP ? 550 : undefined);
    await sendLetter(1);
    expect((await admin.get('/staff/mps')).text).not.toContain(`letters to ${MP} failed`);
    await sendLetter(2, { ...LETTER, name: 'Ben Example' });
    expect((await admin.get('/staff/mps')).text).toContain(`2 letters to ${MP} failed`);
    await correct({ email: 'office@mp.example' });
    const { text } = await admin.get('/staff/mps');
    expect(text).not.toContain(`letters to ${MP} failed`);
    expect(text.split('Corrections in force')[1]).toContain(`href="/staff/mps/${CODE}"`);
  });

  it('tells what the last refresh changed, and which live look-ups failed', async () => {
    const { db, clock } = world.deps;
    const change = { constituencyCode: CODE, what: 'party', before: 'Old Party', after: 'New Party' };
    await db.write(tx => tx.memberChange.create({ data: { ...change, at: clock(), source: 'A register' } }));
    await recordIncident(db, 'postcodes', 'too-slow', clock());
    await recordIncident(db, 'postcodes', 'too-slow', clock());
    const { text } = await admin.get('/staff/mps').expect(200);
    expect(text).toContain('was Old Party, is New Party');
    expect(text).toContain('Postcode look-up took too long to answer: 2 times');
    expect((await admin.get(`/staff/mps/${CODE}`)).text).toContain('was Old Party; is New Party');
  });
});

describe('a correction', () => {
  it('is shown before it is saved, and the next letter carries it', async () => {
    const form = {
      full_title: 'Rt Hon Dr Claire Young',
      address_as: 'Dear Dr Young,',
      circumstance: 'minister',
    };
    const preview = await correct({ ...form, action: 'preview' }, 200);
    expect(preview.text).toContain('not saved yet');
    expect(preview.text).toContain(`The Rt Hon Dr Claire Young MP &lt;${MP}&gt;`);
    expect(preview.text).toContain('<p>Dear Dr Young,</p>');
    expect(preview.text).toContain('value="Dr Young"');
    expect(await corrections()).toEqual([]);
    expect(await audited()).toEqual([]);

    await correct(form);
    expect(await sendLetter(1)).toContain('Dear Dr Young,');
    const [sent] = world.mail.to(MP);
    expect(sent?.text).toMatch(/^The Rt Hon Dr Claire Young MP$/m);
    expect(sent?.text).toMatch(/^Dear Dr Young,$/m);
    const { text } = await admin.get(`/staff/mps/${CODE}`);
    expect(text).toContain('by admin@staff.example');
    expect(text).toContain('The register says: Claire Young');
    expect(await audited()).toMatchObject([
      {
        who: 'admin@staff.example',
        what: 'mp.correct',
        target: CODE,
        details: { name: 'Rt Hon Dr Claire Young', salutation: 'Dr Young', office: 'minister' },
      },
    ]);
  });

  it('holds only what differs from the register', async () => {
    await correct({ email: 'office@mp.example' });
    expect(await corrections()).toMatchObject([
      { fullTitle: null, addressAs: null, email: 'office@mp.example', circumstance: null },
    ]);
    await correct({ email: '' });
    expect(await corrections()).toMatchObject([{ email: '' }]);
    expect((await admin.get(`/staff/mps/${CODE}`)).text).toContain('letters are printed and posted');
  });

  it('ends when the form says what the register says, or when it is withdrawn', async () => {
    await correct({});
    expect(await audited()).toEqual([]);
    for (const end of [
      () => correct({}),
      async () => admin.post(`/staff/mps/${CODE}/withdrawal`, { seen: await seenBy(admin) }),
    ]) {
      await correct({ address_as: 'Ms Young' });
      expect((await end()).status).toBe(303);
      expect(await corrections()).toEqual([]);
    }
    expect((await audited()).map(({ what }) => what)).toEqual([
      'mp.correct',
      'mp.restore',
      'mp.correct',
      'mp.restore',
    ]);
  });

  it.each([
    ['full_title', '', 'Enter the MP’s full title'],
    ['full_title', 'Claire Young MP', 'Leave out “MP”'],
    ['full_title', 'x'.repeat(121), 'Use at most 120 characters'],
    ['address_as', 'x'.repeat(121), 'Use at most 120 characters'],
    ['email', 'two@mp.example, three@mp.example', 'Enter one email address'],
    ['email', 'nothing', 'Enter one email address'],
    ['circumstance', 'king', 'Choose one'],
  ])('is refused where %s is %j', async (field, value, message) => {
    const { text } = await correct({ [field]: value }, 422);
    expect(text).toContain('<title>Error: ');
    expect(text).toContain(`<a href="#${field}">${message}`);
    expect(text).toContain(`id="${field}"`);
    if (field !== 'circumstance') expect(text).toContain(`value="${value}"`);
    expect(await corrections()).toEqual([]);
  });

  it('is not taken from a page that shows another MP', async () => {
    const seen = await seenBy(admin);
    await world.deps.db.write(async tx => {
      const { id, ...old } = await tx.member.findFirstOrThrow({ where: { constituencyCode: CODE } });
      await tx.member.delete({ where: { id } });
      await tx.member.create({
        data: { ...old, id: 999_999, fullTitle: 'Dr New Example', email: 'new.example@mp.example' },
      });
    });
    const { text } = await correct({ seen, address_as: 'Ms Young' }, 409);
    expect(text).toContain('<a href="#current">This seat has another MP since you opened this page');
    expect(text).toContain('value="Dr New Example"');
    expect(text).not.toContain('Ms Young');
    expect(await corrections()).toEqual([]);
  });

  it('overwrites no colleague’s and nothing of a refresh unseen, and what was typed stays', async () => {
    const seen = await seenBy(admin);
    await correct({ email: 'office@mp.example' });
    const late = await correct({ seen, address_as: 'Ms Young' }, 409);
    expect(late.text).toContain('<title>Error: ');
    expect(late.text).toContain('value="Ms Young"');
    expect(late.text).toContain('<dd>office@mp.example</dd>');
    expect((await admin.post(`/staff/mps/${CODE}/withdrawal`, { seen })).status).toBe(409);
    expect(await corrections()).toMatchObject([{ email: 'office@mp.example', addressAs: null }]);
  });

  it('is saved once by a double click', async () => {
    const twice = { seen: await seenBy(admin), address_as: 'Ms Young' };
    await correct(twice);
    await correct(twice);
    expect(await audited()).toHaveLength(1);
  });

  it('is told from the page that it began on, though it was previewed since', async () => {
    const seen = await seenBy(admin);
    await correct({ email: 'office@mp.example' });
    const { text } = await correct({ seen, address_as: 'Ms Young', action: 'preview' }, 200);
    expect(text).toContain(`name="seen" value="${seen}"`);
  });

  it('waits for an MP where the seat is vacant', async () => {
    const { text } = await admin.get(`/staff/mps/${VACANT}`).expect(200);
    expect(text).toContain('This seat is vacant');
    expect((await admin.post(`/staff/mps/${VACANT}/correction`, AS_REGISTERED)).status).toBe(404);
  });

  it('is an admin’s: a viewer sees the MP and no form', async () => {
    const viewer = await signIn(world, 'viewer');
    const { text } = await viewer.get(`/staff/mps/${CODE}`).expect(200);
    expect(text).toContain('Claire Young');
    expect(text).not.toContain('Put it right');
    expect((await viewer.post(`/staff/mps/${CODE}/correction`, AS_REGISTERED)).status).toBe(403);
    expect(await corrections()).toEqual([]);
  });
});
