import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/clock.ts';
import { signupCounts } from '../../src/figures/count.ts';
import { correctMember } from '../../src/mps/correction-store.ts';
import { hourlyWork } from '../../src/retention/hourly.ts';
import { later, mailsTo, submitted } from '../support/lifecycle.ts';
import { type Holder, NOVA, seatGoesTo } from '../support/seat.ts';
import { confirmPath, LETTER, openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const OLD = 'claire.young.mp@parliament.uk';
const ada = () => world.mail.to('ada@supporter.example');
const letter = () => world.deps.db.read.letter.findFirstOrThrow({ include: { consents: true } });

/** A letter confirmed and in the queue; nothing has been sent since. */
async function confirmed() {
  const visitor = world.visitor();
  await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA', LETTER));
  await world.deliver();
  await visitor.post(confirmPath(world), {}).expect(303);
  return visitor;
}

describe('a confirmed letter that is about to leave', () => {
  it('goes to the same MP at their address of now, as staff corrected it', async () => {
    await confirmed();
    const { mpMemberId } = await letter();
    const now = new Date('2026-11-24T10:00:00Z');
    await world.deps.db.write(tx =>
      correctMember(tx, mpMemberId ?? 0, { email: 'office@mp.example' }, 'ben', now),
    );
    await world.deliver();
    expect(world.mail.to(OLD)).toEqual([]);
    const [sent, ...more] = world.mail.to('office@mp.example');
    expect(more).toEqual([]);
    expect(sent?.text).toContain("can't manage a full day");
    expect(await letter()).toMatchObject({ state: 'accepted', mpEmail: 'office@mp.example', way: 'email' });
  });

  it('takes the address of now also on a later try', async () => {
    await confirmed();
    world.mail.behaviour.refuse = address => (address === OLD ? 450 : undefined);
    await world.deliver();
    const { mpMemberId, mpParty } = await letter();
    const same = { id: mpMemberId ?? 0, fullTitle: 'Claire Young', addressAs: null, party: mpParty ?? '' };
    await seatGoesTo(world, { ...same, email: 'claire@mp.example' });
    world.pass(HOUR);
    await world.deliver();
    expect(world.mail.to('claire@mp.example')).toHaveLength(1);
    expect((await letter()).state).toBe('accepted');
  });

  it('goes back to the supporter when the MP is another, who confirms it for the new MP', async () => {
    await confirmed();
    await seatGoesTo(world, NOVA);
    await world.deliver();
    expect(world.mail.to(OLD)).toEqual([]);
    expect(world.mail.to('nova@mp.example'), 'nothing is redirected silently').toEqual([]);
    expect(await letter()).toMatchObject({
      state: 'awaiting_confirmation',
      confirmedAt: null,
      mpName: 'Dr Nova Invented MP',
      mpEmail: 'nova@mp.example',
    });
    const asked = ada().at(-1);
    expect(asked?.subject).toBe('Your MP has changed: please look at your letter again');
    expect(asked?.text).toMatch(/has a new MP: Dr Nova Invented MP/);
    expect(
      ada().filter(({ subject }) => subject === 'Your letter to Claire Young MP'),
      'no copy says that it is on its way',
    ).toEqual([]);

    const link = confirmPath(world);
    const page = await world.visitor().get(link).expect(200);
    expect(page.text).toContain('Send your letter to Dr Nova Invented MP?');
    expect(page.text).toContain('Dear Dr Invented,');
    expect(page.text).toContain('is sent to Dr Nova Invented MP in my letter');
    await world.visitor().post(link, {}).expect(303);
    await world.deliver();
    const [sent, ...more] = world.mail.to('nova@mp.example');
    expect(more).toEqual([]);
    expect(sent?.text).toContain("can't manage a full day");
    expect(ada().at(-1)?.subject).toBe('Your letter to Dr Nova Invented MP');
    const { state, consents } = await letter();
    expect(state).toBe('accepted');
    expect(consents.map(({ wording }) => /sent to (.*) in my/.exec(wording)?.[1])).toEqual([
      'Claire Young MP',
      'Dr Nova Invented MP',
    ]);
  });

  it('is not sent when the supporter does not answer', async () => {
    await confirmed();
    await seatGoesTo(world, NOVA);
    await world.deliver();
    const link = confirmPath(world);
    world.pass(8 * DAY);
    await world.visitor().post(link, {}).expect(410);
    await world.deliver();
    expect(world.mail.to('nova@mp.example')).toEqual([]);
  });

  it('is reminded of anew where the supporter is asked again', async () => {
    const visitor = await submitted(world);
    await later(world, DAY);
    expect(mailsTo(world, /is waiting for you/)).toHaveLength(1);
    await visitor.post(confirmPath(world), {}).expect(303);
    await seatGoesTo(world, NOVA);
    await world.deliver();
    await later(world, DAY);
    const [, anew, ...more] = mailsTo(world, /is waiting for you/);
    expect(anew?.text).toContain('Dr Nova Invented MP');
    expect(more).toEqual([]);
  });

  it('is held while the seat is vacant, and its writer is asked when there is a new MP', async () => {
    const visitor = await confirmed();
    await seatGoesTo(world, null);
    await world.deliver();
    expect(world.mail.to(OLD)).toEqual([]);
    expect(ada().at(-1)?.subject).toBe('Your letter is waiting for a new MP');
    expect(ada().at(-1)?.text).toContain('a by-election is due');
    expect(await world.deps.db.read.letter.count({ where: { state: 'held' } })).toBe(1);
    const page = await visitor.get(confirmPath(world)).expect(200);
    expect(page.text).toContain('We are keeping your letter');

    const before = ada().length;
    await seatGoesTo(world, NOVA);
    await world.deliver();
    expect(ada()).toHaveLength(before + 1);
    expect(ada().at(-1)?.subject).toBe('There is a new MP: should your letter go to them?');
    expect(world.mail.to('nova@mp.example')).toEqual([]);
    await world.visitor().post(confirmPath(world), {}).expect(303);
    await world.deliver();
    expect(world.mail.to('nova@mp.example')).toHaveLength(1);
    expect((await letter()).state).toBe('accepted');
  });

  it('says so on the page of thanks while it is held', async () => {
    const visitor = await confirmed();
    await seatGoesTo(world, null);
    await world.deliver();
    const { text } = await visitor.get('/school-attendance/thanks').expect(200);
    expect(text).toContain('We are keeping your letter');
    expect(text).not.toContain('within a few minutes');
  });

  it.each([
    ['accepted', 'has gone out to your MP', {}],
    ['bounced', 'Your letter left, and came back.', { state: 'bounced' }],
    ['replied', 'you have told us of the reply', { state: 'replied' }],
  ])('is told of truly when it is %s', async (_state, words, change) => {
    const visitor = await confirmed();
    const link = confirmPath(world);
    await world.deliver();
    const { id } = await letter();
    await world.deps.db.write(tx => tx.letter.update({ where: { id }, data: change }));
    expect((await visitor.get(link).expect(200)).text).toContain(words);
    expect((await visitor.get('/school-attendance/thanks').expect(200)).text).not.toContain('a few minutes');
  });

  it('goes back to the supporter to post when the MP publishes no email address any more', async () => {
    await confirmed();
    const { mpMemberId } = await letter();
    const now = new Date('2026-11-24T10:00:00Z');
    await world.deps.db.write(tx => correctMember(tx, mpMemberId ?? 0, { email: '' }, 'ben', now));
    await world.deliver();
    expect(world.mail.to(OLD)).toEqual([]);
    const given = ada().at(-1);
    expect(given?.subject).toBe('Your letter to Claire Young MP: please send it yourself');
    expect(given?.text).toContain("can't manage a full day");
    expect(given?.text).toContain('House of Commons, London SW1A 0AA');
    expect(await letter()).toMatchObject({ state: 'confirmed', way: 'own_means', mpEmail: null });
    expect(await signupCounts(world.deps.db, { campaignId: null, from: null, to: null }, 'mp')).toMatchObject(
      [{ signups: 1, by_email: 0, own_means: 1 }],
    );
    expect(await world.deps.db.read.outboxMail.count({ where: { state: 'queued' } })).toBe(0);
  });

  it('leaves as it was where nothing has changed', async () => {
    await confirmed();
    await world.deliver();
    expect(world.mail.to(OLD)).toHaveLength(1);
    expect(await world.deps.db.read.outboxMail.count({ where: { state: 'withdrawn' } })).toBe(0);
  });
});

describe('a letter that waits for its confirmation', () => {
  it('needs no second look when the same MP has another address', async () => {
    const visitor = world.visitor();
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA', LETTER));
    await world.deliver();
    const { mpMemberId } = await letter();
    const now = new Date('2026-11-24T10:00:00Z');
    await world.deps.db.write(tx =>
      correctMember(tx, mpMemberId ?? 0, { email: 'office@mp.example' }, 'ben', now),
    );
    await visitor.post(confirmPath(world), {}).expect(303).expect('Location', '/school-attendance/thanks');
    await world.deliver();
    expect(world.mail.to('office@mp.example')).toHaveLength(1);
  });
});

describe('somebody who waits for a new MP', () => {
  const VACANT = 'E14001290';
  const WAITING = 'waiting@supporter.example';

  /** Asks to be told, as far as the mail to confirm. */
  async function asksToBeTold() {
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'N1 9AG' }).expect(303);
    await visitor.post('/school-attendance/mp', { constituency: VACANT }).expect(303);
    await visitor
      .post('/school-attendance/keep-in-touch', { email: WAITING, told: 'yes' })
      .expect(303)
      .expect('Location', '/school-attendance/keep-in-touch/sent');
    await world.deliver();
    return confirmPath(world, WAITING);
  }
  const fill = async (holder: Holder) => {
    await seatGoesTo(world, holder, VACANT);
    await world.deliver();
  };
  const told = () => world.mail.to(WAITING).filter(({ subject }) => subject?.includes('has a new MP'));

  it('is told once when the seat is filled', async () => {
    await world
      .visitor()
      .post(await asksToBeTold(), {})
      .expect(303);
    await world.deliver();
    expect(told()).toEqual([]);
    await fill(NOVA);
    expect(told()).toHaveLength(1);
    expect(told()[0]?.subject).toBe('Holborn and St Pancras has a new MP');
    expect(told()[0]?.text).toContain('Dr Nova Invented MP');
    expect(told()[0]?.text).toContain('http://localhost:3000/school-attendance');
    await fill(null);
    await fill({ ...NOVA, id: 99_003 });
    expect(told()).toHaveLength(1);
  });

  it('gets the way back to the draft, on any device and weeks later', async () => {
    const link = await asksToBeTold();
    await world.visitor().post(link, {}).expect(303);
    world.pass(60 * DAY);
    await hourlyWork(world.deps);
    await fill(NOVA);
    const path = /\/my-letter\/[\w-]+/.exec(told()[0]?.text ?? '')?.[0] ?? '';
    const elsewhere = world.visitor();
    expect((await elsewhere.get(path).expect(200)).text).toContain('Email me once there is a new MP');
    await elsewhere.post(`${path}/draft`, {}).expect(303);
    expect((await elsewhere.get('/school-attendance/mp').expect(200)).text).toContain('Dr Nova Invented');
  });

  it('is told nothing before they confirmed their address, and at once when they confirm late', async () => {
    const link = await asksToBeTold();
    await fill(NOVA);
    expect(told()).toEqual([]);
    await world.visitor().post(link, {}).expect(303);
    await world.deliver();
    expect(told()).toHaveLength(1);
  });
});
