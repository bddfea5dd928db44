import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepted, submitted } from '../support/lifecycle.ts';
import { NOVA, seatGoesTo } from '../support/seat.ts';
import { confirmPath, LETTER, openWorld, type World, writeLetter } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const MP = 'claire.young.mp@parliament.uk';
const letter = () => world.deps.db.read.letter.findFirstOrThrow();
const end = (data: object) => world.deps.db.write(tx => tx.campaign.updateMany({ data }));

describe('a letter that waits for its confirmation while the MP changes', () => {
  const STORY = 'I wrote to Claire Young MP in March. Nothing came back.';

  const waiting = () => submitted(world, { ...LETTER, story: STORY });

  it('is addressed anew at the preview, and what its writer says of the former MP stays', async () => {
    const visitor = await waiting();
    await seatGoesTo(world, NOVA);
    await visitor
      .post(confirmPath(world), {})
      .expect(303)
      .expect('Location', /\/preview$/);
    const { text } = await visitor.get('/school-attendance/preview').expect(200);
    expect(text).toContain('Dear Dr Invented');
    expect(text).toContain(STORY);
  });

  it.each([
    ['closed', { closedAt: new Date('2026-11-24T09:00:00Z') }],
    ['paused', { pausedAt: new Date('2026-11-24T09:00:00Z') }],
  ])('can be confirmed for the new MP after the campaign is %s', async (_state, data) => {
    await waiting();
    await seatGoesTo(world, NOVA);
    await end(data);
    const link = confirmPath(world);
    expect((await world.visitor().get(link).expect(200)).text).toContain('Your MP has changed');
    await world.visitor().post(link, {}).expect(303).expect('Location', link);
    expect(world.mail.to('nova@mp.example'), 'nothing is redirected silently').toEqual([]);
    const page = await world.visitor().get(link).expect(200);
    expect(page.text).toContain('Send your letter to Dr Nova Invented MP?');
    expect(page.text).toContain('is sent to Dr Nova Invented MP in my letter');
    expect(page.text).toContain(STORY);
    await world.visitor().post(link, {}).expect(303);
    await world.deliver();
    expect(world.mail.to('nova@mp.example')).toHaveLength(1);
    expect((await letter()).state).toBe('accepted');
  });

  it('is kept for the next MP where the seat is vacant and the campaign closed', async () => {
    await waiting();
    await seatGoesTo(world, null);
    await end({ closedAt: new Date('2026-11-24T09:00:00Z') });
    await world.visitor().post(confirmPath(world), {}).expect(303);
    await world.deliver();
    expect(world.mail.to(MP)).toEqual([]);
    expect(await letter()).toMatchObject({ state: 'held', holdReason: null });
  });
});

describe('a letter that is its writer’s to send', () => {
  it('can be taken out after the campaign is over, and a draft cannot', async () => {
    world.mail.behaviour.refuse = address => (address === MP ? 550 : undefined);
    const visitor = await accepted(world);
    const writing = world.visitor();
    await writeLetter(writing, 'BS37 5AA', { ...LETTER, email: 'ben@supporter.example' });
    await end({ closedAt: new Date('2026-11-24T09:00:00Z') });
    for (const page of ['', '/mail', '/copy', '/print']) {
      await visitor.get(`/school-attendance/myself${page}`).expect(200);
    }
    await visitor
      .post('/school-attendance/myself', { way: 'text_file' })
      .expect(200)
      .expect('Content-Type', /plain/);
    await writing.get('/school-attendance/myself').expect(303).expect('Location', '/school-attendance');
    await writing.post('/school-attendance/myself', { way: 'text_file' }).expect(303);
  });
});
