import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADA, newestLetter, submitted } from '../support/lifecycle.ts';
import { MP } from '../support/surge.ts';
import { confirmPath, LETTER, openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const newestReference = async () => (await newestLetter(world)).reference ?? '';

describe('the reference of a letter', () => {
  it('is on the supporter’s pages and in each of their mails, and not in the letter to the MP', async () => {
    const visitor = await submitted(world);
    const reference = await newestReference();
    expect((await visitor.get('/school-attendance/sent')).text).toContain(reference);
    const link = confirmPath(world);
    await visitor.post(link, {}).expect(303);
    expect((await visitor.get('/school-attendance/thanks')).text).toContain(reference);
    expect((await visitor.get(link)).text).toContain(reference);
    world.mail.behaviour.refuse = address => (address === MP ? 550 : undefined);
    await world.deliver();
    const mails = world.mail.to(ADA);
    expect(mails).toHaveLength(3);
    for (const { text, html } of mails) {
      expect(text).toContain(`Your reference is ${reference}`);
      if (html) expect(html).toContain(reference);
    }
    world.mail.behaviour.refuse = undefined;
    const ben = await submitted(world, { ...LETTER, name: 'Ben Example' });
    await ben.post(confirmPath(world), {}).expect(303);
    await world.deliver();
    const [toMp] = world.mail.to(MP);
    expect(toMp?.raw).not.toContain(await newestReference());
  });

  it('stands on no page for somebody who has no letter', async () => {
    const { text } = await world.visitor().get('/school-attendance/thanks').expect(200);
    expect(text).not.toContain('Your reference');
  });
});
