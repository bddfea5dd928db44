import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { CAMPAIGNS, type CampaignDesk, openCampaignDesk } from '../support/campaigns.ts';
import { confirmPath, LETTER, openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

let world: World;
let desk: CampaignDesk;
beforeAll(async () => {
  world = await openWorld();
  desk = await openCampaignDesk(world);
});
afterAll(() => world.close());

describe('what supporters see', () => {
  it('of a paused campaign: its message and no form; what they write is kept', async () => {
    const before = world.visitor();
    await submitLetter(before, await writeLetter(before, 'BS37 5AA'));
    await world.deliver();
    const writing = world.visitor();
    await writing.post('/school-attendance/postcode', { postcode: 'BS37 5AA' }).expect(303);
    const refused = await desk.post('school-attendance', '/state', { step: 'pause', pause_message: ' ' });
    expect(refused.text).toContain('<a href="#pause_message">');
    await desk.post('school-attendance', '/state', { step: 'pause', pause_message: 'Back on Monday.' });

    const page = await world.visitor().get('/school-attendance').expect(200);
    expect(page.text).toContain('Back on Monday.');
    expect(page.text).not.toContain('name="postcode"');
    expect((await world.visitor().get('/')).text).not.toContain('href="/school-attendance"');
    const home = '/school-attendance';
    await world.visitor().get(`${home}/postcode`).expect(303).expect('Location', home);
    await world
      .visitor()
      .post(`${home}/postcode`, { postcode: 'BS37 5AA' })
      .expect(303)
      .expect('Location', home);
    await writing
      .post(`${home}/letter`, { ...LETTER, story: 'Typed while it was paused.' })
      .expect(303)
      .expect('Location', home);
    await before.post(`${home}/sent`, { action: 'change' }).expect(303).expect('Location', home);
    await before.post(confirmPath(world), {}).expect(303).expect('Location', `${home}/thanks`);
    await before.get(`${home}/thanks`).expect(200);
    await world.deliver();
    expect(world.mail.to('claire.young.mp@parliament.uk')).toHaveLength(1);

    expect((await desk.post('school-attendance', '/state', { step: 'resume' })).status).toBe(303);
    expect((await writing.get(`${home}/letter`).expect(200)).text).toContain('Typed while it was paused.');
  });

  it('of a closed campaign: its message, the letters and thanks; and it opens again', async () => {
    await desk.copy('over');
    await desk.post('over', '/state', { step: 'open' });
    await desk.post('over', '/state', {
      step: 'close',
      close_message: 'The Bill has changed.',
      last_day: '1999-01-01',
    });
    const page = await world.visitor().get('/over').expect(200);
    expect(page.text).toContain('The Bill has changed.');
    expect(page.text).toContain('Thank you to everyone');
    expect(page.text).not.toContain('name="postcode"');
    const refused = await world.visitor().post('/over/postcode', { postcode: 'BS37 5AA' });
    expect([refused.status, refused.headers.location]).toEqual([303, '/over']);
    expect(await world.deps.db.read.letter.count({ where: { campaign: { slug: 'over' } } })).toBe(0);
    const again = await desk.post('over', '/state', { step: 'close', close_message: '' });
    expect(again.status).toBe(422);
    expect(again.text).toContain('This cannot be done now: the campaign is closed');
    await desk.post('over', '/state', { step: 'reopen' });
    expect((await world.visitor().get('/over').expect(200)).text).toContain('name="postcode"');
  });

  it('of a campaign whose last day has gone by: that it is over, without anybody doing anything', async () => {
    await desk.copy('dated');
    await desk.post('dated', '/state', { step: 'open' });
    for (const [last_day, words] of [
      ['2026-11-23', 'The last day must be today or later'],
      ['24/11/2026', 'Enter the last day as a date'],
    ] as const) {
      const refused = await desk.post('dated', '/state', { step: 'plan', last_day, close_message: '' });
      expect(refused.status).toBe(422);
      expect(refused.text).toContain(words);
    }
    await desk.post('dated', '/state', {
      step: 'plan',
      last_day: '2026-11-24',
      close_message: 'It was a good run.',
    });
    expect((await world.visitor().get('/dated')).text).toContain('name="postcode"');
    world.pass(DAY);
    desk = await openCampaignDesk(world);
    expect((await world.visitor().get('/dated').expect(200)).text).toContain('It was a good run.');
    expect((await world.visitor().get('/')).text).not.toContain('href="/dated"');
    expect((await desk.editor.get(`${CAMPAIGNS}/dated`)).text).toContain(
      'Closed: its page says that it is over.',
    );
  });
});
