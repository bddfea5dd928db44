import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../src/clock.ts';
import { findToken, issueConfirmToken, useConfirmToken } from '../../src/tokens/token.ts';
import { openWorld, submitLetter, type World, writeLetter } from '../support/world.ts';

let world: World;
let letterId: string;
beforeEach(async () => {
  world = await openWorld();
  const visitor = world.visitor();
  await submitLetter(visitor, await writeLetter(visitor, 'BS37 5AA'));
  letterId = (await world.deps.db.read.letter.findFirstOrThrow()).id;
});
afterEach(() => world.close());

const issue = () => world.deps.db.write(tx => issueConfirmToken(tx, { letterId }, world.deps.clock()));
const find = (token: string) => findToken(world.deps.db, token, world.deps.clock(), 'confirm');
const use = async (token: string) => {
  const hash = (await find(token))?.hash ?? '';
  return world.deps.db.write(tx => useConfirmToken(tx, hash, world.deps.clock()));
};

describe('the token in a link', () => {
  it('is long, drawn by chance, and kept only as a hash', async () => {
    const [one, two] = [await issue(), await issue()];
    expect(Buffer.from(one, 'base64url')).toHaveLength(24);
    expect(one).not.toBe(two);
    const rows = await world.deps.db.read.$queryRaw<object[]>`SELECT * FROM "Token"`;
    expect(rows.length).toBeGreaterThan(0);
    for (const token of [one, two]) expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('works once', async () => {
    const token = await issue();
    expect(await use(token)).toBe(true);
    expect(await use(token)).toBe(false);
  });

  it('works once when it is used twice at the same moment', async () => {
    const token = await issue();
    expect((await Promise.all([use(token), use(token)])).sort()).toEqual([false, true]);
  });

  it('ends after seven days, to the minute', async () => {
    const token = await issue();
    world.pass(7 * DAY - MINUTE);
    expect(await find(token)).toMatchObject({ over: false });
    world.pass(MINUTE);
    expect(await find(token)).toMatchObject({ over: true });
    expect(await use(token)).toBe(false);
  });

  it('ends when another is made for the same letter', async () => {
    const first = await issue();
    const second = await issue();
    expect(await find(first)).toBeNull();
    expect(await use(second)).toBe(true);
  });

  it.each<[string, (token: string) => string]>([
    ['its hash', token => token],
    ['cut short', token => token.slice(0, -1)],
    ['with one letter changed', token => (token.startsWith('A') ? 'B' : 'A') + token.slice(1)],
    [
      'in the other case',
      token => (token.toUpperCase() === token ? token.toLowerCase() : token.toUpperCase()),
    ],
    ['as a pattern', () => '%'],
    ['empty', () => ''],
  ])('does not open %s', async (what, changed) => {
    const token = await issue();
    const given = what === 'its hash' ? ((await find(token))?.hash ?? '') : changed(token);
    expect(await find(given)).toBeNull();
    expect(await find(token)).not.toBeNull();
  });
});
