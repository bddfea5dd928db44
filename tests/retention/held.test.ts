import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { standingIn } from '../support/files.ts';
import { ADA, later, onlyLetter, pathIn, submitted } from '../support/lifecycle.ts';
import { confirmPath, LETTER, openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const STORY = 'Zanzibarquill the story, in words that nobody else uses.';

describe('a letter that is held for as long as it may be', () => {
  it.each([
    ['for its MP', null, 'days for Thornbury and Yate to have a new MP'],
    ['by staff', 'It looks odd', 'days for somebody at the campaign to look at it'],
  ])('gives its writer the text, where it was held %s', async (_by, holdReason, why) => {
    const visitor = await submitted(world, { ...LETTER, story: STORY });
    await visitor.post(confirmPath(world), {}).expect(303);
    const { id } = await onlyLetter(world);
    const held = { state: 'held', holdReason, updatedAt: world.deps.clock() };
    await world.deps.db.write(tx => tx.letter.update({ where: { id }, data: held }));
    await later(world, 179 * DAY);
    const before = world.mail.to(ADA).length;
    await later(world, DAY);
    const [told, ...more] = world.mail.to(ADA).slice(before);
    expect(more).toEqual([]);
    expect(told?.subject).toBe('Your letter to Claire Young MP has not been sent');
    expect(told?.text?.replace(/\s+/g, ' ')).toContain(`Your letter waited 180 ${why}`);
    expect(told?.text).toContain('Zanzibarquill');
    expect(await standingIn(world, ['Zanzibarquill', ADA])).toEqual([]);
    const page = await world.visitor().get(pathIn(world, 'my-letter')).expect(410);
    expect(page.text).toContain('it waited for longer than we may keep a letter');
  });
});
