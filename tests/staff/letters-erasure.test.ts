import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealedAbout, standingIn } from '../support/files.ts';
import { type StaffVisitor, signIn } from '../support/staff.ts';
import { confirmPath, LETTER, openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

const MP = 'claire.young.mp@parliament.uk';

/** Words that stand nowhere else, so that each can be looked for in the bytes of the database. */
const ZOE = {
  ...LETTER,
  story: `Zanzibarquill the story. ${'It goes on and on, over pages of the file. '.repeat(150)}Zanzibarend.`,
  name: 'Zoe Xylographic',
  email: 'Zoe.Unlikely@supporter.example',
  address1: '77 Quixotic Crescent',
  address2: 'Flat Vermilionish',
  town: 'Oobleckton',
  share_story: 'named',
  updates: ['contact'],
};
const TYPED = [
  'Zanzibarquill',
  'Zanzibarend',
  'Xylographic',
  'xylographic',
  'Zoe.Unlikely',
  'zoe.unlikely',
  'Quixotic',
  'Vermilionish',
  'Oobleckton',
  'BS37 5AA',
];

let world: World;
let admin: StaffVisitor;
beforeEach(async () => {
  world = await openWorld();
  admin = await signIn(world, 'admin', 'admin@staff.example');
});
afterEach(() => world.close());

/** The only letter, or the one among others that was confirmed. */
const letterOf = async () => {
  const letters = await world.deps.db.read.letter.findMany({
    include: { tokens: true, consents: true },
    orderBy: { confirmedAt: { sort: 'asc', nulls: 'last' } },
  });
  const letter = letters.at(0);
  if (!letter) throw new Error('there is no letter');
  return letter;
};

/** What was typed into that letter, as the files hold it: sealed, and never in clear. */
async function typedAsStored(): Promise<string[]> {
  const sealed = await sealedAbout(world, (await letterOf()).id);
  expect(await standingIn(world, sealed), 'it does stand there').not.toEqual([]);
  expect(await standingIn(world, TYPED), 'and not in clear').toEqual([]);
  return [...TYPED, ...sealed];
}

async function submitted(letter = ZOE, postcode = 'BS37 5AA') {
  const visitor = world.visitor();
  const preview = await writeLetter(visitor, postcode, letter);
  await submitLetter(visitor, preview);
  return visitor;
}

async function erased() {
  const { reference } = await letterOf();
  const { status } = await admin.post(`/staff/letters/${reference}/erasure`, { typed: `${reference}` });
  expect(status).toBe(303);
}

describe('erasing a letter’s writer', () => {
  it.each<[string, () => Promise<void>]>([
    ['a draft', async () => void (await writeLetter(world.visitor(), 'BS37 5AA', ZOE))],
    ['a letter whose mails wait in the outbox', async () => void (await submitted())],
    [
      'a letter that is in the queue, and among others',
      async () => {
        const visitor = await submitted();
        await world.deliver();
        await visitor.post(confirmPath(world, ZOE.email), {}).expect(303);
        for (let i = 0; i < 5; i += 1) {
          const other = { ...ZOE, name: `Ben ${i}`, email: `b${i}@supporter.example`, ...OTHER };
          await submitted(other, 'BS37 6AB');
        }
      },
    ],
    [
      'a letter that was held',
      async () => {
        const visitor = await submitted();
        await world.deliver();
        await visitor.post(confirmPath(world, ZOE.email), {}).expect(303);
        const { reference } = await letterOf();
        await admin.post(`/staff/letters/${reference}/hold`, { hold_reason: 'To be checked' });
      },
    ],
    [
      'a letter that an MP has',
      async () => {
        const visitor = await submitted();
        await world.deliver();
        await visitor.post(confirmPath(world, ZOE.email), {}).expect(303);
        await world.deliver();
      },
    ],
  ])('leaves no byte of what was typed in the files of %s', async (_what, begin) => {
    await begin();
    const typed = await typedAsStored();
    const sent = world.mail.received.length;
    await erased();
    expect(await standingIn(world, typed)).toEqual([]);
    await world.deliver();
    expect(
      world.mail.received.slice(sent).filter(({ raw }) => /Xylographic|Zanzibar/i.test(raw)),
      'no mail about it leaves any more',
    ).toEqual([]);
    expect((await letterOf()).state).toBe('erased');
  });

  it('keeps what counts without naming anyone', async () => {
    const visitor = await submitted();
    await world.deliver();
    const link = confirmPath(world, ZOE.email);
    await visitor.post(link, {}).expect(303);
    const before = await letterOf();
    await erased();
    const after = await letterOf();
    for (const kept of [
      'campaignId',
      'templateVersionId',
      'constituencyCode',
      'constituency',
      'lookupSource',
      'mpMemberId',
      'mpName',
      'way',
      'ownWords',
      'asks',
      'experiences',
      'relationship',
      'createdAt',
      'submittedAt',
      'confirmedAt',
      'reference',
    ] as const) {
      expect([kept, after[kept]]).toEqual([kept, before[kept]]);
    }
    expect(after).toMatchObject({ state: 'erased', tokens: [], postcode: '', personKey: null, updates: [] });
    expect(before.consents.map(({ kind }) => kind)).toEqual(['story', 'share_story', 'updates']);
    expect(after.consents.map(({ kind }) => kind)).toEqual(['story']);
    expect(after.draftKeyHash).not.toBe(before.draftKeyHash);
    await visitor.get('/school-attendance/letter').expect(404);
    await visitor.get(link).expect(404);
    await world.deliver();
    expect(world.mail.to(MP)).toEqual([]);

    const page = await admin.get(`/staff/letters/${after.reference}`).expect(200);
    expect(page.text).toContain('Erased a letter’s writer');
    expect(page.text).not.toContain('Show what was written');
    const text = await admin.post(`/staff/letters/${after.reference}/text`, { reason: 'To see' });
    expect(text.text).toContain('Nothing is held');
  });

  it('takes the wish to be kept in touch with it', async () => {
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'EH1 1YZ' }).expect(303);
    const email = 'zoe.unlikely@supporter.example';
    await visitor.post('/school-attendance/keep-in-touch', { email, updates: ['contact'] }).expect(303);
    const typed = await typedAsStored();
    await erased();
    expect(await standingIn(world, typed)).toEqual([]);
    expect(await world.deps.db.read.contact.count()).toBe(0);
    await world.deliver();
    expect(world.mail.received).toEqual([]);
  });

  it('is possible too where no letter leads to the address of somebody to be kept in touch', async () => {
    const { db } = world.deps;
    for (const [postcode, email] of Object.entries({
      'EH1 1YZ': ZOE.email,
      'EH1 1YY': 'ben@supporter.example',
    })) {
      const visitor = world.visitor();
      await visitor.post('/school-attendance/postcode', { postcode }).expect(303);
      const wish = { email, updates: ['contact'] };
      await visitor.post('/school-attendance/keep-in-touch', wish).expect(303);
    }
    // As an earlier version left it where somebody asked again with another address.
    const { id } = await db.read.contact.findFirstOrThrow({ where: { email: ZOE.email } });
    const sealed = await db.read.$queryRawUnsafe<{ email: string }[]>(
      `SELECT "email" FROM "Contact" WHERE "id" = '${id}'`,
    );
    const typed = [...TYPED, ...sealed.map(({ email }) => email)];
    expect(await standingIn(world, typed)).toHaveLength(1);
    await db.write(tx => tx.contact.update({ where: { id }, data: { letterId: null } }));
    const find = 'zoe.unlikely@supporter.example';
    const found = await admin.post('/staff/letters', { find });
    expect([found.status, found.text.includes('to be kept in touch, with no letter')]).toEqual([200, true]);
    expect(found.text).not.toMatch(/unlikely/i);

    const contacts = '/staff/letters/contacts';
    for (const wrong of ['', 'ben@supporter.example']) {
      expect((await admin.post(contacts, { typed: wrong })).status, 'that one has a letter').toBe(422);
    }
    expect(await db.read.contact.count()).toBe(2);
    const { headers } = await admin.post(contacts, { typed: find });
    expect((await admin.get(`${headers.location}`)).text).toContain(
      'Erased. Nothing is held of that address',
    );
    expect((await db.read.contact.findMany()).map(({ email }) => email)).toEqual(['ben@supporter.example']);
    expect(await standingIn(world, typed)).toEqual([]);
    const entries = await db.read.auditEntry.findMany({ orderBy: { id: 'asc' } });
    expect(entries).toMatchObject([
      { what: 'letter.find', target: '', details: { by: 'email address', found: 1 } },
      { what: 'contact.erase', target: id },
    ]);
    expect((await admin.post(contacts, { typed: find })).text).toContain('may have been erased already');
    const gone = await admin.post('/staff/letters', { find });
    expect(gone.text).not.toContain('to be kept in touch, with no letter');
  });

  it('is refused without the reference typed, and a second time', async () => {
    await submitted();
    const { reference } = await letterOf();
    for (const typed of ['', 'yes', '2222-2222']) {
      const refused = await admin.post(`/staff/letters/${reference}/erasure`, { typed });
      expect(refused.status).toBe(422);
      expect(refused.text).toContain(`Type ${reference} to erase`);
    }
    expect((await letterOf()).name).toBe(ZOE.name);
    await erased();
    const again = await admin.post(`/staff/letters/${reference}/erasure`, { typed: `${reference}` });
    expect(again.status).toBe(409);
    const entries = await world.deps.db.read.auditEntry.findMany({ where: { what: 'letter.erase' } });
    expect(entries).toMatchObject([{ who: 'admin@staff.example', target: reference, details: null }]);
  });

  it('stays done when a try was under way at that moment', async () => {
    const visitor = await submitted();
    await world.deliver();
    await visitor.post(confirmPath(world, ZOE.email), {}).expect(303);
    const typed = await typedAsStored();
    await Promise.all([world.deliver(), erased()]);
    await world.deliver();
    expect((await letterOf()).state).toBe('erased');
    expect(await standingIn(world, typed)).toEqual([]);
  });
});

/** Letters that stay, around the one that goes. */
const OTHER = { story: 'Another story.', address1: '2 Plain Street', address2: '', town: 'Yate' };
