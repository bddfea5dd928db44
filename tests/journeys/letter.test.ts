import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/clock.ts';
import { startMailServer } from '../support/mail-server.ts';
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
beforeEach(async () => {
  world = await openWorld();
});

const MP = 'claire.young.mp@parliament.uk';

/** As far as the mail to confirm. */
async function untilConfirmation(letter = LETTER) {
  const visitor = world.visitor();
  await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA', letter));
  await world.deliver();
  return visitor;
}

describe('a letter from BS37 5AA', () => {
  afterEach(() => world.close());

  it('reaches Claire Young as the supporter confirmed it, and is logged', async () => {
    const visitor = world.visitor();
    await visitor.post('/school-attendance/postcode', { postcode: 'bs375aa' }).expect(303);
    const mp = await visitor.get('/school-attendance/mp').expect(200);
    expect(mp.text).toContain('Your MP is Claire Young');
    expect(mp.text).toContain('Thornbury and Yate');
    expect(mp.text).toContain('Liberal Democrat');
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(0);

    const link = confirmPath(world);
    const page = await visitor.get(link).expect(200);
    expect(page.text).toContain('Send my letter');
    await world.deliver();
    expect(world.mail.to(MP), 'opening the link sends nothing').toHaveLength(0);
    await visitor.post(link, {}).expect(303).expect('Location', '/school-attendance/thanks');
    await world.deliver();

    const [letter, ...more] = world.mail.to(MP);
    expect(more).toEqual([]);
    expect(letter?.from?.value).toEqual([
      { name: 'Ada Example via Contact and Define Fine', address: 'letters@campaign.example' },
    ]);
    expect(letter?.replyTo?.value).toEqual([{ name: 'Ada Example', address: 'ada@supporter.example' }]);
    expect(letter?.envelope.from).toMatch(/^letters\+[a-z2-7]{26}@campaign\.example$/);
    expect(letter?.subject).toBe(
      'From your constituent Ada Example: school attendance and disabled children',
    );
    expect(letter?.text?.trimEnd().split('\n\n')).toEqual([
      'Claire Young MP\nHouse of Commons\nLondon\nSW1A 0AA',
      '24 November 2026',
      'Dear Claire Young,',
      "My son, 9, can't manage a full day. We were fined all the same.",
      'He cried for a week.',
      expect.stringMatching(/\bparent or\s+carer\b|\bcare for a\s+disabled\s+child\b/),
      expect.stringMatching(/\bfamilies are fined\b/i),
      expect.stringMatching(/press the Government for:$/),
      [
        '- a change of culture in how attendance is talked about and handled, so that',
        '  families are met with support and not with blame',
        '- an Attendance Code of Practice that brings all government guidance into',
        '  one place, with consequences for schools that disregard it',
        '- real accountability for every education setting that fails its statutory',
        '  duties under the guidance “Working together to improve school attendance”',
        '  and the Equality Act 2010',
        '- investment in the special educational needs system, so that no child',
        '  misses education because their needs are unmet or no suitable place exists',
      ].join('\n'),
      'Will you raise this with the Secretary of State for Education?',
      expect.stringMatching(/your reply\.$|hearing from you\.$/),
      'Yours sincerely,',
      'Ada Example\n1 Invented Street\nYate\nBS37 5AA',
    ]);
    const copy = world.mail.to('ada@supporter.example').at(-1);
    expect(copy?.text).toContain("can't manage a full day");

    const [row] = await world.deps.db.read.letter.findMany({ include: { consents: true } });
    expect(row).toMatchObject({
      state: 'accepted',
      way: 'email',
      constituencyCode: 'E14001545',
      constituency: 'Thornbury and Yate',
      lookupSource: 'sector',
      mpName: 'Claire Young MP',
      mpEmail: MP,
      asks: ['culture', 'code', 'accountability', 'invest'],
      experiences: ['fines'],
      variant: 'default',
    });
    expect(row?.consents).toHaveLength(1);
    expect(row?.consents[0]).toMatchObject({
      kind: 'story',
      wording: expect.stringContaining('Claire Young MP'),
    });
    const campaign = await visitor.get('/school-attendance').expect(200);
    expect(campaign.text).toMatch(/<strong>1<\/strong> <span>letter so far/);
  });

  it('is one letter however often the buttons are pressed', async () => {
    const visitor = world.visitor();
    const text = previewed((await writeLetter(visitor, 'BS37 5AA')).text);
    await Promise.all(
      [1, 2, 3].map(() => visitor.post('/school-attendance/preview', { ...text, action: 'send' })),
    );
    await world.deliver();
    expect(world.mail.to('ada@supporter.example')).toHaveLength(1);
    const link = confirmPath(world);
    await Promise.all([1, 2, 3].map(() => visitor.post(link, {}).expect(303)));
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(1);
    expect(await world.deps.db.read.letter.count()).toBe(1);
  });

  it('is sent in the words that the supporter edited, and with {{story}} and <script> as typed', async () => {
    const visitor = world.visitor();
    const page = await writeLetter(visitor, 'BS37 5AA', {
      ...LETTER,
      story: 'He’s <b>ill</b> & {{story}} 🙂 שלום',
    });
    expect(page.text).not.toContain('<b>ill');
    const text = previewed(page.text);
    expect(text.body).toContain('He’s <b>ill</b> & {{story}} 🙂 שלום');
    const body = `${text.body}\n\nPS: <script>alert('x')</script>`;
    await visitor.post('/school-attendance/preview', { ...text, body, action: 'send' }).expect(303);
    await world.deliver();
    await visitor.post(confirmPath(world), {}).expect(303);
    await world.deliver();
    const [letter] = world.mail.to(MP);
    expect(letter?.text).toContain('He’s <b>ill</b> & {{story}} 🙂 שלום');
    expect(letter?.text).toContain("PS: <script>alert('x')</script>");
    expect(letter?.html).toBe(false);
  });

  it('is not sent twice by the same person within 28 days, and the first is shown instead', async () => {
    await untilConfirmation();
    await world.visitor().post(confirmPath(world), {}).expect(303);
    await world.deliver();
    await untilConfirmation({ ...LETTER, email: 'Ada@Supporter.example' });
    const second = world.mail.received.at(-1)?.text?.match(/localhost:3000(\S+)/)?.[1] ?? '';
    const page = await world.visitor().get(second).expect(200);
    expect(page.text).toContain('You have written to Claire Young MP');
    await world.visitor().post(second, {}).expect(303);
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(1);
  });

  it('is sent for two people who share an email address', async () => {
    await untilConfirmation();
    await world.visitor().post(confirmPath(world), {}).expect(303);
    await untilConfirmation({ ...LETTER, name: 'Ben Example' });
    await world.visitor().post(confirmPath(world), {}).expect(303);
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(2);
  });

  it('can be taken back and changed while it waits for its confirmation', async () => {
    const visitor = await untilConfirmation();
    const link = confirmPath(world);
    await visitor.get('/school-attendance/letter').expect(303).expect('Location', '/school-attendance/sent');
    await visitor.post('/school-attendance/sent', { action: 'change' }).expect(303);
    const form = await visitor.get('/school-attendance/letter').expect(200);
    expect(form.text).toContain('ada@supporter.example');
    await world.visitor().post(link, {}).expect(404);
  });

  it('ends as failed, and its writer gets the text, when the MP’s server refuses it', async () => {
    await untilConfirmation();
    await world.visitor().post(confirmPath(world), {}).expect(303);
    world.mail.behaviour.refuse = address => (address === MP ? 550 : undefined);
    await world.deliver();
    const failure = world.mail.to('ada@supporter.example').at(-1);
    expect(failure?.subject).toBe('Your letter to Claire Young MP could not be sent');
    expect(failure?.text).toContain("can't manage a full day");
    expect((await world.deps.db.read.letter.findFirstOrThrow()).state).toBe('failed');
  });
});

describe('a link to confirm', () => {
  afterEach(() => world.close());

  it('is refused when unknown, truncated, or older than 7 days', async () => {
    await untilConfirmation();
    const link = confirmPath(world);
    await world.visitor().get('/confirm/nonsense').expect(404);
    await world.visitor().post(link.slice(0, -3), {}).expect(404);
    world.pass(8 * DAY);
    await world.visitor().get(link).expect(410);
    await world.visitor().post(link, {}).expect(410);
    await world.deliver();
    expect(world.mail.to(MP)).toHaveLength(0);
  });
});

describe('the outbox', () => {
  it('sends the letter once, after the mail server was down and the application restarted', async () => {
    await untilConfirmation();
    const link = confirmPath(world);
    const { port } = world.mail;
    await world.mail.stop();
    await world.visitor().post(link, {}).expect(303);
    await world.deliver();
    await world.restart();
    const again = await startMailServer({ port });
    await world.deliver();
    expect(again.received, 'it waits before it tries again').toEqual([]);
    world.pass(2 * MINUTE);
    await world.deliver();
    world.pass(HOUR);
    await world.deliver();
    expect(again.to(MP)).toHaveLength(1);
    expect(again.to('ada@supporter.example')).toHaveLength(1);
    await again.stop();
    await world.close();
  });

  it('gives up after five days and says so', async () => {
    await untilConfirmation();
    await world.visitor().post(confirmPath(world), {}).expect(303);
    world.mail.behaviour.refuse = () => 450;
    for (let hours = 0; hours < 5 * 24 + 5; hours += 1) {
      await world.deliver();
      world.pass(HOUR);
    }
    expect((await world.deps.db.read.letter.findFirstOrThrow()).state).toBe('failed');
    delete world.mail.behaviour.refuse;
    world.pass(5 * HOUR);
    await world.deliver();
    expect(world.mail.to('ada@supporter.example').at(-1)?.subject).toContain('could not be sent');
    await world.close();
  });
});
