import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY } from '../../src/clock.ts';
import { startPause } from '../../src/delivery/pause.ts';
import { accepted, later, onlyLetter, pathIn, submitted } from '../support/lifecycle.ts';
import { NOVA, seatGoesTo } from '../support/seat.ts';
import {
  confirmPath,
  LETTER,
  openWorld,
  submitLetter,
  type Visitor,
  type World,
  writeLetter,
} from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const ASKED = 'we email you one question';
const thanks = async (visitor: Visitor) => (await visitor.get('/school-attendance/thanks').expect(200)).text;

/** How sending has ended. */
const ended = async (state: 'failed' | 'bounced') => {
  const { id } = await onlyLetter(world);
  await world.deps.db.write(tx => tx.letter.update({ where: { id }, data: { state } }));
};

describe('the page of thanks, opened once more', () => {
  it.each([
    ['failed', 'Your letter could not be sent.'],
    ['bounced', 'Your letter left, and came back.'],
  ] as const)('tells of a letter that has %s, and promises no question about it', async (state, words) => {
    const visitor = await accepted(world);
    expect(await thanks(visitor)).toContain(ASKED);
    await ended(state);
    const text = await thanks(visitor);
    expect(text).toContain(words);
    expect(text).not.toContain(ASKED);
  });

  it('promises no question that was asked already', async () => {
    const visitor = await accepted(world);
    await later(world, 15 * DAY);
    expect(await thanks(visitor)).not.toContain(ASKED);
  });

  it('promises none to whoever wants none', async () => {
    const visitor = await accepted(world);
    await later(world, 15 * DAY);
    await world.deps.db.write(tx => tx.letter.updateMany({ data: { askedAt: null } }));
    expect(await thanks(visitor)).toContain(ASKED);
    await world.visitor().post(pathIn(world, 'unsubscribe'), {}).expect(200);
    expect(await thanks(visitor)).not.toContain(ASKED);
  });
});

it('says of the campaign’s English words on a Welsh page that they are English', async () => {
  await world.deps.db.write(tx => tx.campaign.updateMany({ data: { thanks: 'We are grateful.' } }));
  const { text } = await world.visitor().get('/school-attendance/thanks?lang=cy').expect(200);
  expect(text).toContain('<div lang="en"><p>We are grateful.</p></div>');
});

it('whoever confirmed on another device hears of no minutes while letters wait', async () => {
  await submitted(world);
  expect(await thanks(world.visitor())).toContain('within a few minutes');
  const pause = { campaignId: null, reason: 'We look into a fault.', startedBy: 'Ada' };
  await world.deps.db.write(tx => startPause(tx, pause, world.deps.clock()));
  expect(await thanks(world.visitor())).not.toContain('within a few minutes');
});

describe('where somebody else has begun a letter in the same browser since', () => {
  const BEN = { ...LETTER, name: 'Ben Example', email: 'ben@supporter.example' };

  it('whoever confirms theirs is told of theirs', async () => {
    const visitor = await submitted(world);
    await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA', BEN));
    const link = confirmPath(world);
    await visitor.post(link, {}).expect(303).expect('Location', link);
    expect((await visitor.get(link).expect(200)).text).toContain('You have written to Claire Young MP');
    await world.deliver();
    const his = confirmPath(world, BEN.email);
    await visitor.post(his, {}).expect(303).expect('Location', '/school-attendance/thanks');
  });

  it('whose MP has changed is told that it takes the place of the other draft', async () => {
    const visitor = await submitted(world);
    await writeLetter(visitor, 'BS37 5AA', BEN);
    await seatGoesTo(world, NOVA);
    const page = async (of: Visitor) => (await of.get(confirmPath(world)).expect(200)).text;
    expect(await page(visitor)).toContain('This one takes its place here.');
    expect(await page(world.visitor())).not.toContain('takes its place');
  });
});
