import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/clock.ts';
import { claimMail } from '../../src/delivery/claim.ts';
import { recordOutcome } from '../../src/delivery/record-outcome.ts';
import { newestLetter, onlyLetter, submitted } from '../support/lifecycle.ts';
import { type StaffVisitor, signIn } from '../support/staff.ts';
import { confirmPath, LETTER, openWorld, type World } from '../support/world.ts';

const MP = 'claire.young.mp@parliament.uk';
const ADA = 'ada@supporter.example';
const TYPED = ["can't manage a full day", 'Ada Example', ADA, '1 Invented Street', 'BS37'];

let world: World;
let admin: StaffVisitor;
beforeEach(async () => {
  world = await openWorld();
  admin = await signIn(world, 'admin', 'admin@staff.example');
});
afterEach(() => world.close());

/** A letter that waits for its confirmation, whose mail has left, and its reference. */
async function written(letter = LETTER, postcode = 'BS37 5AA') {
  const visitor = await submitted(world, letter, postcode);
  const { reference } = await newest();
  return { visitor, reference };
}
async function confirmed(letter = LETTER) {
  const { visitor, reference } = await written(letter);
  await visitor.post(confirmPath(world, String(letter.email)), {}).expect(303);
  return reference;
}
async function newest() {
  const letter = await newestLetter(world);
  return { ...letter, reference: letter.reference ?? '' };
}
const audited = () =>
  world.deps.db.read.auditEntry.findMany({
    select: { who: true, what: true, target: true, details: true },
    orderBy: { id: 'asc' },
  });
const page = (reference: string) => `/staff/letters/${reference}`;

/** What the admin gets for a form, once it is the status and, where given, the way on that is expected. */
async function posts(url: string, form: Record<string, string>, status: number, location?: string) {
  const response = await admin.post(url, form);
  expect(response.status, url).toBe(status);
  if (location) expect(response.headers.location).toBe(location);
  return response;
}

describe('finding a letter', () => {
  it.each(['ADA@Supporter.example', ADA])(
    'finds it by the address %s, which stands in no URL',
    async find => {
      const { reference } = await written();
      await posts('/staff/letters', { find }, 303, page(reference));
      expect(JSON.stringify(world.log)).not.toMatch(/supporter/i);
      expect(await audited()).toEqual([
        {
          who: 'admin@staff.example',
          what: 'letter.find',
          target: reference,
          details: { by: 'email address', found: 1 },
        },
      ]);
    },
  );

  it('finds it by the reference however it is typed', async () => {
    const { reference } = await written();
    await posts('/staff/letters', { find: reference.toLowerCase().replace('-', ' ') }, 303, page(reference));
  });

  it('lists all letters of one address, and names nobody', async () => {
    const first = (await written()).reference;
    world.pass(MINUTE);
    const second = (await written({ ...LETTER, name: 'Ben Example' })).reference;
    const { text } = await posts('/staff/letters', { find: ADA }, 200);
    expect(text).toContain('2 letters');
    expect(text.indexOf(first)).toBeGreaterThan(text.indexOf(second));
    expect(text).not.toMatch(/Ada|Ben|Invented/);
  });

  it('finds the draft of somebody who asked to be kept in touch', async () => {
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'EH1 1YZ' }).expect(303);
    await visitor
      .post('/school-attendance/keep-in-touch', { email: 'scot@supporter.example', updates: ['contact'] })
      .expect(303);
    const { reference } = await onlyLetter(world);
    const find = 'scot@supporter.example';
    await posts('/staff/letters', { find }, 303, page(String(reference)));
  });

  it('says what to do where there is none, and where nothing can be looked for', async () => {
    const none = await posts('/staff/letters', { find: 'nobody@supporter.example' }, 200);
    expect(none.text).toContain('Perhaps they used another one');
    const unknown = await posts('/staff/letters', { find: '2222-2222' }, 200);
    expect(unknown.text).toContain('There is no letter of that reference');
    const bad = await posts('/staff/letters', { find: 'Ada' }, 422);
    expect(bad.text).toContain('<title>Error: ');
    expect(bad.text).toContain('value="Ada"');
    await admin.get(page('2222-2222')).expect(404);
    await admin.get(page('nothing')).expect(404);
  });
});

describe('the page of a letter', () => {
  it('tells how it stands, and shows nothing that was typed or that opens it', async () => {
    const reference = await confirmed();
    world.mail.behaviour.refuse = address => (address === MP ? 450 : undefined);
    await world.deliver();
    const { text } = await admin.get(page(reference)).expect(200);
    expect(text).toContain('Confirmed, in the queue');
    expect(text).toContain('Claire Young MP, Liberal Democrat');
    expect(text).toContain('found by the postcode’s area');
    expect(text).toMatch(/sent to Claire Young MP in my letter/);
    expect(text).toContain('To the MP: the letter');
    expect(text).toContain('last answer: not now (other 4xx 450); next try 24 November 2026 at 10:01');
    for (const typed of TYPED) expect(text).not.toContain(typed);
    const tokens = await world.deps.db.read.token.findMany();
    expect(tokens.length).toBeGreaterThan(0);
    const { draftKeyHash, id } = await newest();
    for (const secret of [...tokens.map(({ hash }) => hash), draftKeyHash, id]) {
      expect(text).not.toContain(secret);
    }
    await world.deps.db.write(tx => tx.outboxMail.deleteMany());
    expect((await admin.get(page(reference))).text).toContain('None is on record. Records of mail');
  });

  it('shows what was written for a reason alone, and keeps the reason', async () => {
    const { reference } = await written();
    const refused = await posts(`${page(reference)}/text`, { reason: ' ' }, 422);
    expect(refused.text).toContain('Say why you need to see it');
    expect(refused.text).not.toContain('Invented Street');
    expect(await audited()).toEqual([]);

    const { text } = await posts(`${page(reference)}/text`, { reason: 'The writer asked' }, 200);
    for (const typed of ['manage a full day', 'Ada Example', ADA, '1 Invented Street', 'BS37 5AA']) {
      expect(text).toContain(typed);
    }
    expect(text).not.toContain(confirmPath(world));
    expect(await audited()).toMatchObject([
      { what: 'letter.read', target: reference, details: { reason: 'The writer asked' } },
    ]);
    expect((await admin.get(page(reference))).text).toContain('Read what was written');
  });
});

describe('the first page', () => {
  it('says what to do while nothing is held or flagged', async () => {
    const { text } = await admin.get('/staff/letters').expect(200);
    expect(text).toContain('No letter is held.');
    expect(text).toContain('Held: 0');
    expect(text).toContain('Written in the MP’s own name: 0');
  });

  it('counts and lists what is held and what bears the MP’s own name', async () => {
    const reference = await confirmed({ ...LETTER, name: 'claire  YOUNG', email: 'cy@supporter.example' });
    await posts(`${page(reference)}/hold`, { hold_reason: 'Looks like a prank' }, 303);
    const { text } = await admin.get('/staff/letters').expect(200);
    expect(text).toContain('Held: 1');
    expect(text).toContain('Held by staff: Looks like a prank');
    expect(text).toContain('Written in the MP’s own name: 1');
    expect(text).not.toContain('cy@supporter.example');
  });
});

describe('sending the confirmation again', () => {
  it('sends one more, ends the earlier link, and is audited', async () => {
    const { reference, visitor } = await written();
    const before = confirmPath(world);
    await posts(`${page(reference)}/confirmation`, {}, 303);
    await world.deliver();
    expect(world.mail.to(ADA)).toHaveLength(2);
    const after = confirmPath(world);
    expect(after).not.toBe(before);
    await visitor.post(before, {}).expect(404);
    await visitor.post(after, {}).expect(303);
    expect((await audited()).map(({ what }) => what)).toEqual(['letter.ask']);
    const refused = await posts(`${page(reference)}/confirmation`, {}, 409);
    expect(refused.text).toContain('that cannot be done');
    expect(await audited()).toHaveLength(1);
  });
});

describe('a letter that staff hold', () => {
  it('does not leave until it is released, and then leaves once', async () => {
    const reference = await confirmed();
    await posts(`${page(reference)}/hold`, { hold_reason: 'To be checked' }, 303);
    await world.deliver();
    world.pass(6 * 24 * 60 * MINUTE);
    await world.deliver();
    expect(world.mail.to(MP)).toEqual([]);
    admin = await signIn(world, 'admin', 'second@staff.example');
    expect((await admin.get(page(reference))).text).toContain('Held by staff: To be checked');

    await posts(`${page(reference)}/release`, {}, 303);
    await world.deliver();
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(1);
    expect(world.mail.to(MP)[0]?.text).toContain("can't manage a full day");
    expect(await newest()).toMatchObject({ state: 'accepted', holdReason: null });
    expect(await audited()).toMatchObject([
      { who: 'admin@staff.example', what: 'letter.hold', details: { reason: 'To be checked' } },
      { who: 'second@staff.example', what: 'letter.release', target: reference },
    ]);
  });

  it('keeps its Message-ID, so that a try that ended in the dark is no second letter', async () => {
    const reference = await confirmed();
    const queued = await world.deps.db.read.outboxMail.findFirstOrThrow({ where: { kind: 'letter' } });
    await posts(`${page(reference)}/hold`, { hold_reason: 'To be checked' }, 303);
    await posts(`${page(reference)}/release`, {}, 303);
    await world.deliver();
    expect(world.mail.to(MP)[0]?.messageId).toBe(queued.messageId);
  });

  it('is refused while a try is under way, and can be held where the mail server did not take it', async () => {
    const reference = await confirmed();
    const { db, clock, pace, onSettled } = world.deps;
    const { mails } = await claimMail(db, { by: 'a worker', limit: 5, pace }, clock());
    const refused = await posts(`${page(reference)}/hold`, { hold_reason: 'Too late' }, 409);
    expect(refused.text).toContain('leaving at this moment');
    expect(await audited()).toEqual([]);
    for (const mail of mails) {
      await recordOutcome(db, mail, { kind: 'try-later', reason: 'greylisted' }, onSettled, clock());
    }
    await posts(`${page(reference)}/hold`, { hold_reason: 'In time' }, 303);
    world.pass(MINUTE);
    await world.deliver();
    expect(world.mail.to(MP)).toEqual([]);
  });

  it('is held or leaves, never both, where both happen at once', async () => {
    for (let i = 0; i < 10; i += 1) {
      const email = `racer${i}@supporter.example`;
      const reference = await confirmed({ ...LETTER, email });
      const sentBefore = world.mail.to(MP).length;
      const [{ status }] = await Promise.all([
        admin.post(`${page(reference)}/hold`, { hold_reason: 'Racing' }),
        world.deliver(),
      ]);
      await world.deliver();
      expect([status, world.mail.to(MP).length - sentBefore]).toEqual(status === 303 ? [303, 0] : [409, 1]);
      expect((await newest()).state).toBe(status === 303 ? 'held' : 'accepted');
    }
  });

  it.each(['hold', 'release'])('is refused where %s is not legal', async action => {
    const { reference } = await written();
    await posts(`${page(reference)}/${action}`, { hold_reason: 'Why not' }, 409);
    expect((await newest()).state).toBe('awaiting_confirmation');
    expect(await audited()).toEqual([]);
  });

  it('needs a reason', async () => {
    const reference = await confirmed();
    await posts(`${page(reference)}/hold`, { hold_reason: 'x'.repeat(201) }, 422);
    await posts(`${page(reference)}/hold`, {}, 422);
    expect((await newest()).state).toBe('confirmed');
  });

  it('is not released by staff where its seat is vacant', async () => {
    const reference = await confirmed();
    await world.deps.db.write(tx => tx.member.deleteMany({ where: { constituencyCode: 'E14001545' } }));
    await world.deliver();
    expect((await admin.get(page(reference))).text).toContain('Held: the seat is vacant');
    const refused = await posts(`${page(reference)}/release`, {}, 409);
    expect(refused.text).toContain('waits for a new MP');
    expect((await newest()).state).toBe('held');
  });
});
