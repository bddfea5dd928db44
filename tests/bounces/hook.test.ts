import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/clock.ts';
import { claimMail } from '../../src/delivery/claim.ts';
import { recordOutcome } from '../../src/delivery/record-outcome.ts';
import { doubtfulAddresses } from '../../src/staff/mps/mp-case-store.ts';
import { deliveryReport, plainMail } from '../support/delivery-report.ts';
import { HOOK_SECRET, postReport } from '../support/hook.ts';
import { confirmPath, LETTER, openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

const MP = 'claire.young.mp@parliament.uk';
let world: World;

/** A letter that its MP's mail server took. */
async function acceptedLetter(name = 'ada') {
  const letter = await confirmedLetter(name);
  await world.deliver();
  return { ...letter, sender: world.mail.to(MP).at(-1)?.envelope.from ?? '' };
}

/** A letter that is about to leave. */
async function confirmedLetter(name = 'ada') {
  const email = `${name}@supporter.example`;
  const visitor = world.visitor();
  await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA', { ...LETTER, name, email }));
  await world.deliver();
  await visitor.post(confirmPath(world, email), {}).expect(303);
  const { id } = await world.deps.db.read.letter.findFirstOrThrow({ where: { email } });
  const mailOf = (kind: string) =>
    world.deps.db.read.outboxMail.findFirstOrThrow({ where: { aboutId: id, kind } });
  return {
    id,
    email,
    mailOf,
    state: async () => (await world.deps.db.read.letter.findUniqueOrThrow({ where: { id } })).state,
    toSupporter: () => world.mail.to(email),
  };
}

/** The mail of a letter whose try a worker has just begun. */
async function claimedMail() {
  const { db, clock, pace } = world.deps;
  const { mails } = await claimMail(db, { by: 'a slow worker', limit: 5, pace }, clock());
  const claimed = mails.find(({ kind }) => kind === 'letter');
  if (!claimed) throw new Error('not claimed');
  return claimed;
}

const rows = () =>
  world.deps.db.read.bounceReport.findMany({ select: { kind: true, status: true, outboxMailId: true } });

describe('a report posted to /hooks/mail', () => {
  beforeEach(async () => {
    world = await openWorld({ HOOK_SECRET });
  });
  afterEach(() => world.close());

  it('that the letter bounced reaches the supporter, with the text to send another way', async () => {
    const letter = await acceptedLetter();
    expect(await letter.state()).toBe('accepted');
    expect(letter.sender).toMatch(/^letters\+[a-z2-7]{26}@campaign\.example$/);

    await postReport(world, deliveryReport({ to: letter.sender })).expect(204);
    expect(await letter.state()).toBe('bounced');
    await world.deliver();
    const failure = letter.toSupporter().at(-1);
    expect(failure?.subject).toBe('Your letter to Claire Young MP could not be sent');
    expect(failure?.text).toContain("can't manage a full day");
    expect(failure?.headers.get('auto-submitted')).toBe('auto-generated');
    const mail = await letter.mailOf('letter');
    expect(await rows()).toEqual([{ kind: 'permanent', status: '5.1.1', outboxMailId: mail.id }]);
    expect(mail.bouncedAt).toEqual(world.deps.clock());
  });

  it.each([
    ['a report that it bounced', (to: string) => deliveryReport({ to }), 'bounced'],
    ['an automatic answer', (to: string) => plainMail(['Auto-Submitted: auto-replied'], to), 'accepted'],
  ])('ends the doubt about a letter whose try ended in the dark: %s', async (_what, reportTo, state) => {
    const letter = await confirmedLetter();
    const { db, clock, pace, onSettled } = world.deps;
    const { mails } = await claimMail(db, { by: 'a worker', limit: 5, pace }, clock());
    for (const mail of mails.filter(({ kind }) => kind === 'letter')) {
      await recordOutcome(db, mail, { kind: 'unknown', reason: 'connection lost' }, onSettled, clock());
    }
    expect(await letter.state()).toBe('confirmed');
    const { bounceToken } = await letter.mailOf('letter');
    await postReport(world, reportTo(`letters+${bounceToken}@campaign.example`)).expect(204);
    expect(await letter.state()).toBe(state);
    world.pass(DAY);
    await world.deliver();
    expect(world.mail.to(MP), 'it is not sent again').toEqual([]);
  });

  it.each([
    ['it bounced', '5.1.1', 'bounced', 'sent', 0],
    ['the mailbox is full', '5.2.2', 'confirmed', 'queued', 1],
  ])('counts though it comes before we wrote down that the letter was taken: %s', async (...row) => {
    const [, status, state, mailState, arrivesAgain] = row;
    const letter = await confirmedLetter();
    const { db, clock, onSettled } = world.deps;
    const claimed = await claimedMail();
    const to = `letters+${claimed.bounceToken}@campaign.example`;
    const recipients = [{ action: 'failed', status, diagnostic: `smtp; 550 ${status}` }];
    await postReport(world, deliveryReport({ to, recipients })).expect(204);
    await recordOutcome(db, claimed, { kind: 'accepted' }, onSettled, clock());
    expect(await letter.state()).toBe(state);
    expect((await letter.mailOf('letter')).state).toBe(mailState);
    world.pass(DAY);
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(arrivesAgain);
    expect(await letter.state()).toBe(arrivesAgain ? 'accepted' : 'bounced');
  });

  it('that it is delayed leaves the word to the try that is under way', async () => {
    const letter = await confirmedLetter();
    const { db, clock, onSettled } = world.deps;
    const claimed = await claimedMail();
    const to = `letters+${claimed.bounceToken}@campaign.example`;
    await postReport(
      world,
      deliveryReport({ to, recipients: [{ action: 'delayed', status: '4.4.7' }] }),
    ).expect(204);
    expect(await letter.state()).toBe('confirmed');
    await recordOutcome(db, claimed, { kind: 'refused', reason: 'other 5xx' }, onSettled, clock());
    expect(await letter.state()).toBe('failed');
  });

  it('is found by the Message-ID of what came back, where the address was lost', async () => {
    const letter = await acceptedLetter();
    const returned = `Message-ID: ${(await letter.mailOf('letter')).messageId}\n\nDear Claire`;
    await postReport(world, deliveryReport({ returned })).expect(204);
    expect(await letter.state()).toBe('bounced');
  });

  it('may come as a provider’s JSON', async () => {
    const letter = await acceptedLetter();
    const event = [
      {
        event: 'bounce',
        sg_event_id: 'e1',
        'smtp-id': (await letter.mailOf('letter')).messageId,
        status: '5.1.1',
      },
    ];
    await postReport(world, JSON.stringify(event), { type: 'application/json' }).expect(204);
    expect(await letter.state()).toBe('bounced');
  });

  it('changes nothing the second time, though it is signed anew', async () => {
    const letter = await acceptedLetter();
    const report = deliveryReport({ to: letter.sender });
    await postReport(world, report).expect(204);
    await world.deliver();
    const before = { rows: await rows(), mails: letter.toSupporter().length };
    world.pass(MINUTE);
    await postReport(world, report).expect(204);
    await postReport(world, deliveryReport({ to: letter.sender, id: '<another@mail.example>' })).expect(204);
    await world.deliver();
    expect(letter.toSupporter()).toHaveLength(before.mails);
    expect(await rows()).toHaveLength(before.rows.length + 1);
    expect(await letter.state()).toBe('bounced');
  });

  it.each(['replied', 'erased', 'failed', 'bounced', 'confirmed'])(
    'changes nothing for a letter that is %s',
    async state => {
      const letter = await acceptedLetter();
      await world.deps.db.write(tx => tx.letter.update({ where: { id: letter.id }, data: { state } }));
      const mails = letter.toSupporter().length;
      await postReport(world, deliveryReport({ to: letter.sender })).expect(204);
      await world.deliver();
      expect(await letter.state()).toBe(state);
      expect(letter.toSupporter()).toHaveLength(mails);
      expect(await rows()).toHaveLength(1);
    },
  );

  it('tells the supporter without the text, where it is no longer kept', async () => {
    const letter = await acceptedLetter();
    await world.deps.db.write(tx =>
      tx.letter.update({ where: { id: letter.id }, data: { body: null, subject: null } }),
    );
    await postReport(world, deliveryReport({ to: letter.sender })).expect(204);
    await world.deliver();
    const failure = letter.toSupporter().at(-1);
    expect(failure?.subject).toContain('could not be sent');
    expect(failure?.text).toContain('no longer hold the text');
    expect(failure?.text).not.toContain('manage a full day');
  });

  it('that the mailbox is full makes the letter leave again, as the same mail', async () => {
    const letter = await acceptedLetter();
    const full = [{ action: 'failed', status: '5.2.2' }];
    const report = deliveryReport({ to: letter.sender, recipients: full });
    await postReport(world, report).expect(204);
    expect(await letter.state()).toBe('confirmed');
    await world.deliver();
    expect(world.mail.to(MP), 'not at once').toHaveLength(1);
    world.pass(HOUR);
    await world.deliver();
    const [first, second, ...more] = world.mail.to(MP);
    expect(more).toEqual([]);
    expect(second?.messageId).toBe(first?.messageId);
    expect(second?.text).toBe(first?.text);
    expect(await letter.state()).toBe('accepted');
    expect(letter.toSupporter().at(-1)?.subject).not.toContain('could not be sent');

    await postReport(world, report).expect(204);
    expect(await letter.state(), 'the same report again is about the first try').toBe('accepted');
  });

  it('that the mailbox is still full after five days ends it', async () => {
    const letter = await acceptedLetter();
    world.pass(5 * DAY);
    const full = [{ action: 'failed', status: '5.2.2' }];
    await postReport(world, deliveryReport({ to: letter.sender, recipients: full })).expect(204);
    expect(await letter.state()).toBe('bounced');
    await world.deliver();
    expect(letter.toSupporter().at(-1)?.subject).toContain('could not be sent');
  });

  it.each([
    [
      'a delay',
      (to: string) => deliveryReport({ to, recipients: [{ action: 'delayed', status: '4.4.1' }] }),
      ['delayed'],
    ],
    ['an automatic answer', (to: string) => plainMail(['Auto-Submitted: auto-replied'], to), ['auto-reply']],
    ['a person’s answer', (to: string) => plainMail(['Subject: Hello'], to), ['unreadable']],
    [
      'success',
      (to: string) => deliveryReport({ to, recipients: [{ action: 'delivered', status: '2.0.0' }] }),
      [],
    ],
  ])('about %s is recorded at most', async (_what, report, kinds) => {
    const letter = await acceptedLetter();
    const mails = world.mail.received.length;
    await postReport(world, report(letter.sender)).expect(204);
    await world.deliver();
    expect((await rows()).map(({ kind }) => kind)).toEqual(kinds);
    expect(await letter.state()).toBe('accepted');
    expect(world.mail.received).toHaveLength(mails);
  });

  it('marks a mail to confirm that bounced, and the letter keeps waiting', async () => {
    const visitor = world.visitor();
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
    await world.deliver();
    const to = world.mail.to('ada@supporter.example').at(-1)?.envelope.from ?? '';
    await postReport(world, deliveryReport({ to })).expect(204);
    await world.deliver();
    const [mail] = await world.deps.db.read.outboxMail.findMany();
    expect(mail).toMatchObject({ kind: 'confirmation', bouncedAt: world.deps.clock() });
    expect((await world.deps.db.read.letter.findFirstOrThrow()).state).toBe('awaiting_confirmation');
    expect(world.mail.received).toHaveLength(1);
  });

  it('marks a supporter’s copy that bounced, and the letter stays accepted', async () => {
    const letter = await acceptedLetter();
    const to = letter.toSupporter().at(-1)?.envelope.from ?? '';
    await postReport(world, deliveryReport({ to })).expect(204);
    expect((await letter.mailOf('copy')).bouncedAt).toEqual(world.deps.clock());
    expect((await letter.mailOf('letter')).bouncedAt).toBeNull();
    expect(await letter.state()).toBe('accepted');
  });

  it('counts an address that failed for two letters, and not one that failed once', async () => {
    const letters = [await acceptedLetter('ada'), await acceptedLetter('ben')];
    for (const [index, { sender }] of letters.entries()) {
      expect(await doubtfulAddresses(world.deps.db)).toEqual([]);
      await postReport(world, deliveryReport({ to: sender, id: `<r${index}@mail.example>` })).expect(204);
    }
    expect(await doubtfulAddresses(world.deps.db)).toMatchObject([{ email: MP, failed: 2 }]);
  });

  it('keeps no address and no text, neither in its row nor in the log', async () => {
    const letter = await acceptedLetter();
    await postReport(world, deliveryReport({ to: letter.sender })).expect(204);
    const kept = JSON.stringify([await world.deps.db.read.bounceReport.findMany(), world.log]);
    for (const word of ['nova', 'mp.example', letter.sender, 'Dear Nova']) expect(kept).not.toContain(word);
  });
});
