import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../src/clock.ts';
import { claimMail } from '../../src/delivery/claim.ts';
import { bounceLetter } from '../../src/letters/bounce-letter.ts';
import { readLetter } from '../../src/letters/letter-store.ts';
import { standingIn } from '../support/files.ts';
import { ADA, accepted, later, onlyLetter, pathIn, submitted } from '../support/lifecycle.ts';
import { signIn } from '../support/staff.ts';
import {
  confirmPath,
  LETTER,
  openWorld,
  previewed,
  submitLetter,
  unescaped,
  type World,
  writeLetter,
} from '../support/world.ts';

const MP = 'claire.young.mp@parliament.uk';
const GENEROUS = { ...LETTER, share_story: 'named', updates: ['contact'] };

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const consentId = async (kind: string) => {
  const { consents } = await onlyLetter(world);
  return consents.find(consent => consent.kind === kind)?.id ?? 0;
};
const withdraw = async (path: string, kind: string) =>
  world
    .visitor()
    .post(`${path}/consents/${await consentId(kind)}`, {})
    .expect(303);
const confirmed = async (letter = LETTER) => {
  const visitor = await submitted(world, letter);
  await visitor.post(confirmPath(world), {}).expect(303);
  return pathIn(world, 'my-letter');
};

describe('the letter’s own page', () => {
  it('is linked from each mail to its writer, and from none to the MP', async () => {
    await accepted(world);
    await later(world, 14 * DAY);
    const mails = world.mail.to(ADA);
    expect(mails).toHaveLength(3);
    const links = mails.map(({ text }) => /\/my-letter\/[\w-]+/.exec(text ?? '')?.[0] ?? '');
    expect(new Set(links).size).toBe(3);
    for (const link of links) await world.visitor().get(link).expect(200).expect('Cache-Control', 'no-store');
    expect(mails[0]?.html).toContain('/my-letter/');
    expect(world.mail.to(MP)[0]?.raw).not.toContain('my-letter');
  });

  it('shows state, times, text, what is held and what was agreed to, on any device', async () => {
    await accepted(world, GENEROUS);
    const { text } = await world.visitor().get(pathIn(world, 'my-letter')).expect(200);
    expect(text).toContain('<title>Your letter to Claire Young MP – Dear MP</title>');
    const page = unescaped(text);
    for (const words of [
      'Your letter to Claire Young MP',
      'We have sent it to your MP, and it has not come back.',
      'You confirmed it: 24 November 2026 at 10:00',
      'Ada Example',
      ADA,
      '1 Invented Street, Yate',
      'BS37 5AA',
      "can't manage a full day",
      'may quote my story and say that it is mine',
      'You agreed on 24 November 2026 at 10:00',
    ]) {
      expect(page).toContain(words);
    }
    expect(page.match(/>Take this back</g)).toHaveLength(3);
  });

  it('opens with its own link alone', async () => {
    await submitted(world);
    await world.visitor().get('/my-letter/no-such-token').expect(404);
    await world.visitor().get(confirmPath(world).replace('confirm', 'my-letter')).expect(404);
    await world.visitor().get(pathIn(world, 'my-letter').replace('my-letter', 'confirm')).expect(404);
  });

  it('gives a draft back to whoever has lost the cookie', async () => {
    const visitor = await submitted(world);
    const path = pathIn(world, 'my-letter');
    await visitor.post('/school-attendance/sent', { action: 'change' }).expect(303);
    const elsewhere = world.visitor();
    expect((await elsewhere.get(path).expect(200)).text).toContain('Go on writing');
    await elsewhere.post(`${path}/draft`, {}).expect(303).expect('Location', '/school-attendance/mp');
    expect(unescaped((await elsewhere.get('/school-attendance/letter').expect(200)).text)).toContain(
      "can't manage a full day",
    );
  });
});

describe('a consent that is taken back', () => {
  it('stays on record with both times, and the exports obey it', async () => {
    await accepted(world, GENEROUS);
    const path = pathIn(world, 'my-letter');
    const admin = await signIn(world, 'admin');
    const exports = async () => {
      const stories = await admin.post('/staff/export/stories.csv', {});
      const people = await admin.post('/staff/export/supporters.csv', { organisation: 'contact' });
      return [stories.text.includes('full day'), people.text.includes(ADA)];
    };
    expect(await exports()).toEqual([true, true]);
    world.pass(MINUTE);
    await withdraw(path, 'share_story');
    expect(await exports()).toEqual([false, true]);
    await withdraw(path, 'updates');
    expect(await exports()).toEqual([false, false]);
    const { consents, updates, shareStory, state } = await onlyLetter(world);
    expect(consents.map(({ kind, withdrawnAt }) => [kind, withdrawnAt !== null])).toEqual([
      ['story', false],
      ['share_story', true],
      ['updates', true],
    ]);
    expect([updates, shareStory, state]).toEqual([[], '', 'accepted']);
    const { text } = await world.visitor().get(path);
    expect(text).toContain('and took it back on 24 November 2026 at 10:01');
    expect(text.match(/>Take this back</g)).toHaveLength(1);
  });

  it('keeps a letter from leaving that is still in the queue', async () => {
    const path = await confirmed();
    const { headers } = await withdraw(path, 'story');
    const { text } = await world.visitor().get(`${headers.location}`).expect(200);
    expect(text).toContain('your letter will not be sent');
    await world.deliver();
    expect(world.mail.to(MP)).toEqual([]);
    expect(await onlyLetter(world)).toMatchObject({ state: 'awaiting_confirmation', confirmedAt: null });
  });

  it('ends the matter: nobody is reminded of a letter that they stopped', async () => {
    const path = await confirmed();
    await withdraw(path, 'story');
    await later(world, 2 * DAY);
    expect(world.mail.to(ADA).filter(({ subject }) => subject?.includes('waiting'))).toEqual([]);
    expect((await onlyLetter(world)).remindedAt).toBeNull();
  });

  it('cannot stop a letter that is leaving at this moment, and says so', async () => {
    const path = await confirmed();
    await claimMail(world.deps.db, { by: 'another', limit: 10, pace: world.deps.pace }, world.deps.clock());
    const { headers } = await withdraw(path, 'story');
    expect((await world.visitor().get(`${headers.location}`)).text).toContain('leaving at this moment');
    expect((await onlyLetter(world)).consents[0]?.withdrawnAt).toBeNull();
  });

  it('is asked for again before a letter that waits can be sent', async () => {
    await submitted(world);
    await withdraw(pathIn(world, 'my-letter'), 'story');
    expect((await world.visitor().get(confirmPath(world)).expect(200)).text).toContain(
      'With the button you say',
    );
  });

  it.each([
    ['before', true],
    ['while', false],
  ])(
    'is not given again by itself where it was taken back %s the letter is changed',
    async (_when, before) => {
      const visitor = await submitted(world);
      const path = pathIn(world, 'my-letter');
      if (before) await withdraw(path, 'story');
      await visitor.post('/school-attendance/sent', { action: 'change' }).expect(303);
      if (!before) await withdraw(path, 'story');
      await visitor
        .get('/school-attendance/preview')
        .expect(303)
        .expect('Location', '/school-attendance/letter');
      const form = await visitor.get('/school-attendance/letter').expect(200);
      expect(form.text).toContain('name="consent_story" value="yes" aria-');
      await visitor.post('/school-attendance/letter', { ...LETTER, consent_story: '' }).expect(422);
      await visitor.post('/school-attendance/letter', LETTER).expect(303);
      await submitLetter(visitor, await visitor.get('/school-attendance/preview').expect(200));
      const { consents } = await onlyLetter(world);
      expect(consents.map(({ kind, withdrawnAt }) => [kind, withdrawnAt !== null])).toEqual([
        ['story', true],
        ['story', false],
      ]);
    },
  );

  it('is asked for once more where a preview that is still open hands the letter over after it', async () => {
    const visitor = world.visitor();
    const preview = await writeLetter(visitor, 'BS37 5AA');
    await submitLetter(visitor, preview);
    await world.deliver();
    await withdraw(pathIn(world, 'my-letter'), 'story');
    const { subject, body } = previewed(preview.text);
    const mine = { subject, body: `${body}\n\nPS: thank you.`, action: 'send' };
    await visitor.post('/school-attendance/preview', mine).expect(303);
    const takenBack = async () =>
      (await onlyLetter(world)).consents.map(({ withdrawnAt }) => withdrawnAt !== null);
    expect(await takenBack()).toEqual([true]);
    await world.deliver();
    const link = confirmPath(world);
    expect((await visitor.get(link).expect(200)).text).toContain('is sent to Claire Young MP in my letter');
    await visitor.post(link, {}).expect(303);
    expect(await takenBack()).toEqual([true, false]);
  });

  it('must be one of this letter', async () => {
    await accepted(world);
    const id = await consentId('story');
    await submitted(world, { ...LETTER, name: 'Ben Example', email: 'ben@supporter.example' });
    const path = pathIn(world, 'my-letter', 'ben@supporter.example');
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

describe('erasing', () => {
  it('takes a second page with a button, and leaves nothing that names the writer', async () => {
    await accepted(world, GENEROUS);
    const path = pathIn(world, 'my-letter');
    expect((await world.visitor().get(`${path}/erase`).expect(200)).text).toContain('Erase it for good');
    expect((await onlyLetter(world)).name).toBe('Ada Example');
    await world.visitor().post(`${path}/erase`, {}).expect(303).expect('Location', '/my-letter/erased');
    await world.visitor().get('/my-letter/erased').expect(200);
    expect(await onlyLetter(world)).toMatchObject({
      state: 'erased',
      keeps: 'nothing',
      name: '',
      email: '',
      body: null,
    });
    expect(await standingIn(world, ['Ada Example', ADA, '1 Invented Street'])).toEqual([]);
    await world.visitor().get(path).expect(404);
    await world.visitor().post(`${path}/erase`, {}).expect(404);
  });

  it('says that the MP has the letter only where that is so', async () => {
    await accepted(world);
    const page = `${pathIn(world, 'my-letter')}/erase`;
    const MPS = 'Your MP has your letter already.';
    expect((await world.visitor().get(page).expect(200)).text).toContain(MPS);
    const letter = await readLetter(world.deps.db.read, (await onlyLetter(world)).id);
    await world.deps.db.write(tx => bounceLetter(tx, letter, world.deps, world.deps.clock()));
    expect((await world.visitor().get(page).expect(200)).text).not.toContain(MPS);
  });

  it('keeps a letter in the queue from leaving', async () => {
    const path = await confirmed();
    await world.visitor().post(`${path}/erase`, {}).expect(303);
    await world.deliver();
    expect(world.mail.to(MP)).toEqual([]);
  });

  it('is refused when another site asks for it', async () => {
    const path = await confirmed();
    await world.visitor().raw.post(`${path}/erase`).set('Sec-Fetch-Site', 'cross-site').expect(403);
    expect((await onlyLetter(world)).state).toBe('confirmed');
  });
});
