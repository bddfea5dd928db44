import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { correctMember } from '../../src/mps/correction-store.ts';
import { onlyLetter, submitted } from '../support/lifecycle.ts';
import { confirmPath, LETTER, openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const SENT = '/school-attendance/sent';

describe('the page behind handing over', () => {
  it('says that the email was sent again, and that the earlier link is over', async () => {
    const visitor = await submitted(world);
    const first = confirmPath(world);
    expect((await visitor.get(SENT).expect(200)).text).not.toContain('role="status"');
    const answer = await visitor.post(SENT, { action: 'again' }).expect(303);
    const page = await visitor.get(String(answer.headers.location)).expect(200);
    expect(page.text).toContain('We have sent the email again. Only the link in the newest one works.');
    await world.deliver();
    await visitor.post(first, {}).expect(404);
    await visitor.post(confirmPath(world), {}).expect(303);
  });

  it('promises no sending of a letter that its writer has to post', async () => {
    const visitor = world.visitor();
    const preview = await writeLetter(visitor, 'BS37 5AA');
    const seat = { constituencyCode: 'E14001545' };
    const { id } = await world.deps.db.read.member.findUniqueOrThrow({ where: seat });
    await world.deps.db.write(tx => correctMember(tx, id, { email: '' }, 'ben', world.deps.clock()));
    await submitLetter(visitor, preview);
    expect((await onlyLetter(world)).way).toBe('own_means');
    const page = await visitor.get(SENT).expect(200);
    expect(page.text).toContain('we email you the letter to print and post');
    expect(page.text).not.toContain('on its way');
    await world.deliver();
    const confirm = await visitor.get(confirmPath(world)).expect(200);
    expect(confirm.text).toContain('<title>Confirm your letter');
  });
});

describe('somebody who looks for their constituency by a name', () => {
  it('finds the one that they have, by the MP’s name too', async () => {
    const visitor = world.visitor();
    await writeLetter(visitor, 'BS37 5AA', LETTER);
    const search = (name: string) =>
      visitor.get(`/school-attendance/mp/choose?name=${encodeURIComponent(name)}`).expect(200);
    expect((await search('Thornbury')).text).toContain('Found for “Thornbury”');
    expect((await search('claire young')).text).toContain('Choose<span class="hidden"> Thornbury and Yate');
    const none = await search('Nowhereshire');
    expect(none.text).toContain('<title>Nothing found');
    expect(none.text).toContain('Nothing found for “Nowhereshire”');
    expect(none.text).toContain('href="/school-attendance/mp"');
  });
});
